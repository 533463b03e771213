"""The API itself: its calls, and the OpenAPI document about them."""

from functools import cached_property
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from api.protocol import problems
from api.routes import (
    bands,
    bookings,
    catalogue,
    enquiries,
    holds,
    me,
    moves,
    parties,
    payments,
    payout_accounts,
    professionals,
    projects,
    reviews,
    sessions,
    settlements,
    shows,
    splits,
    threads,
    tips,
    uploads,
    venues,
)

DESCRIPTION = """Live music without double bookings.

Send Authorization: Bearer TOKEN (made on your account page), or the site's session with its CSRF token. Times are
RFC 3339 with offset, ranges half-open. Errors are RFC 9457 problems. Every POST takes an Idempotency-Key: the same
key and body have their effect once and get the same answer for 24 hours."""

IDEMPOTENCY_KEY = {
    "in": "header",
    "name": problems.KEY_HEADER,
    "required": False,
    "description": "1 to 255 printable ASCII characters; the same key and body act once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


class StageSlotAPI(NinjaAPI):
    """Problems are `application/problem+json` in the document too, and POSTs tell of their key."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Made once for a process, since it takes half a second and follows from the code alone. Do not change it."""
        return self._document

    @cached_property
    def _document(self) -> OpenAPISchema:
        document = super().get_openapi_schema()
        for path in document["paths"].values():
            for method, operation in path.items():
                if method == "get":
                    operation["responses"].pop(409, None)  # reading changes nothing, so nothing stands in its way
                if method == "post":
                    operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in response.get("content", {}):
                        response["content"] = {problems.CONTENT_TYPE: response["content"].pop("application/json")}
        return document


api = StageSlotAPI(
    title="StageSlot",
    version="1",
    description=DESCRIPTION,
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
)
for module in (
    me, bands, venues, professionals, sessions, tips, projects, splits, parties, enquiries, shows, bookings,
    settlements, payments, payout_accounts, moves, holds, reviews, threads, uploads, catalogue,
):  # fmt: skip
    api.add_router("", module.router)
problems.install(api)
