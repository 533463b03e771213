"""Secrets that people carry (invite links, API tokens): random, shown once, stored as a hash."""

import hashlib
import secrets

SECRET_BYTES = 24
LONGEST_SECRET = 100


def make_secret(prefix: str = "") -> tuple[str, str]:
    """A new secret of 192 random bits and the hash to store; so much chance needs no slow hash and no salt."""
    secret = prefix + secrets.token_urlsafe(SECRET_BYTES)
    return secret, hash_secret(secret)


def hash_secret(secret: str) -> str:
    """SHA-256 in hex. What nobody could have been given (too long, not text) hashes to what nothing is stored under."""
    return hashlib.sha256(secret[:LONGEST_SECRET].encode("utf-8", "surrogatepass")).hexdigest()
