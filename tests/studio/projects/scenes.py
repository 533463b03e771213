"""What tests of projects do again and again."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.actions.parties import ensure_person_party
from media.actions import keep_file
from payments.actions.outside import record_paid_outside
from payments.models import Payment
from payments.states import Means
from studio.actions.sessions import book_session
from tests.media.making import sound_bytes


def book(service, user, start, **more):
    told = {"client": ensure_person_party(user), "starts_at": start, "minutes": 120, "is_remote": True}
    return book_session(acting_user=user, service=service, **told | {"expected_price": 120_00} | more)


def page(project, name="project", *more):
    return reverse(f"studio:{name}", args=[project.pk, *more])


def sent(user, name="song.wav", content=None):
    content = sound_bytes(1.5) if content is None else content
    return keep_file(acting_user=user, upload=SimpleUploadedFile(name, content)).pk


def pay_outside(session, user):
    payment = Payment.objects.get(pk=session.payment_id)
    record_paid_outside(acting_user=user, payment_id=payment.pk, means=Means.CASH, version=payment.version)
    return Payment.objects.get(pk=payment.pk)
