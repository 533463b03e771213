"""Compiles the translations (`.po`) into what gettext reads (`.mo`), without the gettext tools.

The compiled files are not in git. `bin/run`, `bin/test` and `bin/check` compile what is missing or older than its
source; elsewhere `manage.py compilemessages` does.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDERS = sorted(Path(__file__).resolve().parent.parent.glob("stageslot/locale*"))


def compile_translations(folders: Iterable[Path] = FOLDERS) -> list[Path]:
    """Compiles each catalogue whose `.mo` is missing or older than its `.po`; returns the files written."""
    sources = (source for folder in folders for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")))
    return [_compile(source) for source in sources if _is_stale(source)]


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> Path:
    """Renamed when complete, so that nobody reads half a catalogue."""
    compiled, draft = source.with_suffix(".mo"), source.with_suffix(f".{os.getpid()}.mo")
    with source.open("rb") as texts, draft.open("wb") as file:
        write_mo(file, read_po(texts, locale=source.parts[-3]))
    return draft.replace(compiled)


if __name__ == "__main__":
    compile_translations()
