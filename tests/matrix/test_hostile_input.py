"""Whatever is sent to a page, it answers with less than 500, and what it refuses leaves nothing behind."""

import random
import zlib
from collections.abc import Iterable, Iterator
from typing import TypeVar
from urllib.parse import quote

import pytest

from tests.matrix.hostile import ENCODED, HOSTILE, IN_FULL, MORE, READS, SHARP, UNREAD, of, whoever_may
from tests.matrix.pages import PAGES
from tests.matrix.watching import contents, undone
from tests.matrix.world import World

T = TypeVar("T")
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def _some(tries: list[T]) -> list[T]:
    """Half of them, chosen anew in each run; all where HOSTILE=all (`bin/chaos hostile`)."""
    return tries if IN_FULL else random.sample(tries, (len(tries) + 1) // 2)


def _in_one_place(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What is sent in which place: one of the two texts, or both where HOSTILE=all. A single place gets all that is
    hostile anyway."""
    names = list(names)
    for name in names if len(names) > 1 else ():
        yield from ((name, text) for text in (SHARP if IN_FULL else random.sample(SHARP, 1)))


def _everywhere(row: str, names: Iterable[str], texts: tuple[str, ...]) -> list[dict[str, str]]:
    """What is sent in all places at once. Where HOSTILE=all, each text in each place; else each text in some place of
    the row, and different ones side by side: a form reads its fields one by one."""
    names, texts = list(names), list(texts)
    if IN_FULL or len(names) < 2:
        return [dict.fromkeys(names, text) for text in texts]
    first = zlib.crc32(row.encode())
    return [
        {name: texts[(first + sent + place) % len(texts)] for place, name in enumerate(names)}
        for sent in range(0, len(texts), len(names))
    ]


@pytest.mark.parametrize("places", [2, 3, 5, 13, 14, 15, 40])
def test_each_text_is_sent_in_some_place_and_each_place_gets_its_share(places, monkeypatch):
    monkeypatch.setitem(globals(), "IN_FULL", False)
    sent = _everywhere("row", map(str, range(places)), HOSTILE)
    assert {text for form in sent for text in form.values()} == set(HOSTILE)
    for place in map(str, range(places)):
        assert len({form[place] for form in sent}) == -(-len(HOSTILE) // places)


def sent_by(row: str, role: str, world: World) -> dict:
    return {"message": "Hello"} | PAGES[row].sent(world, role) | MORE.get(of(row), {})


@pytest.mark.parametrize("row", sorted(row for row, page in PAGES.items() if of(row) in READS and row in READS))
def test_a_page_bears_whatever_stands_in_its_address(row, world):
    page = PAGES[row]
    client, path = world.client(whoever_may(page.get)), page.path(row, world)
    names = READS[row].split()
    queries = ["&".join(f"{name}={text}" for name, text in sent.items()) for sent in _everywhere(row, names, ENCODED)]
    queries += [f"{name}={quote(text)}" for name, text in _in_one_place(names)]
    assert not [query[:80] for query in _some(queries) if client.get(f"{path}?{query}").status_code >= 500]


@pytest.mark.parametrize(
    "row", sorted(row for row, page in PAGES.items() if page.get and row not in READS and of(row) in READS)
)
def test_other_rows_of_such_a_page_bear_it_too(row, world):
    page = PAGES[row]
    client, path = world.client(whoever_may(page.get)), page.path(row, world)
    assert client.get(f"{path}?{UNREAD}").status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        "/join/{}/",
        "/unsubscribe/{}/",
        "/calendar/nudge/{}/",
        "/feeds/{}.ics",
        "/acts/{}/",
        "/venues/{}/desk/",
        "/bands/{}/",
        "/answers/{}/",
        "/availability/{}/",
        "/availability/{}.ics",
        "/availability/{}.pdf",
        "/shows/{}/",
        "/bookings/{}/",
        "/come/{}/",
        "/holds/{}/",
        "/parties/{}/calendar/",
        "/dev/mail/{}/",
        "/api/v1/problems/{}",
        "/{}",
    ],
)
def test_an_address_that_leads_nowhere_says_so(path, world):
    client = world.client("staff")
    texts = [text for text in (*ENCODED, "a" * 81, "%C3%BC", "..%2F..", "0") if text.strip("%20") not in ("", "%")]
    odd = {text[:80]: client.get(path.format(text)).status_code for text in _some(texts)}
    assert {text: status for text, status in odd.items() if not 300 <= status < 500} == {}


@pytest.mark.parametrize("row", sorted(row for row, page in PAGES.items() if page.post and row == of(row)))
def test_a_form_bears_whatever_is_typed(row, world, undrawn_refusals):
    role = whoever_may(PAGES[row].post)
    good = sent_by(row, role, world)
    tries = _everywhere(row, good, HOSTILE if len(good) > 1 else HOSTILE[::4])
    if not _is_a_preview(row):
        tries += [good | {name: text} for name, text in _in_one_place(good)]
    _post_all(world, row, role, [*_some(tries), {}])


def _is_a_preview(row: str) -> bool:
    """Whether another row sends the same fields to the same form, and saves them."""
    return not IN_FULL and row.removesuffix("_preview") in PAGES.keys() - {row}


def _post_all(world: World, row: str, role: str, tries: list[dict]) -> None:
    path, before = PAGES[row].path(row, world), contents()
    for sent in tries:
        with undone():
            status = world.client(role).post(path, sent).status_code
            assert status < 500, {name: str(text)[:60] for name, text in sent.items()}
            if status >= 400:
                assert contents() == before, sent
