"""Reads about professionals."""

from studio.queries.professionals import language_codes, language_names
from studio.queries.services import ServiceLine, service_line, service_lines, usual_currency

__all__ = ["ServiceLine", "language_codes", "language_names", "service_line", "service_lines", "usual_currency"]
