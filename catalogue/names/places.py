"""Towns and regions by the names that people give them where those differ from the gazetteer's: "München" for Munich.

The names are few, chosen by hand, and read once from `data/city_names_de.tsv` and `data/region_names_de.tsv`; another
language takes two such files. What staff have renamed is called as they say.
"""

import csv
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from catalogue.names.countries import bare

DATA = Path(__file__).parents[1] / "data"


def town_name(geonames_id: int, name: str) -> str:
    """What the language that is active calls the town that the gazetteer calls `name`."""
    return _towns(_language()).get((geonames_id, name), name)


def region_name(country: str, code: str, name: str) -> str:
    """The same for a region, by its country's code and its own."""
    return _regions(_language()).get((country, code, name), name)


def region_names(country: str, code: str, name: str) -> list[str]:
    """What it is called in each language of the site."""
    return [_regions(language).get((country, code, name), name) for language, _label in settings.LANGUAGES]


def regions_called(text: str) -> list[tuple[str, str]]:
    """(country, code) of the regions that the active language calls so, without regard to accents and case."""
    return [key for key, name in _bare_regions() if name == bare(text)]


def regions_beginning(text: str) -> list[tuple[str, str]]:
    """The same for what is still being typed."""
    return [key for key, name in _bare_regions() if name.startswith(bare(text))]


def _bare_regions() -> list[tuple[tuple[str, str], str]]:
    return [((country, code), bare(name)) for (country, code, _name), name in _regions(_language()).items()]


def _language() -> str:
    return (get_language() or "en").split("-")[0]


@lru_cache(maxsize=8)
def _towns(language: str) -> dict[tuple[int, str], str]:
    rows = _rows(f"city_names_{language}.tsv")
    return {(int(geonames_id), name): said for geonames_id, name, said in rows}


@lru_cache(maxsize=8)
def _regions(language: str) -> dict[tuple[str, str, str], str]:
    return {(country, code, name): said for country, code, name, said in _rows(f"region_names_{language}.tsv")}


def _rows(name: str) -> list[list[str]]:
    """The rows of a table below its header; none for a language that has none."""
    if not (DATA / name).exists():
        return []
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, dialect="excel-tab"))[1:]
