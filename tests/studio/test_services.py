import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from accounts.actions import approve_party
from catalogue.models import Currency
from studio.actions import add_service, retire_service, update_service
from studio.models import Service
from studio.queries import service_line
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
HOURLY = {
    "name": "Mix", "discipline": "mixing", "mode": "instant", "rate_kind": "hour", "amount_minor": 6000,
    "min_minutes": 60, "max_minutes": 480,
}  # fmt: skip
TYPED = {
    "name": "Mix", "discipline": "mixing", "mode": "instant", "rate_kind": "hour", "price": "60", "currency": "EUR",
    "shortest": "1.5", "longest": "8", "notice_hours": "48", "buffer_minutes": "15", "revisions": "2",
    "delivery_days": "", "tiers": "7: 50 %\n48 h: 100 %",
}  # fmt: skip


@pytest.fixture
def hourly():
    return HOURLY | {"currency": Currency.objects.get(code="EUR")}


@pytest.fixture
def service(user, professional, hourly):
    return add_service(acting_user=user, professional=professional, **hourly)


def test_a_service_is_offered_until_it_is_retired(user, professional, service):
    before = professional.party.version
    retire_service(acting_user=user, service=service)
    retire_service(acting_user=user, service=service)
    professional.party.refresh_from_db()
    assert (professional.services.offered().count(), professional.party.version) == (0, before + 1)
    with pytest.raises(ValidationError):
        update_service(acting_user=user, service=service, name="Again")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"discipline": "juggling"}, "discipline"),
        ({"mode": ""}, "mode"),
        ({"rate_kind": "week"}, "rate_kind"),
        ({"amount_minor": 0}, "amount_minor"),
        ({"amount_minor": None}, "amount_minor"),
        ({"currency": None}, "currency"),
        ({"min_minutes": 30}, "min_minutes"),
        ({"min_minutes": 75}, "min_minutes"),
        ({"min_minutes": None}, "min_minutes"),
        ({"max_minutes": 1470}, "max_minutes"),
        ({"min_minutes": 540}, "max_minutes"),
        ({"rate_kind": "day", "min_minutes": 1440, "max_minutes": 8 * 1440}, "max_minutes"),
        ({"rate_kind": "day", "min_minutes": 1500, "max_minutes": 2880}, "min_minutes"),
        ({"notice_minutes": None}, "notice_minutes"),
        ({"notice_minutes": 91 * 1440}, "notice_minutes"),
        ({"buffer_minutes": -1}, "buffer_minutes"),
        ({"revisions": 51}, "revisions"),
        ({"delivery_days": 366}, "delivery_days"),
        ({"cancellation_tiers": [[1, 200]]}, "cancellation_tiers"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(user, professional, hourly, fields, field):
    with pytest.raises(ValidationError) as refusal:
        add_service(acting_user=user, professional=professional, **hourly | fields)
    assert list(refusal.value.message_dict) == [field]
    assert not Service.objects.exists()


@pytest.mark.parametrize("fields", [{"min_minutes": None}, {"max_minutes": 1441}, {"amount_minor": 0}, {"mode": "x"}])
def test_the_database_refuses_it_too(service, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.update(**fields)


def test_a_fixed_price_has_no_length(user, service):
    update_service(acting_user=user, service=service, rate_kind="fixed")
    assert Service.objects.values_list("rate_kind", "min_minutes", "max_minutes").get() == ("fixed", None, None)


def test_what_another_leader_changed_meanwhile_stays(user, service):
    seen_before = Service.objects.select_related("professional__party").get()
    update_service(acting_user=user, service=service, min_minutes=240)
    with pytest.raises(ValidationError):
        update_service(acting_user=user, service=seen_before, max_minutes=120)
    update_service(acting_user=user, service=seen_before, name="Long mix")
    assert Service.objects.values_list("name", "min_minutes", "max_minutes").get() == ("Long mix", 240, 480)


def test_strangers_offer_nothing(professional, service, hourly):
    stranger = UserFactory()
    for refused in (
        lambda: add_service(acting_user=stranger, professional=professional, **hourly),
        lambda: update_service(acting_user=stranger, service=service, name="Mine"),
        lambda: retire_service(acting_user=stranger, service=service),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    assert Service.objects.offered().values_list("name", flat=True).get() == "Mix"


@pytest.mark.parametrize(
    ("fields", "price", "length"),
    [
        ({}, "€60 an hour", "1–8 hours"),
        ({"max_minutes": 60}, "€60 an hour", "1 hour"),
        ({"min_minutes": 90, "max_minutes": 90}, "€60 an hour", "1.5 hours"),
        ({"rate_kind": "day", "min_minutes": 1440, "max_minutes": 4320}, "€60 a day", "1–3 days"),
        ({"rate_kind": "fixed"}, "€60", ""),
    ],
)
def test_price_and_length_in_words(user, professional, hourly, fields, price, length):
    with override("en"):
        line = service_line(add_service(acting_user=user, professional=professional, **hourly | fields))
    assert (line.price, line.length) == (price, length)


def test_a_service_as_it_is_typed(signed_in, professional):
    response = signed_in.post(reverse("studio:service_new", args=["low-end"]), TYPED)
    assert response.headers["Location"] == reverse("studio:hours_new", args=["low-end"])
    made = Service.objects.get()
    assert (made.amount_minor, made.currency_id, made.min_minutes, made.max_minutes) == (6000, "EUR", 90, 480)
    assert (made.notice_minutes, made.delivery_days, made.cancellation_tiers) == (
        2880,
        None,
        [[7, 50], [48, 100, "hours"]],
    )
    assert "Mix" in signed_in.get(response.headers["Location"]).content.decode()


def test_a_new_service_begins_with_what_the_professional_does_and_usual_lengths(signed_in, professional):
    form = signed_in.get(reverse("studio:service_new", args=["low-end"])).context["form"]
    shown = {name: form[name].value() for name in ("discipline", "shortest", "longest", "notice_hours")}
    assert shown == {"discipline": professional.disciplines[0], "shortest": 1, "longest": 4, "notice_hours": 24}
    assert professional.disciplines[0] != "recording", "which is the first to choose from"
    sent = TYPED | {name: str(value) for name, value in shown.items()} | {"rate_kind": "fixed"}
    assert signed_in.post(reverse("studio:service_new", args=["low-end"]), sent).status_code == 302
    assert Service.objects.get().min_minutes is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"price": "a lot"}, "price"),
        ({"price": "0"}, "price"),
        ({"shortest": ""}, "shortest"),
        ({"shortest": "1.2"}, "shortest"),
        ({"shortest": "9"}, "longest"),
        ({"rate_kind": "day"}, "shortest"),
        ({"tiers": "soon"}, "tiers"),
        ({"notice_hours": "-1"}, "notice_hours"),
    ],
)
def test_what_is_typed_wrong_is_an_error_at_its_field(signed_in, professional, typed, field):
    response = signed_in.post(reverse("studio:service_new", args=["low-end"]), TYPED | typed)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not Service.objects.exists()


def test_changing_a_service_to_days(signed_in, service):
    address = reverse("studio:service_edit", args=["low-end", service.pk])
    typed = TYPED | {"rate_kind": "day", "shortest": "1", "longest": "2", "price": "400"}
    assert signed_in.post(address, typed).status_code == 302
    service.refresh_from_db()
    assert (service.rate_kind, service.min_minutes, service.max_minutes, service.amount_minor) == (
        "day", 1440, 2880, 40000
    )  # fmt: skip


def test_the_public_page_lists_what_is_offered(client, user, professional, service, hourly):
    approve_party(acting_user=UserFactory(is_staff=True), party=professional.party)
    retired = add_service(acting_user=user, professional=professional, **hourly | {"name": "Tape transfer"})
    retire_service(acting_user=user, service=retired)
    page = client.get(reverse("discovery:professional", args=["low-end"])).content.decode()
    assert "€60 an hour" in page
    assert "Tape transfer" not in page


def test_what_is_retired_has_no_page(signed_in, user, service):
    retire_service(acting_user=user, service=service)
    assert signed_in.get(reverse("studio:service_edit", args=["low-end", service.pk])).status_code == 404
