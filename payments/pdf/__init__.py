"""Receipts as PDF, set by typst in this process from JSON alone: no name is ever read as markup."""

from payments.pdf.receipts import receipt_pdf

__all__ = ["receipt_pdf"]
