"""Which addresses may be fetched from."""

import pytest

from calendar_imports.errors import Problem
from calendar_imports.fetching.addresses import clean_url, is_public


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 -- one of those to refuse
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:93.184.215.14",
        "64:ff9b::7f00:1",
        "64:ff9b::5db8:d70e",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "nonsense",
    ],
)
def test_is_public_of_what_is_inside_or_special_is_false(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.215.14", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111"]
)
def test_is_public_of_the_rest_is_true(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("webcal://example.org/a.ics", "https://example.org/a.ics"),
        ("WEBCAL://Example.ORG/A.ics", "https://example.org/A.ics"),
        (" https://example.org ", "https://example.org/"),
        ("https://example.org:443/a?b=c%20d#e", "https://example.org/a?b=c%20d"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("https://bücher.example/ä.ics", "https://xn--bcher-kva.example/%C3%A4.ics"),
        ("https://example.org/a|b", "https://example.org/a%7Cb"),
    ],
)
def test_clean_url_gives_the_address_that_is_fetched(given, cleaned):
    assert clean_url(given) == cleaned
    assert clean_url(cleaned) == cleaned


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "bad_url"),
        ("example.org/a.ics", "bad_url"),
        ("ftp://example.org/a.ics", "bad_url"),
        ("file:///etc/passwd", "bad_url"),
        ("gopher://example.org/", "bad_url"),
        ("javascript:alert(1)", "bad_url"),
        ("https://", "bad_url"),
        ("https://exa mple.org/", "bad_url"),
        ("https://example.org/\r\nHost: other", "bad_url"),
        ("https://example.org\\@127.0.0.1/", "bad_url"),
        ("https://[::1/", "bad_url"),
        ("https://example.org:99999/", "bad_url"),
        ("https://" + "a" * 64 + ".example/", "bad_url"),
        ("https://example.org/" + "a" * 2000, "bad_url"),
        ("https://me:secret@example.org/", "url_with_password"),
        ("https://example.org@127.0.0.1/", "url_with_password"),
        ("https://example.org:22/", "bad_port"),
        ("http://example.org:8080/", "bad_port"),
        ("http://example.org:0/", "bad_port"),
    ],
)
def test_clean_url_refuses_with_a_reason(given, code):
    with pytest.raises(Problem) as refusal:
        clean_url(given)
    assert refusal.value.code == code
    assert refusal.value.text
