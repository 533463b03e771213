"""E-mail that a service tells us of. django-anymail knows how each of them does, and whether it is that service."""

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
    """A mail could not be dealt with now: the service is to send it again."""


def inbound_view(service: str) -> Callable[[HttpRequest], HttpResponse]:
    """The view that takes what this service sends: "mailgun", "postmark" and so on, as django-anymail writes them.

    What cannot be read is not to be sent again (406, which Mailgun takes for that); what failed here is (503).
    """
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
    """Deal with one mail. Connected to the signal of django-anymail where a service is configured."""
    message = event.message
    if message is None:
        return
    envelope = Envelope(message.envelope_recipient, message.envelope_sender, bool(message.spam_detected))
    take_message(message, envelope)


def take_message(message: Any, envelope: Envelope) -> None:
    """Write what a person has sent; drop what no person has, or what is no mail. Raises NotTaken."""
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
    """Called when the app starts, where a service is configured."""
    inbound.connect(take_event, dispatch_uid="messaging")
