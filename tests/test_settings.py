"""What an installation is when nobody says otherwise, and what it refuses to be."""

import json
import os
import subprocess
import sys

import pytest

from stageslot.embedded.services import ROOT

pytestmark = pytest.mark.slow

NAMES = (
    "DEBUG",
    "MAILBOX_OPEN",
    "STATIC_FROM_SOURCE",
    "HAS_DEMO",
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
)
SIGNING_IN = ("STAFF_NEED_TWO_FACTORS", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME")
NEEDED = {"SECRET_KEY": "x", "DATABASE_URL": "postgres://x@127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1/0"}
PRINT = "import json, stageslot.settings as found; print(json.dumps([getattr(found, name) for name in %s]))"


def settings_with(tmp_path, names=NAMES, **environment):
    """What the settings say in this environment alone, by name."""
    own = {"PATH": os.environ["PATH"], "STAGESLOT_VAR": str(tmp_path), **NEEDED, **environment}
    said = subprocess.run(
        [sys.executable, "-c", PRINT % (names,)], cwd=ROOT, env=own, capture_output=True, text=True, check=True
    )
    return dict(zip(names, json.loads(said.stdout), strict=True))


def test_site_that_others_reach_has_neither_debug_pages_nor_a_mailbox(tmp_path):
    found = settings_with(tmp_path, SITE_URL="https://stageslot.example")

    assert found == dict.fromkeys(NAMES, False)


@pytest.mark.parametrize("address", ["https://stageslot.example", "http://stageslot.example", "https://localhost"])
def test_mailbox_is_refused_to_a_site_that_others_reach(tmp_path, address):
    assert settings_with(tmp_path, SITE_URL=address, MAILBOX_OPEN="true")["MAILBOX_OPEN"] is False


def test_mailbox_on_this_machine_is_opened_on_demand_alone(tmp_path):
    assert settings_with(tmp_path)["MAILBOX_OPEN"] is False
    assert settings_with(tmp_path, MAILBOX_OPEN="true")["MAILBOX_OPEN"] is True


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({"INBOUND_DOMAIN": "in.example"}, "INBOUND_AUTHSERV_ID"),
        (
            {"INBOUND_SERVICE": "postmark", "INBOUND_DOMAIN": "in.example", "INBOUND_AUTHSERV_ID": "mx"},
            "ANYMAIL_WEBHOOK",
        ),
    ],
)
def test_mail_comes_in_only_where_it_is_known_whom_to_trust(tmp_path, environment, missing):
    with pytest.raises(subprocess.CalledProcessError) as refused:
        settings_with(tmp_path, **environment)
    assert missing in refused.value.stderr


def test_test_money_and_a_key_for_real_money_exclude_each_other(tmp_path):
    with pytest.raises(subprocess.CalledProcessError) as refused:
        settings_with(tmp_path, TEST_MONEY="on", STRIPE_SECRET_KEY="sk_live_x")
    assert "exclude each other" in refused.value.stderr


def test_debugging_does_not_open_the_mailbox(tmp_path):
    assert settings_with(tmp_path, DEBUG="true") == dict.fromkeys(NAMES, False) | {
        "DEBUG": True, "STATIC_FROM_SOURCE": True, "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": True,
    }  # fmt: skip


@pytest.mark.parametrize("address", ["https://stageslot.example", "http://stageslot.example", "https://localhost"])
def test_debug_pages_are_refused_to_a_site_that_others_reach(tmp_path, address):
    assert settings_with(tmp_path, SITE_URL=address, DEBUG="true")["DEBUG"] is False


@pytest.mark.parametrize(("url", "prefix"), [("https://stage.example", "__Host-"), ("http://localhost:8000", "")])
def test_cookies_belong_to_this_host_alone_over_https(tmp_path, url, prefix):
    found = settings_with(tmp_path, SIGNING_IN, SITE_URL=url)
    assert found["SESSION_COOKIE_NAME"] == f"{prefix}sessionid"
    assert found["CSRF_COOKIE_NAME"] == f"{prefix}csrftoken"
    assert found["LANGUAGE_COOKIE_NAME"] == f"{prefix}django_language"


@pytest.mark.parametrize(("environment", "expected"), [({}, True), ({"HAS_DEMO": "true"}, False)])
def test_staff_need_two_factors_outside_the_demo(tmp_path, environment, expected):
    assert settings_with(tmp_path, SIGNING_IN, **environment)["STAFF_NEED_TWO_FACTORS"] is expected
