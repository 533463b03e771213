"""Refusals, in the API's words (https://docs.stripe.com/api/errors)."""


class Refused(Exception):
    """An error as the API answers it."""

    status = 400
    type = "invalid_request_error"

    def __init__(self, message: str, *, code: str = "", param: str = "", **more: object) -> None:
        super().__init__(message)
        self.body = {"type": self.type, "message": message, "code": code or None, "param": param or None, **more}


class NoSuchObject(Refused):
    status = 404

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"No such {kind}: '{id}'", code="resource_missing", param="id")


class NotAllowed(Refused):
    """No key, or that of another account."""

    status = 401


class KeyUsed(Refused):
    """An idempotency key came with another request before."""

    type = "idempotency_error"


class OutOfOrder(Refused):
    """A fault on demand."""

    status = 500
    type = "api_error"
