"""Make static/vendor/natural-earth/outlines.json: land and borders, for a map without tiles.

    python discovery/data/make_outlines.py countries-50m.json > static/vendor/natural-earth/outlines.json

The input is a file of the npm package `world-atlas` 2.0.2: Natural Earth 4.1.0 (public domain) as TopoJSON
(https://github.com/topojson/topojson-specification). An arc that two countries have is a border. Points are rounded to
a hundredth of a degree, about a kilometre, and lines thinned as D. Douglas and T. Peucker do in "Algorithms for the
reduction of the number of points", Cartographica 10 (1973).
"""

import itertools
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

DIGITS = 2
TOLERANCE = 0.035
"""In degrees, about four kilometres: as far a thinned line may be from the true one."""
SOUTH = -85.0
"""Where the map ends: Antarctica is closed along it."""

Point = tuple[float, float]
Line = list[Point]


def outlines(topology: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON FeatureCollection (RFC 7946): `land`, a MultiPolygon, and `border`, a MultiLineString.

    Rings that cross the date line go on beyond 180 degrees, which web maps draw in one piece.
    """
    owners: Counter[int] = Counter()
    for country in topology["objects"]["countries"]["geometries"]:
        owners.update({arc if arc >= 0 else ~arc for arc in _arcs(country.get("arcs", []))})
    lines = [_thinned(_decoded(arc, topology["transform"])) for arc in topology["arcs"]]
    [land] = topology["objects"]["land"]["geometries"]
    polygons = [[_ring(arcs, lines) for arcs in polygon] for polygon in land["arcs"]]
    borders = [part for number, count in owners.items() if count > 1 for part in _cut(lines[number])]
    features = [
        _feature("land", "MultiPolygon", [_without_specks(polygon) for polygon in polygons if len(polygon[0]) > 3]),
        _feature("border", "MultiLineString", [part for part in borders if len(part) > 1]),
    ]
    return {"type": "FeatureCollection", "features": features}


def _arcs(nested: Iterable) -> Iterator[int]:
    for each in nested:
        if isinstance(each, int):
            yield each
        else:
            yield from _arcs(each)


def _decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> Line:
    """Longitudes and latitudes of an arc whose points are steps on a grid; points that fall together are one."""
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0
    line: Line = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        point = round(x * scale_x + left, DIGITS), round(y * scale_y + bottom, DIGITS)
        if not line or line[-1] != point:
            line.append(point)
    return line


def _ring(arcs: list[int], lines: list[Line]) -> Line:
    """The arcs joined; an arc below zero is walked backwards. The first point stands at the end again."""
    ring: Line = []
    for number in arcs:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        ring += line[1:] if ring else line
    ring = _unrolled(ring)
    if abs(ring[-1][0] - ring[0][0]) > 180:  # around the pole
        end, start = ring[-1][0], ring[0][0]
        along = [(round(end + (start - end) * share / 4, DIGITS), SOUTH) for share in range(5)]
        ring += [*along, ring[0]]
    return ring


def _unrolled(ring: Line) -> Line:
    """The ring without leaps of a turn: from 179 degrees on to 181, not back to -179."""
    turned, shift = [ring[0]], 0
    for (before, _), (longitude, latitude) in itertools.pairwise(ring):
        if abs(longitude - before) > 180:
            shift += 360 if longitude < before else -360
        turned.append((round(longitude + shift, DIGITS), max(latitude, SOUTH)))
    return turned


def _without_specks(polygon: list[Line]) -> list[Line]:
    """The polygon without holes that thinning has closed."""
    return [polygon[0], *(hole for hole in polygon[1:] if len(hole) > 3)]


def _cut(line: Line) -> Iterator[Line]:
    """The line in parts that end at the date line: drawn across it, it would run all around the globe."""
    start = 0
    for place, (before, after) in enumerate(itertools.pairwise(line), start=1):
        if abs(after[0] - before[0]) > 180:
            yield line[start:place]
            start = place
    yield line[start:]


def _thinned(line: Line) -> Line:
    """The line without the points that lie on the way between others; its ends, where lines meet, always stay."""
    if len(line) < 3:
        return line
    off = [_distance(point, line[0], line[-1]) for point in line[1:-1]]
    furthest = max(off)
    if furthest <= TOLERANCE:
        return [line[0], line[-1]]
    corner = off.index(furthest) + 1
    return [*_thinned(line[: corner + 1])[:-1], *_thinned(line[corner:])]


def _distance(point: Point, start: Point, end: Point) -> float:
    """How far a point is from the stretch between two others, in degrees as on a flat map."""
    (x, y), (left, low), (right, high) = point, start, end
    width, height = right - left, high - low
    squared = width**2 + height**2
    along = min(1.0, max(0.0, ((x - left) * width + (y - low) * height) / squared)) if squared else 0.0
    return math.hypot(x - left - along * width, y - low - along * height)


def _feature(kind: str, shape: str, coordinates: list) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind},
        "geometry": {"type": shape, "coordinates": coordinates},
    }


if __name__ == "__main__":
    with open(sys.argv[1]) as source:
        json.dump(outlines(json.load(source)), sys.stdout, separators=(",", ":"))
