"""Reads about professionals."""

from studio.queries.professionals import language_codes, language_names
from studio.queries.services import ServiceLine, say_price, service_line, service_lines, usual_currency

__all__ = [
    "ServiceLine",
    "language_codes",
    "language_names",
    "say_price",
    "service_line",
    "service_lines",
    "usual_currency",
]
