"""How the child process says no. Like everything it runs, this knows no Django; the words are in `problems`."""


class Refused(Exception):
    """The file gives no result: `code` is one of `problems.MESSAGES`, `details` fill its places."""

    def __init__(self, code: str, **details: object):
        self.code = code
        self.details = {name: str(value)[:80] for name, value in details.items()}
        super().__init__(f"{code} {self.details}")
