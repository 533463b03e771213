"""Static files as they are deployed: packed, named by their content, and style sheets joined with what they import.

A browser asks for an imported sheet only when it has read the importing one, and on a slow line each file of many waits
for its turn. In development sheets stay apart, and the browser says in which file a rule stands.
"""

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = re.compile(r'^@import url\("([^"]+)"\);$', re.MULTILINE)
_MODULE_IMPORT = (r"(?P<matched>(?P<names>import \{[^}]+\} from) \"(?P<url>\./[^\"]+)\";)", '%(names)s "%(url)s";')

Paths = dict[str, tuple[Storage, str]]


class BundlingStorage(CompressedManifestStaticFilesStorage):
    """Writes each style sheet with the text of those it imports, from the same folder, in place of the imports.

    Our modules import each other by the names they are deployed under: by two names one would be loaded and run twice.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (_MODULE_IMPORT,)))

    @lru_cache(maxsize=1024)  # noqa: B019  # there is one storage, and it lives as long as its process
    def url(self, name: str | None, force: bool = False) -> str:
        """Remembered: a page names sixteen files, and to take each address apart and together took as long as two
        queries."""
        return super().url(name, force)

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Iterator[tuple[str, str, bool]]:
        if not dry_run:
            paths = paths | {name: self._joined(name, paths) for name in paths if _has_imports(name, paths)}
        return super().post_process(paths, dry_run, **options)

    def _joined(self, name: str, paths: Paths) -> tuple[Storage, str]:
        folder = posixpath.dirname(name)
        text = _IMPORT.sub(lambda found: _read(posixpath.join(folder, found[1]), paths), _read(name, paths))
        Path(self.path(name)).write_text(text)
        return self, name


def _has_imports(name: str, paths: Paths) -> bool:
    return name.startswith("css/") and _IMPORT.search(_read(name, paths)) is not None


def _read(name: str, paths: Paths) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
