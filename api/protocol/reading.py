"""The OpenAPI document as a person reads it: calls by group, with what they take and give."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Field:
    """A parameter of an address, or a member of a body."""

    name: str
    kind: str
    is_required: bool
    note: str


@dataclass(frozen=True)
class Call:
    """One call."""

    method: str
    path: str
    note: str
    parameters: list[Field]
    body: list[Field]
    answer: str
    statuses: list[str]
    is_public: bool


def groups_of(document: dict[str, Any]) -> dict[str, list[Call]]:
    """The calls of the document by their tag, in its order."""
    groups: dict[str, list[Call]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append(_call(document, path, method, operation))
    return groups


def _call(document: dict, path: str, method: str, operation: dict) -> Call:
    success = min(operation["responses"])
    content = operation["responses"][success].get("content", {})
    return Call(
        method=method.upper(),
        path=path,
        note=operation.get("description", ""),
        parameters=[
            Field(each["name"], _kind(each["schema"]), each["required"], each.get("description", ""))
            for each in operation.get("parameters", [])
        ],
        body=_body(document, operation),
        answer=_answer(content),
        statuses=[str(status) for status in operation["responses"]],
        is_public=not operation.get("security"),
    )


def _answer(content: dict) -> str:
    """The shape of an answer in JSON; the media type of any other; empty where there is none."""
    if "application/json" in content:
        return _kind(content["application/json"]["schema"])
    return ", ".join(content)


def _body(document: dict, operation: dict) -> list[Field]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if not content:
        return []
    shape = _resolve(document, content["schema"])
    required = shape.get("required", [])
    members = shape.get("properties", {}).items()
    return [Field(name, _kind(each), name in required, each.get("description", "")) for name, each in members]


def _resolve(document: dict, schema: dict) -> dict:
    while reference := schema.get("$ref") or next((each.get("$ref") for each in schema.get("allOf", [])), None):
        schema = document["components"]["schemas"][reference.rpartition("/")[2]]
    return schema


def _kind(schema: dict) -> str:
    """A type in a word or two: `string (uuid)`, `list of SpotIn`, `Money or null`."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2].replace("_", " of ").strip(" of")
    for choice in ("anyOf", "allOf"):
        if choice in schema:
            return " or ".join(_kind(each) for each in schema[choice])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    kind = schema.get("type", "anything")
    return f"{kind} ({schema['format']})" if "format" in schema else kind
