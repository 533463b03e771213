"""Shares sum up exactly, whatever the weights; compared with exact fractions."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagements.deals.splits import Part, split
from web.shares import by_weight

totals = st.integers(0, 10**12)
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=12)
parts = st.lists(
    st.builds(Part, weight=st.integers(0, 100), fixed_minor=st.none() | st.integers(0, 10**6)), min_size=1, max_size=12
)


@given(totals, weights)
@settings(max_examples=300)
def test_shares_by_weight_sum_up_and_are_within_one_unit_of_what_is_due(total, weights):
    shares = by_weight(total, weights)

    assert sum(shares) == total
    whole = sum(weights)
    due = [Fraction(total * weight, whole) if whole else Fraction(total, len(weights)) for weight in weights]
    assert all(abs(share - exact) < 1 for share, exact in zip(shares, due, strict=True))
    assert all(share >= 0 for share in shares)


@given(totals, weights)
def test_more_weight_never_gets_less(total, weights):
    shares = by_weight(total, weights)

    by_due = sorted(zip(weights, shares, strict=True))
    assert all(first[1] <= second[1] for first, second in itertools.pairwise(by_due))


@given(totals, parts)
@settings(max_examples=300)
def test_fixed_amounts_and_weights_together_sum_up_exactly(total, parts):
    shares = split(total, parts)

    assert sum(shares) == total
    assert min(shares) >= 0


@given(parts, st.integers(0, 10**6))
def test_a_fixed_amount_is_paid_in_full_where_there_is_enough(parts, more):
    fixed = sum(part.fixed_minor or 0 for part in parts)
    shares = split(fixed + more, [*parts, Part()])

    assert [s for s, p in zip(shares, parts, strict=False) if p.fixed_minor is not None] == [
        p.fixed_minor for p in parts if p.fixed_minor is not None
    ]


@pytest.mark.parametrize(
    ("total", "parts", "shares"),
    [
        (100_00, [Part()] * 3, [33_34, 33_33, 33_33]),
        (1, [Part()] * 3, [1, 0, 0]),
        (0, [Part(fixed_minor=50), Part()], [0, 0]),
        (500_00, [Part(fixed_minor=80_00), Part(2), Part(1)], [80_00, 280_00, 140_00]),
        (100, [Part(fixed_minor=300), Part(fixed_minor=100), Part(5)], [75, 25, 0]),
        (100, [Part(fixed_minor=30), Part(fixed_minor=20)], [60, 40]),
        (10, [Part(0), Part(0)], [5, 5]),
        (10, [], []),
    ],
)
def test_split_by_hand(total, parts, shares):
    assert split(total, parts) == shares


def test_split_refuses_what_is_negative():
    with pytest.raises(ValueError, match="never negative"):
        split(10, [Part(-1)])
