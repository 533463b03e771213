"""What the pages of payments show."""

from payments.pages.payments import PaymentPage, payment_page

__all__ = ["PaymentPage", "payment_page"]
