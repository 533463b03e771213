"""The contract of a booking as a file, for the website and for programs."""

from django.http import HttpResponse
from django.utils.translation import override

from bookings.access.money import signatures_of
from bookings.models import Contract
from bookings.pdf.contracts import Signed, signed_pdf


def contract_file(contract: Contract) -> HttpResponse:
    """The frozen document of one version, byte for byte as it was hashed."""
    return _file(bytes(contract.pdf), contract, "version")


def signed_contract_file(contract: Contract) -> HttpResponse:
    """A copy of a version with the signatures made so far, in the language of the contract."""
    signatures = [
        Signed(signature.party, signature.name, signature.at, signature.address)
        for signature in signatures_of(contract)
    ]  # fmt: skip
    with override(contract.language):
        pdf = signed_pdf(
            contract.terms,
            number=contract.number,
            made_at=contract.made_at,
            sha256=contract.sha256,
            signatures=signatures,
        )
    return _file(pdf, contract, "signed-version")


def _file(pdf: bytes, contract: Contract, what: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"contract-{contract.terms['night']}-{what}-{contract.number}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
