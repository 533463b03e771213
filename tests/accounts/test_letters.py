"""django-allauth's mails in our words and layout, sent by the worker."""

from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import translation

from accounts.sign_in.letters import write_letter
from notifications.tasks import post
from tests.factories import UserFactory

SIGN_UP = {"name": "Mara Deep", "email": "mara@example.org", "password1": "an-honest-passphrase"}
OCCASIONS = ["email_confirmation", "email_confirmation_signup", "login_code", "account_already_exists"]
OCCASIONS += ["password_reset_key", "unknown_account", "password_changed", "email_changed"]


class BusyBackend(EmailBackend):
    """A mail server that refuses a few times, and then takes the mail."""

    refusals = 0

    def send_messages(self, messages):
        if BusyBackend.refusals:
            BusyBackend.refusals -= 1
            raise SMTPServerDisconnected("come again")
        return super().send_messages(messages)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_letter_names_the_site_and_not_its_port(occasion, language):
    context = {"email": "mara@example.org", "code": "ABC-123", "password_reset_url": "https://a.example/b"}
    with translation.override(language):
        letter = write_letter(f"account/email/{occasion}", context)
    assert "StageSlot" in letter.text
    assert f'lang="{language}"' in letter.html
    assert letter.subject
    assert not any("example.com" in part or "testserver" in part for part in (letter.subject, letter.text, letter.html))


def test_code_and_link_stand_out_in_html_and_alone_in_text():
    code = write_letter("account/email/login_code", {"email": "a@example.org", "code": "ABC-123"})
    assert '<p class="code">ABC-123</p>' in code.html
    assert "\n\nABC-123\n\n" in code.text
    link = write_letter("account/email/password_reset_key", {"password_reset_url": "https://a.example/?a=1&b=2"})
    assert 'href="https://a.example/?a=1&amp;b=2"' in link.html
    assert "\nhttps://a.example/?a=1&b=2\n" in link.text


def test_what_a_letter_quotes_is_text_in_html():
    letter = write_letter(
        "account/email/unknown_account", {"email": "<b>@example.org", "signup_url": "https://a.example"}
    )
    assert "<b>@" in letter.text
    assert "&lt;b&gt;@" in letter.html


@pytest.mark.django_db
def test_joining_sends_a_code_in_the_language_of_the_newcomer(client, take_task, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/signup/", SIGN_UP, headers={"accept-language": "de"})
    name, letter = take_task()
    assert name == post.name
    post(**letter)
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["mara@example.org"], "Bestätige deine E-Mail-Adresse")
    assert sent.alternatives[0].mimetype == "text/html"


@pytest.mark.django_db
def test_joining_twice_is_told_by_mail_alone(client, take_task, django_capture_on_commit_callbacks):
    UserFactory(email="mara@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/signup/", SIGN_UP)
    assert take_task()[1]["subject"] == "You already have an account"


@pytest.mark.django_db(transaction=True)
def test_joining_works_while_the_broker_is_down(client, broker_that_is_down, caplog):
    assert client.post("/account/signup/", SIGN_UP).status_code == 302
    assert "on_commit" in caplog.text


def test_the_worker_tries_again_when_the_mail_server_refuses(settings):
    settings.EMAIL_BACKEND = f"{__name__}.{BusyBackend.__name__}"
    BusyBackend.refusals = 2
    post.apply(kwargs={"to": "a@example.org", "subject": "s", "text": "t", "html": "<p>t</p>"}).get()
    assert len(mail.outbox) == 1
    assert BusyBackend.refusals == 0
