"""E-mail that a service delivers. django-anymail knows the format of each service and checks that it is the sender."""

import logging
from collections.abc import Callable
from typing import Any

from anymail import urls as anymail_urls
from anymail.signals import inbound
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from messaging.actions import receive_mail
from messaging.reading.mails import Dropped, Envelope, read_mail
from messaging.reading.texts import NotRead

logger = logging.getLogger(__name__)


class NotTaken(Exception):
    """A mail could not be handled now: the service should send it again."""


def inbound_view(service: str) -> Callable[[HttpRequest], HttpResponse]:
    """The view for this service, named as in django-anymail ("mailgun", "postmark" and so on). Answers 406 to what
    cannot be read, which Mailgun does not send again, and 503 to what failed here."""
    views = {pattern.name: pattern.callback for pattern in anymail_urls.urlpatterns}
    name = f"{service}_inbound_webhook"
    if name not in views:
        raise ImproperlyConfigured(f"INBOUND_SERVICE is {service}, for which django-anymail takes no e-mail.")
    view = views[name]

    @csrf_exempt
    def inbound_mail(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except (SuspiciousOperation, ImproperlyConfigured):
            raise
        except NotTaken:
            logger.exception("a mail could not be taken now")
            return HttpResponse(status=503)
        except Exception:
            logger.exception("what the service sent could not be read")
            return HttpResponse(status=406)

    return inbound_mail


def take_event(event: Any, **_sender: object) -> None:
    """Handle one mail. Connected to the signal of django-anymail if a service is configured."""
    message = event.message
    if message is None:
        return
    envelope = Envelope(message.envelope_recipient, message.envelope_sender, bool(message.spam_detected))
    take_message(message, envelope)


def take_message(message: Any, envelope: Envelope) -> None:
    """Write a person's reply into its thread; drop automatic and malformed mails. Raises NotTaken."""
    try:
        mail = read_mail(message, envelope)
    except Dropped as dropped:
        logger.info("a mail was dropped: %s", dropped)
        return
    except NotRead as error:
        raise NotTaken from error
    except Exception:
        # Whoever writes a mail may break each of its rules, and the parsers of the standard library raise anything.
        logger.warning("a mail was dropped that cannot be read", exc_info=True)
        return
    try:
        receive_mail(mail=mail)
    except Exception as error:
        raise NotTaken from error


def connect() -> None:
    """Called when the app starts, if a service is configured."""
    inbound.connect(take_event, dispatch_uid="messaging")
