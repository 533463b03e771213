"""Brings the files beside it into the tables: from migrations, and again by `manage.py load_catalogue`.

Nothing here imports the models, so that the migration may pass its own, and nothing is ever overwritten: what staff
have changed stays, what is missing comes (back).
"""

import csv
import datetime as dt
import gzip
import json
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

DATA = Path(__file__).parent
RATES_OF = dt.date(2025, 7, 1)


def load_catalogue(apps, connection) -> None:
    """Adds every country, region, city, genre and currency of the files that is not in the tables yet. Takes about a
    second for an empty database; may be repeated at any time. `apps` gives the models (a migration's, or the real)."""
    load = _Loader(apps, connection)
    load.rows("Country", ["code", "name"], _table("countries.tsv.gz"))
    load.rows("Currency", ["code", "name", "minor_digits"], [row.values() for row in _list("currencies.json")])
    load.rows("Genre", ["slug", "name", "parent_id", "path"], _genres())
    load.rows("Region", ["country_id", "code", "name"], _table("regions.tsv.gz"))
    _load_cities(load)


def load_rates(apps, connection) -> None:
    """Adds the built-in rate of every currency that has none: rough values, in which a search may compare fees."""
    rates = [(code, per_euro, RATES_OF, True) for code, per_euro in _rates()]
    _Loader(apps, connection).rows("ExchangeRate", ["currency_id", "per_euro", "as_of", "is_built_in"], rates)


class _Loader:
    """Copies rows into a temporary twin of a model's table and from there what the table lacks."""

    def __init__(self, apps, connection):
        self.apps, self.connection = apps, connection

    def rows(self, model: str, columns: list[str], rows: Iterable) -> None:
        table = self.apps.get_model("catalogue", model)._meta.db_table
        names = ", ".join(columns)
        with self.connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE incoming AS SELECT {names} FROM {table} WITH NO DATA")
            with cursor.copy(f"COPY incoming ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(tuple(row))
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming ON CONFLICT DO NOTHING")
            cursor.execute("DROP TABLE incoming")


def _load_cities(load: _Loader) -> None:
    region = load.apps.get_model("catalogue", "Region")
    regions = {(country, code): pk for pk, country, code in region.objects.values_list("pk", "country_id", "code")}
    cities: list[tuple] = []
    names: list[tuple[uuid.UUID, str]] = []
    for geonames_id, name, ascii_name, country, code, *place, other_names in _table("cities.tsv.gz"):
        city = uuid.uuid5(uuid.NAMESPACE_URL, f"https://sws.geonames.org/{geonames_id}/")
        cities.append((city, geonames_id, name, ascii_name, country, regions.get((country, code)), *place))
        names.extend((city, spelling) for spelling in [name, *filter(None, other_names.split("|"))])
    columns = ["id", "geonames_id", "name", "ascii_name", "country_id", "region_id"]
    load.rows("City", [*columns, "latitude", "longitude", "timezone", "population"], cities)
    load.rows("CityName", ["city_id", "name"], names)


def _genres() -> Iterator[tuple[str, str, str | None, str]]:
    """The file has parents before their children."""
    paths: dict[str | None, str] = {None: "/"}
    for genre in _list("genres.json"):
        slug, parent = genre["slug"], genre["parent"]
        paths[slug] = f"{paths[parent]}{slug}/"
        yield slug, genre["name"], parent, paths[slug]


def _rates() -> Iterator[list[str]]:
    with (DATA / "rates.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, dialect="excel-tab")
        next(rows)
        yield from rows


def _table(name: str) -> Iterator[list[str]]:
    """The rows of a gzipped table of tab-separated values, without its header."""
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file, dialect="excel-tab")
        next(rows)
        yield from rows


def _list(name: str) -> list[dict]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))
