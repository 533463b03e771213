"""Passwords hashed once instead of a million times: otherwise signing in would take half a second of a processor."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """Production's algorithm, so that the running site can check these passwords as well; it hashes them anew when
    somebody signs in."""

    iterations = 1
