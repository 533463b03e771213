"""Addresses of drawings. An address says all that is drawn, and is signed: nobody else has us draw anything."""

from dataclasses import astuple
from functools import lru_cache

from django.core.signing import BadSignature, Signer

from posters.drawing import DESIGN, SHAPES, Drawing, Kind

WIDTHS = (320, 640)


def _signer() -> Signer:
    return Signer(salt="posters")


@lru_cache(maxsize=4096)
def token_of(drawing: Drawing, shape: str = "") -> str:
    """The part of an address that names this drawing in this shape. No query."""
    return _signer().sign_object([DESIGN, shape, *astuple(drawing)])


@lru_cache(maxsize=1024)
def drawing_of(token: str) -> tuple[Drawing, str] | None:
    """What a token names: a drawing and its shape. None where it is not of our making, or of an older design."""
    try:
        design, shape, kind, *rest = _signer().unsign_object(token)
    except (BadSignature, ValueError):
        return None
    return (Drawing(Kind(kind), *rest), shape) if design == DESIGN and shape in SHAPES else None


def address_of(drawing: Drawing, shape: str = "", width: int = WIDTHS[-1]) -> str:
    """Where the picture is fetched. Not reversed: lists of cards have dozens."""
    return f"/drawn/{width}/{token_of(drawing, shape)}.webp"
