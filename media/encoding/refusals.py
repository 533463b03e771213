"""A file that cannot be taken."""


class Refused(Exception):
    """Why, as a code of `media.reasons`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
