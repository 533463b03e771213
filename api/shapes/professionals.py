"""Professionals as programs see them."""

from typing import Annotated, Self

from ninja import Schema
from pydantic import Field

from api.shapes.basics import Id, Slug, Word
from api.shapes.people import LinkOut, PartyLine, party_out
from studio.models import Credit, Professional


class CreditOut(Schema):
    """A record that the professional worked on."""

    id: Id
    artist: str
    title: str
    year: int | None
    role: str
    link: str

    @classmethod
    def of(cls, credit: Credit) -> Self:
        return cls(
            id=credit.pk, artist=credit.artist, title=credit.title, year=credit.year, role=credit.role, link=credit.link
        )


class ProfessionalOut(PartyLine):
    """A professional's page; `languages` are codes of ISO 639-1."""

    id: Id
    city_id: Id | None
    approval: str
    bio: str
    links: list[LinkOut]
    disciplines: list[str]
    languages: list[str]
    gear: str
    is_remote: bool
    is_on_site: bool
    credits: list[CreditOut]

    @classmethod
    def of(cls, professional: Professional) -> Self:
        return cls(
            **party_out(professional.party).dict(exclude={"stages", "house"}),
            disciplines=professional.disciplines,
            languages=professional.languages,
            gear=professional.gear,
            is_remote=professional.is_remote,
            is_on_site=professional.is_on_site,
            credits=[CreditOut.of(credit) for credit in professional.credits.all()],
        )


class ProfessionalIn(Schema):
    name: Word
    timezone: Word
    disciplines: Annotated[list[Slug], Field(max_length=50)]
    city: Id | None = None
    genres: list[Slug] = Field(default=[], max_length=50)
    is_remote: bool = True
    is_on_site: bool = True
