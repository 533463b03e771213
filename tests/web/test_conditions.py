"""One definition, three forms of it."""

import datetime as dt
from types import SimpleNamespace

from django.db.models import Q

from web.conditions import Reached, one_of, where

AT = dt.datetime(2028, 3, 4, 12, tzinfo=dt.UTC)
LOUD = where(kind=one_of("punk", "metal"), is_amplified=one_of(True))
OUT = where(out_at=Reached())


def test_condition_of_a_related_row_reads_through_the_relation():
    band = SimpleNamespace(kind="punk", is_amplified=True)
    assert LOUD.of("act").holds_for(SimpleNamespace(act=band))
    assert LOUD.of("act").q() == Q(act__kind__in=["metal", "punk"]) & Q(act__is_amplified=True) == LOUD.q("act")
    assert LOUD.of("act").sql("gig", act="band") == "(band.kind IN ('metal', 'punk') AND band.is_amplified)"


def test_moment_that_is_reached_counts_and_none_does_too():
    assert [OUT.holds_for(SimpleNamespace(out_at=at), AT) for at in (None, AT, AT + dt.timedelta.resolution)] == [
        True, True, False,
    ]  # fmt: skip
    assert OUT.q(at=AT) == Q(out_at=None) | Q(out_at__lte=AT)
    assert OUT.sql("song", moment="%(now)s") == "(song.out_at IS NULL OR song.out_at <= %(now)s)"


def test_both_of_two_conditions():
    both = LOUD & OUT
    assert both.q(at=AT) == LOUD.q() & OUT.q(at=AT)
    assert both.sql("x").startswith("(x.kind IN ('metal', 'punk') AND x.is_amplified AND (x.out_at IS NULL")


def test_quotes_are_written_as_a_literal():
    assert where(kind=one_of("rock'n'roll")).sql("x") == "x.kind = 'rock''n''roll'"
