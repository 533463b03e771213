"""Reads about professionals."""

from studio.queries.professionals import language_codes, language_names
from studio.queries.samples import SamplePair, SampleTrack, first_samples, samples_of
from studio.queries.services import ServiceLine, say_price, service_line, service_lines, usual_currency

__all__ = [
    "SamplePair",
    "SampleTrack",
    "ServiceLine",
    "first_samples",
    "language_codes",
    "language_names",
    "samples_of",
    "say_price",
    "service_line",
    "service_lines",
    "usual_currency",
]
