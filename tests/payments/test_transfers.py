"""What a payer types or scans: references, and the EPC QR code (EPC069-12, version 002)."""

from itertools import pairwise

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from payments.data.references import reference_of
from payments.models import BankDetails
from payments.pages.transfers import epc_qr

IBAN = "DE89370400440532013000"


def test_references_are_short_readable_and_unlike_their_neighbours():
    references = [reference_of(number) for number in range(5_000)]
    assert len(set(references)) == 5_000
    assert all(len(reference) == len("SLOT-7F3K-92") for reference in references)
    assert not set("".join(references).replace("SLOT-", "")) & set("ILOU")
    assert all(a[:7] != b[:7] for a, b in pairwise(references))


@given(st.integers(0, 2**30 - 1), st.integers(0, 2**30 - 1))
def test_another_number_has_another_reference(one, other):
    assert (reference_of(one) == reference_of(other)) == (one == other)


@pytest.mark.parametrize(
    ("bic", "amount", "expected"),
    [
        ("", 10_000, ["BCD", "002", "2", "SCT", "", "The Owls", IBAN, "EUR100", "", "", "SLOT-7F3K-92"]),
        (
            "COBADEFFXXX",
            1,
            ["BCD", "002", "2", "SCT", "COBADEFFXXX", "The Owls", IBAN, "EUR0.01", "", "", "SLOT-7F3K-92"],
        ),
        ("", 123_450, ["BCD", "002", "2", "SCT", "", "The Owls", IBAN, "EUR1234.5", "", "", "SLOT-7F3K-92"]),
    ],
)
def test_the_code_is_that_of_the_standard(bic, amount, expected):
    code = epc_qr(BankDetails(holder="The Owls", iban=IBAN, bic=bic), amount, "EUR", "SLOT-7F3K-92")
    same = segno.make_qr("\n".join(expected), error="m", boost_error=False, encoding="iso-8859-1")
    assert (code.error, code.version <= 13) == ("M", True)
    assert [bytes(row) for row in code.matrix] == [bytes(row) for row in same.matrix]


@pytest.mark.parametrize(
    ("iban", "amount", "currency"),
    [
        ("", 100, "EUR"),
        ("TR330006100519786457841326", 100, "EUR"),  # no account of the SEPA area
        (IBAN, 100, "GBP"),
        (IBAN, 100_000_000_000, "EUR"),  # one more than a code may say
    ],
)
def test_no_code_where_no_banking_app_could_pay(iban, amount, currency):
    assert epc_qr(BankDetails(holder="The Owls", iban=iban), amount, currency, "SLOT-7F3K-92") is None


def test_no_code_for_a_name_that_does_not_fit():
    assert epc_qr(BankDetails(holder="🎸" * 70, iban=IBAN), 100, "EUR", "SLOT-7F3K-92") is None
