"""Sharing a price among payees: never a cent more or less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagements.deals import WHOLE_BP
from studio.rules.splits import REST, Part, PartsDoNotFit, shared_out, shares_of

PRICES = st.integers(0, 10**12)


def percent(points):
    return Part(basis_points=points)


def amount(minor):
    return Part(amount_minor=minor)


@st.composite
def percentages(draw, total=WHOLE_BP):
    cuts = sorted(draw(st.lists(st.integers(0, total), max_size=12)))
    return [after - before for before, after in zip([0, *cuts], [*cuts, total], strict=True)]


@given(price=PRICES, points=percentages())
def test_percentages_sum_to_the_price_and_each_is_off_by_less_than_a_cent(price, points):
    shares = shares_of(price, [percent(each) for each in points])
    assert sum(shares) == price
    assert all(abs(share * WHOLE_BP - price * each) < WHOLE_BP for share, each in zip(shares, points, strict=True))


@given(price=PRICES, points=percentages(), data=st.data())
def test_with_amounts_and_a_rest_too(price, points, data):
    amounts = data.draw(st.lists(st.integers(0, price // 4 + 1), max_size=3))
    parts = [*map(amount, amounts), *map(percent, points[:-1]), REST]
    if sum(amounts) > price:
        with pytest.raises(PartsDoNotFit):
            shares_of(price, parts)
    else:
        shares = shares_of(price, parts)
        assert sum(shares) == price
        assert shares[: len(amounts)] == amounts
        assert min(shares) >= 0


@given(
    price=st.integers(1, 10**12), points=percentages(WHOLE_BP - 1),
    amounts=st.lists(st.integers(1, 10**12), max_size=4),
)  # fmt: skip
def test_the_professional_always_keeps_something(price, points, amounts):
    shares = shared_out(price, [*map(percent, points), *map(amount, amounts)])
    assert sum(shares) == price
    assert shares[0] >= 1
    assert min(shares) >= 0


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([percent(3333), percent(3333), percent(3334)], [33_33, 33_33, 33_34]),
        ([percent(3333), percent(3333), REST], [33_33, 33_33, 33_34]),
        ([amount(40_00), percent(5000), REST], [40_00, 30_00, 30_00]),
        ([amount(100_00)], [100_00]),
        ([REST], [100_00]),
    ],
)
def test_examples(parts, expected):
    assert shares_of(100_00, parts) == expected


@pytest.mark.parametrize(
    "parts",
    [
        [], [percent(9_999)], [percent(10_001)], [percent(5_000), percent(5_001), REST], [REST, REST],
        [amount(99_99)], [amount(100_01), REST], [amount(-1), REST], [percent(-1), percent(10_001)],
    ],
)  # fmt: skip
def test_parts_that_do_not_fit(parts):
    with pytest.raises(PartsDoNotFit):
        shares_of(100_00, parts)
