"""Documents about bookings, set by typst in this process from JSON alone: no name is ever read as markup."""

from bookings.pdf.contracts import Signed, contract_pdf, signed_pdf
from bookings.pdf.runs_of_show import run_of_show_pdf

__all__ = ["Signed", "contract_pdf", "run_of_show_pdf", "signed_pdf"]
