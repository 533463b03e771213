"""Enquiries: messages to an act or a venue before any booking."""

import datetime as dt

from ninja import Schema
from pydantic import Field

from api.shapes.basics import Slug, Text, Word


class EnquiryIn(Schema):
    """`as` is the slug of the party that you write for; null for yourself. `night`: which one you ask about.
    `name`: what you are called; needed once, if your account has no name and you write for yourself."""

    speaker: Slug | None = Field(default=None, alias="as")
    text: Text
    night: dt.date | None = None
    name: Word = ""
