"""Every page x everybody. The pages come from the resolver: one that is not in the table fails."""

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from tests.matrix.hostile import READS, UNREAD, of, whoever_may
from tests.matrix.pages import LOGIN, PAGES
from tests.matrix.sampling import LET_IN, one_of_each, who_asks_in_turn
from tests.matrix.watching import contents, undone, writes_noted
from tests.matrix.world import ROLES
from tests.wording import misworded_page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HTMX = {"HX-Request": "true"}
ADMIN_FOR_ALL = {"admin:login", "admin:logout", "admin:password_change"}
ID = re.compile(r'<[^>]*?\sid="([^"]+)"')
ENTRANCES = {resolve_url(settings.LOGIN_URL), resolve_url("account_signup")}
REFUSED = (LOGIN, 403, 404, 405, 409, 410, 422)


def names(patterns, space: str = "") -> Iterator[tuple[str, str]]:
    """(name, module of the view) of every named URL."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            view = pattern.callback
            yield f"{space}{pattern.name}", getattr(view, "__module__", type(view).__module__)


def own_pages() -> set[str]:
    """The URLs whose views are ours, but for those of the API and the admin."""
    urls = names(get_resolver().url_patterns)
    return {name for name, module in urls if _is_ours(module) and not name.startswith("admin:")}


def _is_ours(module: str) -> bool:
    return (settings.BASE_DIR / module.partition(".")[0]).is_dir()


def answer(response) -> int | str:
    """The status, or LOGIN for who is led to the page for signing in or joining."""
    target = response.headers.get("HX-Redirect") or response.headers.get("Location", "")
    return LOGIN if target and urlsplit(target).path in ENTRANCES else response.status_code


def test_every_page_is_in_the_table():
    assert {row.partition(",")[0] for row in PAGES} == own_pages()


def answers_to(method: str) -> dict[str, dict]:
    """What the rows that know a method ("get" or "post") answer to it."""
    return {row: getattr(page, method) for row, page in PAGES.items() if getattr(page, method) is not None}


@functools.cache
def asked(method: str) -> dict[str, list[str]]:
    """Who asks each row. The pages of an app are of one kind."""
    return who_asks_in_turn(answers_to(method), _app)


def _app(row: str) -> str:
    return row.partition(":")[0]


def test_everybody_is_in_every_row():
    assert all(tuple(row) == ROLES for method in ("get", "post") for row in answers_to(method).values())


@pytest.mark.parametrize("method", ["get", "post"])
def test_each_answer_is_asked_for_and_whoever_an_app_refuses_is_refused_by_one_of_its_pages(method):
    """Half of those who are refused in the same way, and all of them with `bin/chaos matrix`."""
    refused, expected = defaultdict(set), defaultdict(set)
    for row, answers in answers_to(method).items():
        who = asked(method)[row]
        assert {answers[role] for role in who} == set(answers.values())
        for role, each in answers.items():
            if each not in LET_IN:
                expected[_app(row), each].add(role)
                refused[_app(row), each] |= {role} & set(who)
        for each in set(answers.values()) - set(LET_IN):
            equals = [role for role in ROLES if answers[role] == each]
            assert 2 * len(set(equals) & set(who)) >= len(equals), row
    assert refused == expected


@pytest.mark.parametrize(
    ("row", "status", "others"),
    [
        ("venues:venue_edit", 403, {"anonymous", "venue_manager"}),
        ("departures:party_close", 403, {"anonymous", "owner"}),
        ("discovery:act, a venue", 404, set()),
    ],
)
def test_a_refusal_is_a_page_for_everybody(row, status, others, world):
    """The tables below leave it undrawn."""
    for role in set(ROLES) - others:
        response = world.client(role).get(PAGES[row].path(row, world))
        assert response.status_code == status, role
        assert f">{status}<" in response.text, role
        assert response.text.rstrip().endswith("</html>"), role


def doubled_ids(response) -> set[str]:
    """The ids that a page has more than once: a label, an error or a link by such an id leads to the wrong place."""
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return set()
    return {each for each, count in Counter(ID.findall(response.text)).items() if count > 1}


def may_be_stored(row: str, role: str, response) -> bool:
    """Whether a cache may store an answer that is for one person. Where it has an ETag, or is the preview of a public
    page, the browser asks each time before it shows what it has stored."""
    stated = response.headers.get("Cache-Control", "")
    if role == "anonymous" or is_public(row) or "no-store" in stated:
        return False
    is_asked_anew = "ETag" in response.headers or is_public(row.partition(",")[0])
    return not (is_asked_anew and "private, no-cache" in stated)


def is_public(row: str) -> bool:
    """Whether everybody gets the same."""
    return row in PAGES and len(set(PAGES[row].get.values())) == 1


@pytest.mark.parametrize("row", sorted(row for row, page in PAGES.items() if page.get))
def test_who_may_look(row, world, undrawn_refusals):
    """Who gets furthest sends along what the page does not read, which changes nothing."""
    page = PAGES[row]
    path, got, doubled, worded, stored = page.path(row, world), {}, {}, {}, []
    who = asked("get")[row]
    unread = {} if of(row) in READS else {whoever_may({role: page.get[role] for role in who}): f"?{UNREAD}"}
    for role in who:
        with writes_noted() as written:
            response = world.client(role).get(path + unread.get(role, ""))
        got[role], doubled[role] = answer(response), doubled_ids(response)
        worded[role] = misworded_page(response, "en")
        assert not written, role
        stored += [role] if may_be_stored(row, role, response) else []
    assert got == {role: page.get[role] for role in who}
    assert {role: ids for role, ids in doubled.items() if ids} == {}
    assert stored == []
    assert {role: texts for role, texts in worded.items() if texts} == {}


@pytest.mark.parametrize("row", sorted(row for row, page in PAGES.items() if page.get))
def test_htmx_gets_no_more_than_the_page_gives(row, world, undrawn_refusals):
    page = PAGES[row]
    who = {expected: role for expected, role in one_of_each(page.get).items() if expected != 302}
    path = page.path(row, world)
    got = {answer(world.client(role).get(path, headers=HTMX)): role for role in who.values()}
    assert got == who


@pytest.mark.parametrize("row", sorted(row for row, page in PAGES.items() if page.post))
def test_who_may_act(row, world, undrawn_refusals):
    page = PAGES[row]
    path, got, before, who = page.path(row, world), {}, contents(), asked("post")[row]
    for role in who:
        with undone():
            got[role] = answer(world.client(role).post(path, page.sent(world, role)))
            if got[role] in REFUSED:
                assert contents() == before, role
    assert got == {role: page.post[role] for role in who}


@pytest.mark.parametrize("row", sorted(PAGES))
def test_a_page_refuses_methods_it_does_not_know(row, world):
    page = PAGES[row]
    path, before = page.path(row, world), contents()
    methods = {"delete"} | {name for name in ("get", "post") if getattr(page, name) is None}
    for method in sorted(methods):
        for role, refusals in (("anonymous", {405, LOGIN}), ("owner", {405}), ("staff", {405})):
            assert answer(getattr(world.client(role), method)(path)) in refusals, f"{method} as {role}"
    assert contents() == before


def test_the_mailbox_is_closed_where_mails_go_out(world, settings):
    settings.MAILBOX_OPEN = False
    paths = [reverse("notifications:mailbox"), reverse("notifications:mailbox_mail", args=[world.ids["mail"]])]
    assert {world.client(role).get(path).status_code for role in ROLES for path in paths} == {404}


def admin_paths() -> list[str]:
    """Every address of the admin, with something in it for what it takes."""
    paths = []
    for name, _module in names(get_resolver().url_patterns):
        if name.startswith("admin:") and name not in ADMIN_FOR_ALL:
            paths += _filled(name)
    return sorted(set(paths))


def _filled(name: str) -> list[str]:
    possibilities = get_resolver().namespace_dict["admin"][1].reverse_dict.getlist(name.partition(":")[2])
    return [
        "/admin/" + template % dict.fromkeys(params, "1")
        for options, *_rest in possibilities
        for template, params in options
    ]


def test_the_admin_is_for_staff(world):
    paths = admin_paths()
    assert len(paths) > 60
    for role in ("anonymous", "member", "venue_manager"):
        client = world.client(role)
        for path in paths:
            led_to = urlsplit(client.get(path).headers.get("Location", "")).path
            assert led_to == reverse("admin:login"), f"{path} as {role}"
