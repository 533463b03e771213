"""Reviews of one booking or session, for one of its sides."""

import datetime as dt
from typing import Annotated, Self

from ninja import Field, Schema

from api.shapes.basics import Text
from api.shapes.shows import ReviewOut
from reviews.pages.occasion import OccasionReviews


class ReviewIn(Schema):
    rating: Annotated[int, Field(ge=1, le=5, strict=True)]
    text: Text = ""


class ReviewsOut(Schema):
    """`mine` is what your side has written. `theirs` is null until everyone may read it: when both sides have written,
    or the time is over. `open_until`: until when both may write, null before it is done and once it is over."""

    mine: ReviewOut | None
    theirs: ReviewOut | None
    open_until: dt.datetime | None

    @classmethod
    def of(cls, found: OccasionReviews) -> Self:
        theirs = next((review for review in found.shown if review.author == found.other), None)
        return cls(
            mine=ReviewOut.of(found.mine) if found.mine else None,
            theirs=ReviewOut.of(theirs) if theirs else None,
            open_until=found.open_until,
        )
