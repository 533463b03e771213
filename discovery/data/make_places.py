"""Make static/map/places.json: names of countries and towns that the map without tiles writes on the land.

    python -m discovery.data.make_places countries-50m.json > static/map/places.json

Countries are those of Natural Earth (see make_outlines.py), each at the middle of its largest piece of land; towns are
our own, of GeoNames (catalogue/data/SOURCES.md): those that many people live in, and in Europe smaller ones too. Other
languages' names stand beside the gazetteer's where the catalogue has them.
"""

import csv
import gzip
import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from discovery.data.make_outlines import Line, _decoded, _ring

CATALOGUE = Path(__file__).parents[2] / "catalogue" / "data"
PEOPLE = 150_000
PEOPLE_IN_EUROPE = 40_000
EUROPE = (35, 71, -11, 32)
"""South, north, west, east."""
CALLED = {
    "Antigua and Barb.": "AG", "Bosnia and Herz.": "BA", "Central African Rep.": "CF", "Congo": "CG", "Czechia": "CZ",
    "Côte d'Ivoire": "CI", "Dem. Rep. Congo": "CD", "Dominican Rep.": "DO", "Eq. Guinea": "GQ", "Macedonia": "MK",
    "Marshall Is.": "MH", "Netherlands": "NL", "S. Sudan": "SS", "Solomon Is.": "SB", "St. Kitts and Nevis": "KN",
    "St. Vin. and Gren.": "VC", "Timor-Leste": "TL", "Turkey": "TR", "United States of America": "US", "Vatican": "VA",
    "W. Sahara": "EH", "eSwatini": "SZ", "Cabo Verde": "CV", "São Tomé and Principe": "ST", "Palestine": "PS",
    "Falkland Is.": "FK", "Faeroe Is.": "FO", "Åland": "AX", "Curaçao": "CW",
}  # fmt: skip
"""Codes of countries that Natural Earth calls otherwise than our catalogue does."""


def places(topology: dict[str, Any]) -> dict[str, Any]:
    """Of countries [latitude, longitude, size in square degrees, code], of towns [latitude, longitude, people, name,
    German name if it has another]; the largest first."""
    return {"countries": sorted(_countries(topology), key=lambda row: -row[2]), "towns": list(_towns())}


def _countries(topology: dict[str, Any]) -> Iterator[list]:
    codes = {row["name"]: row["code"] for row in _rows("countries.tsv.gz")} | CALLED
    lines = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    for country in topology["objects"]["countries"]["geometries"]:
        code = codes.get(country["properties"]["name"])
        if not code or "arcs" not in country:
            continue
        polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
        size, middle = max(_middle(_ring(polygon[0], lines)) for polygon in polygons)
        yield [round(middle[1], 1), round(middle[0], 1), round(size, 1), code]


def _middle(ring: Line) -> tuple[float, tuple[float, float]]:
    """The area of a ring and its centroid, by the shoelace formula."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross / 2, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return (abs(area), (x / (6 * area), y / (6 * area))) if area else (0.0, ring[0])


def _towns() -> Iterator[list]:
    with (CATALOGUE / "city_names_de.tsv").open() as source:
        german = {row["geonames_id"]: row["german"] for row in csv.DictReader(source, delimiter="\t")}
    for row in sorted(_rows("cities.tsv.gz"), key=lambda row: -int(row["population"])):
        latitude, longitude, people = float(row["latitude"]), float(row["longitude"]), int(row["population"])
        if people < (PEOPLE_IN_EUROPE if _is_in_europe(latitude, longitude) else PEOPLE):
            continue
        other = german.get(row["geonames_id"])
        yield [round(latitude, 2), round(longitude, 2), people // 1000, row["name"], *([other] if other else [])]


def _is_in_europe(latitude: float, longitude: float) -> bool:
    south, north, west, east = EUROPE
    return south <= latitude <= north and west <= longitude <= east


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(CATALOGUE / name, "rt") as source:
        yield from csv.DictReader(source, delimiter="\t")


if __name__ == "__main__":
    with open(sys.argv[1]) as source:
        json.dump(places(json.load(source)), sys.stdout, separators=(",", ":"), ensure_ascii=False)
