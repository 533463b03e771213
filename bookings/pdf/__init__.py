"""Documents about bookings, set by typst in this process from JSON alone: no name is ever read as markup."""

from bookings.pdf.contracts import contract_pdf

__all__ = ["contract_pdf"]
