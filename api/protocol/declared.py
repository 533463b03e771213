"""What calls declare that they answer, so that the OpenAPI document tells the whole truth."""

from typing import Any

from api.shapes.basics import ConflictProblem, InvalidProblem, Problem

ALWAYS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 422: InvalidProblem, 429: Problem}
CHANGES = {**ALWAYS, 409: ConflictProblem}
NOTHING: dict[int, Any] = {204: None, **CHANGES}


PDF: dict[str, Any] = {
    "responses": {
        200: {"description": "OK", "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
    }
}
"""`openapi_extra` of a call that answers with a document."""


def answers(shape: Any, *, status: int = 200, **more: Any) -> dict[int, Any]:
    """The responses of a call that succeeds with this shape."""
    return {status: shape, **CHANGES, **{int(code.removeprefix("s")): problem for code, problem in more.items()}}
