import re
from pathlib import Path

import brotli
import pytest
from django.core.files.storage import FileSystemStorage

from web.bundles import BundlingStorage

SHEETS = Path(__file__).parent.parent.parent / "static" / "css"


@pytest.fixture
def deployed(tmp_path, settings):
    """Our own static files, as `collectstatic` leaves them."""
    settings.DEBUG = False
    storage = BundlingStorage(location=tmp_path, base_url="/static/")
    source = FileSystemStorage(SHEETS.parent)
    folders = (SHEETS.parent / name for name in ("css", "fonts", "js"))
    names = [f"{folder.name}/{file.name}" for folder in folders for file in folder.iterdir() if file.is_file()]
    for name in names:
        with source.open(name) as file:
            storage.save(name, file)
    for _name, _hashed, processed in storage.post_process({name: (source, name) for name in names}):
        assert not isinstance(processed, Exception), processed
    return storage


def test_sheets_are_deployed_with_what_they_import(deployed):
    whole = Path(deployed.path(deployed.stored_name("css/site.css"))).read_text()
    imported = re.findall(r'@import url\("(.+)"\)', (SHEETS / "site.css").read_text())
    assert len(imported) > 5
    places = [whole.index((SHEETS / name).read_text().splitlines()[0]) for name in imported]
    assert places == sorted(places)
    assert "@import" not in whole
    assert re.search(r"url\(\"\.\./fonts/instrument-sans-latin-wght\.[0-9a-f]{12}\.woff2\"\)", whole)


def test_sheet_without_imports_is_deployed_as_it_is(deployed):
    assert Path(deployed.path("css/tape.css")).read_bytes() == (SHEETS / "tape.css").read_bytes()


def test_modules_import_each_other_by_the_names_that_pages_give_them(deployed):
    map_js = Path(deployed.path(deployed.stored_name("js/map.js"))).read_text()
    assert f'from "./{Path(deployed.stored_name("js/search.js")).name}"' in map_js


def test_what_is_deployed_lies_there_packed_for_browsers_and_for_others(deployed):
    for name in ("css/site.css", "js/app.js"):
        path = deployed.path(deployed.stored_name(name))
        assert brotli.decompress(Path(f"{path}.br").read_bytes()) == Path(path).read_bytes()
        assert Path(f"{path}.br").stat().st_size < Path(f"{path}.gz").stat().st_size
