"""Make static/vendor/natural-earth/outlines.json: coasts and borders as lines, for a map without tiles.

    python discovery/data/make_outlines.py countries-50m.json > static/vendor/natural-earth/outlines.json

The input is a file of the npm package `world-atlas` 2.0.2: Natural Earth 4.1.0 (public domain) as TopoJSON
(https://github.com/topojson/topojson-specification). An arc that one country has is a coast, one that two have is a
border. Points are rounded to a hundredth of a degree, about a kilometre, and lines thinned as D. Douglas and T. Peucker
do in "Algorithms for the reduction of the number of points", Cartographica 10 (1973).
"""

import itertools
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

DIGITS = 2
TOLERANCE = 0.05
"""In degrees, about five kilometres: as far a thinned line may be from the true one."""

Point = tuple[float, float]
Line = list[Point]


def outlines(topology: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON FeatureCollection (RFC 7946) of two MultiLineStrings: `coast` and `border`."""
    owners: Counter[int] = Counter()
    for country in topology["objects"]["countries"]["geometries"]:
        owners.update({arc if arc >= 0 else ~arc for arc in _arcs(country.get("arcs", []))})
    lines = {number: _decoded(arc, topology["transform"]) for number, arc in enumerate(topology["arcs"])}
    coast = [lines[number] for number, count in owners.items() if count == 1]
    border = [lines[number] for number, count in owners.items() if count > 1]
    return {"type": "FeatureCollection", "features": [_feature("coast", coast), _feature("border", border)]}


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


def _feature(kind: str, lines: list[Line]) -> dict[str, Any]:
    drawn = [_thinned(part) for line in lines for part in _cut(line) if len(part) > 1]
    return {
        "type": "Feature",
        "properties": {"kind": kind},
        "geometry": {"type": "MultiLineString", "coordinates": drawn},
    }


if __name__ == "__main__":
    with open(sys.argv[1]) as source:
        json.dump(outlines(json.load(source)), sys.stdout, separators=(",", ":"))
