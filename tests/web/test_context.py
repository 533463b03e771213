from django.test import RequestFactory

from web.context import find_url, site


def nav_at(path):
    found = site(RequestFactory().get(path))["stageslot"]
    return {item.url: item.is_current for item in found.member_nav + found.public_nav}


def test_nav_leaves_out_what_does_not_exist():
    assert nav_at("/elsewhere/") == {"/": False, "/shows/": False, "/acts/": False}


def test_start_is_current_only_on_itself():
    assert nav_at("/")["/"]
    assert not nav_at("/shows/")["/"]


def test_place_is_current_on_the_pages_below_it():
    assert nav_at("/shows/2027/")["/shows/"]


def test_address_that_nobody_has_is_empty():
    assert find_url("nobody:nothing", 1) == ""
