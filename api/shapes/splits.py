"""Splits as programs see them: what a professional gives of its price, and what a payee gets."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Self
from uuid import UUID

from ninja import Field, Schema

from api.shapes.basics import Count, Id, Money, Slug, Word
from studio.models import Split
from studio.states import SplitKind


class SplitIn(Schema):
    """A part to offer: either `basis_points` of the price (1250 are 12.5 %) or `amount`. It is for `payee`, by slug, or
    for `member`, someone of the team; without both, for whoever opens the link, whom you call `name`. `service`: of
    which sessions, null for all services that have no parts of their own."""

    payee: Slug | None = None
    member: Id | None = None
    name: Word = ""
    service: Id | None = None
    basis_points: Annotated[Count, Field(strict=True)] | None = None
    amount: Money | None = None


class SplitOut(Schema):
    """A part of the price of sessions. `state`: offered, accepted, declined or ended. Once it is
    accepted, it counts for payments that are made after `answered_at`."""

    id: Id
    state: str
    professional: str
    service: Id | None
    payee: str | None = Field(description="null while it waits for whoever opens its link")
    basis_points: int | None
    amount: Money | None
    offered_at: dt.datetime
    answered_at: dt.datetime | None

    @classmethod
    def split_fields(cls, split: Split) -> dict[str, Any]:
        currency = split.currency_id
        return {
            "id": split.pk,
            "state": split.state,
            "professional": split.professional.party.slug,
            "service": split.service_id,
            "payee": split.payee.slug if split.payee else None,
            "basis_points": split.value if split.kind == SplitKind.PERCENT else None,
            "amount": Money(amount_minor=split.value, currency=currency) if currency else None,
            "offered_at": split.offered_at,
            "answered_at": split.answered_at,
        }


class GivenSplitOut(SplitOut):
    """A part as the professional sees it. `name` is what it calls the payee of a link, whose `url` is shown once: null
    in lists and in a repeat."""

    name: str
    url: str | None

    @classmethod
    def of(cls, split: Split, url: str | None = None) -> Self:
        return cls(**cls.split_fields(split), name=split.name, url=url)


class TakenSplitOut(SplitOut):
    """A part as its payee sees it. `earned`: what the payee was owed of paid sessions of this professional so far, less
    the fee, before refunds."""

    earned: list[Money]

    @classmethod
    def of(cls, split: Split, earned: Mapping[tuple[UUID, UUID, str], int]) -> Self:
        own = [
            Money(amount_minor=amount, currency=currency)
            for (payee, professional, currency), amount in sorted(earned.items(), key=lambda item: item[0][2])
            if (payee, professional) == (split.payee_id, split.professional_id)
        ]
        return cls(**cls.split_fields(split), earned=own)
