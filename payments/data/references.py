"""References of bank transfers: short, readable, and another one for each share of each payment."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O or U that reads like another character."""
BITS = 30
SPREAD = 0x2C1B3C6D
"""Odd, so that multiplying by it modulo a power of two gives each number once; neighbours end up far apart."""


def reference_of(number: int) -> str:
    """The reference of the share with this primary key, such as "SLOT-7F3K-92". Unique below 2**30 shares."""
    spread = number * SPREAD % (1 << BITS)
    letters = "".join(ALPHABET[spread >> shift & 31] for shift in range(BITS - 5, -1, -5))
    return f"SLOT-{letters[:4]}-{letters[4:]}"
