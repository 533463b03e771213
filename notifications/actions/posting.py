"""Mails that belong to no notification, such as sign-in codes: written already, and sent by the worker."""

from celery import current_app
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

POSTING = "notifications.tasks.post"


def post_mail(*, to: str, subject: str, text: str, html: str) -> None:
    """Hand a mail to the worker after the commit, so that nobody waits for a mail server that is slow or down.

    Unlike a notification it is not stored: if it is lost, the user can ask for another. A broker that is
    down is logged and not raised, since what the mail is about has been committed.
    """
    mail = {"to": to, "subject": subject, "text": text, "html": html}
    # kwargsrepr: codes that open an account are not for the worker's log.
    transaction.on_commit(
        lambda: current_app.send_task(POSTING, kwargs=mail, retry=False, kwargsrepr="a mail"), robust=True
    )


def send_posted(*, to: str, subject: str, text: str, html: str) -> None:
    """Send it now; raises what the mail server says."""
    mail = EmailMultiAlternatives(subject=subject, body=text, to=[to], headers={"Auto-Submitted": "auto-generated"})
    mail.attach_alternative(html, "text/html")
    mail.send()
