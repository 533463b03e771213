"""The score of an answer in the MDN HTTP Observatory, by its published rules (algorithm version 4).

Follows `src/analyzer/tests/*.js` and `src/grader/charts.js` of github.com/mdn/mdn-http-observatory as far as there is
something to say of a site that answers over HTTPS. An answer that earns what we mean to have never comes near the rest.
"""

import re
from http.cookies import SimpleCookie

from django.http.response import HttpResponseBase

BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
UNSAFE = {"'unsafe-inline'", "data:"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
HALF_A_YEAR = 15_768_000
ENOUGH_FOR_EXTRA_CREDIT = 90
A_SCRIPT_ELSEWHERE = re.compile(r"""<script[^>]*\ssrc=["'](https?:)?//""")
"""Of ours, integrity is neither asked for nor punished when it is missing."""


def score(answer: HttpResponseBase, redirect: HttpResponseBase, preflight: HttpResponseBase) -> tuple[int, dict]:
    """Points in all and by test: of a page, of what it answers over plain HTTP, and of its preflight from elsewhere."""
    points = {
        "content-security-policy": _policy(answer),
        "cookies": _cookies(answer),
        "cross-origin-resource-sharing": _sharing(preflight),
        "redirection": 0 if redirect.headers.get("Location", "").startswith("https://testserver/") else -20,
        "referrer-policy": 5 if answer.headers.get("Referrer-Policy") in PRIVATE else -5,
        "strict-transport-security": _transport(answer),
        "subresource-integrity": -5 if A_SCRIPT_ELSEWHERE.search(_text(answer)) else 0,
        "x-content-type-options": 0 if answer.headers.get("X-Content-Type-Options") == "nosniff" else -5,
        "x-frame-options": _framing(answer),
        "cross-origin-resource-policy": _resource(answer),
    }
    lost = 100 + sum(each for each in points.values() if each < 0)
    return (100 + sum(points.values()) if lost >= ENOUGH_FOR_EXTRA_CREDIT else lost), points


def directives(policy: str) -> dict[str, set[str]]:
    parts = [part.split() for part in policy.split(";") if part.strip()]
    assert len({part[0] for part in parts}) == len(parts), f"a directive stands twice: {policy}"
    return {name: set(sources) or {"'none'"} for name, *sources in parts}


def _policy(answer: HttpResponseBase) -> int:
    if not (text := answer.headers.get("Content-Security-Policy", "")):
        return -25
    named = directives(text)
    default = named.get("default-src", {"*"})
    scripts, styles, objects = (named.get(f"{kind}-src", default) for kind in ("script", "style", "object"))
    if scripts & (BROAD | UNSAFE) or objects & BROAD:
        return -20
    if any(source.startswith(("http:", "ftp:")) for sources in named.values() for source in sources):
        return -20
    if "'unsafe-eval'" in scripts | styles:
        return -10
    if styles & (BROAD | UNSAFE):
        return 0
    return 10 if default == {"'none'"} else 5


def _cookies(answer: HttpResponseBase) -> int:
    cookies: SimpleCookie = answer.cookies
    if not all(cookie["secure"] for cookie in cookies.values()):
        return -40
    if any("sess" in name and not cookie["httponly"] for name, cookie in cookies.items()):
        return -30
    if not all(cookie["samesite"] in ("Lax", "Strict") for cookie in cookies.values()):
        return -20
    return 5 if cookies else 0


def _sharing(preflight: HttpResponseBase) -> int:
    reflected = preflight.headers.get("Access-Control-Allow-Origin", "*") != "*"
    return -50 if reflected and preflight.headers.get("Access-Control-Allow-Credentials") == "true" else 0


def _transport(answer: HttpResponseBase) -> int:
    found = re.search(r"max-age=(\d+)", answer.headers.get("Strict-Transport-Security", ""))
    if not found:
        return -20
    return 0 if int(found[1]) >= HALF_A_YEAR else -10


def _framing(answer: HttpResponseBase) -> int:
    if "frame-ancestors" in directives(answer.headers.get("Content-Security-Policy", "")):
        return 5
    return 0 if answer.headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20


def _resource(answer: HttpResponseBase) -> int:
    says = answer.headers.get("Cross-Origin-Resource-Policy", "cross-origin")
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0}.get(says, -5)


def _text(answer: HttpResponseBase) -> str:
    return "" if answer.streaming else answer.content.decode(errors="replace")
