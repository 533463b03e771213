"""Documents about shows, set by typst in this process from JSON alone: no name is ever read as markup."""

from bookings.pdf.runs_of_show import run_of_show_pdf

__all__ = ["run_of_show_pdf"]
