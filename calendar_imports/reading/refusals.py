"""How the child process refuses a file. Knows no Django; the words are in `availability.imports.problems`."""

from web.sandbox import errors


class Refused(errors.Refused):
    """The file gives no result: `code` is one of `problems.MESSAGES`, `details` fill its places."""

    def __init__(self, code: str, **details: object):
        super().__init__(code, **{name: str(value)[:80] for name, value in details.items()})
