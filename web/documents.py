"""The faces of PDF documents. typst sets them in this process, from JSON alone: no name is ever read as markup."""

from functools import lru_cache
from pathlib import Path

import typst

FACES = Path(__file__).parent / "fonts"
NO_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""For `str.translate`: characters that turn the direction of what follows. In a name they could turn an amount around
(UAX #9)."""


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The faces that every document of the site is set in; looked for once in a process."""
    return typst.Fonts(font_paths=[FACES])
