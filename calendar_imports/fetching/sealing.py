"""Passwords of other people's servers, encrypted where they are stored.

The key is derived from `SECRET_KEY` (HKDF, RFC 5869), so that a copy of the database alone opens nothing. Keys in
`SECRET_KEY_FALLBACKS` still open what they sealed.
"""

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from calendar_imports.errors import Problem

PURPOSE = b"stageslot availability.imports secret"
"""A part of the key: with another text, no stored password could be opened."""


def seal(text: str) -> str:
    """Encrypted; an empty text stays empty."""
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """What was sealed. Raises `Problem` where no key of the installation opens it any more."""
    try:
        return _box().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        raise Problem("secret_lost") from None


def _box() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


@cache
def _fernet(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(urlsafe_b64encode(derived))
