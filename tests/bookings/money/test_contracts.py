"""Contracts freeze the terms; a changed term needs a new version, and only the newest is signed."""

import datetime as dt
import hashlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Party
from bookings.actions import accept_booking, cancel_booking, request_act
from bookings.actions.contracts import make_contract, sign_contract
from bookings.actions.needs import EventNeeds
from bookings.models import Booking, Contract, ContractSignature, Show, Spot
from bookings.pdf.contracts import contract_pdf, contract_sections
from bookings.queries.contracts import current_terms_hash, hash_of, language_of, terms_of
from catalogue.models import City
from engagements.deals import Deal
from engagements.errors import ChangedMeanwhile, WrongState
from engagements.states import Side
from notifications.models import Notification
from tests.bookings.money.scenes import DOOR, a_coming_booking
from tests.bookings.scenes import HOUR, an_application, an_open_show
from tests.factories import FAR_SATURDAY, UserFactory
from web.texts import balanced

pytestmark = pytest.mark.heavy

MADE_AT = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
HOSTILE = '#set text(red) *b* $x^2$ \\ "q" `r` <b>&amp; @ref // /* \u202eevil שלום مرحبا 🎸 ' + "W" * 230


@pytest.fixture
def booking(house, act):
    return a_coming_booking(house, act)


def make(user, booking, language="en"):
    return make_contract(acting_user=user, booking=booking, language=language)


def sign(user, contract, side, name="Kim Doe", address="203.0.113.9"):
    return sign_contract(acting_user=user, contract=contract, side=side, name=name, address=address)


@pytest.mark.django_db
class TestContract:
    def test_contract_freezes_the_terms_with_their_hash_and_tells_the_other_side(self, booking, house, act):
        contract = make(house.manager, booking)

        assert contract.number == 1
        assert contract.terms == terms_of(booking)
        assert contract.sha256 == hashlib.sha256(contract.pdf).hexdigest()
        assert contract.pdf.startswith(b"%PDF")
        assert Notification.objects.filter(user=act.leader, kind="bookings.contract_made").count() == 1

    def test_contract_names_the_town_in_its_language_and_is_of_the_same_terms_for_every_reader(self, booking, house):
        Party.objects.filter(pk=house.party.pk).update(city=City.objects.get(name="Munich", country="DE"))
        booking = Booking.objects.with_show().get()

        with override("en"):
            contract = make(house.manager, booking, language="de")
        assert contract.terms["place"][-1] == "München, Deutschland"
        for language in ("en", "de"):
            with override(language):
                assert contract.terms_hash == current_terms_hash(booking)

    def test_terms_name_both_sides_the_line_up_and_the_deal(self, booking, house, act):
        terms = terms_of(booking)

        assert (terms["act"], terms["host"]) == (act.party.name, house.party.name)
        assert [player["name"] for player in terms["lineup"]] == [user.display_name for user in act.members]
        assert Deal.of(terms["deal"]) == DOOR

    @pytest.mark.parametrize(
        ("model", "change"),
        [
            (Booking, {"deal": Deal.flat(1).to_json(), "fee_minor": 1}),
            (Booking, {"cancellation_tiers": [[14, 50]]}),
            (Show, {"doors_at": dt.datetime(2028, 3, 4, 18, tzinfo=dt.UTC)}),
            (Spot, {"soundcheck_at": dt.datetime(2028, 3, 4, 17, tzinfo=dt.UTC), "soundcheck_minutes": 30}),
        ],
    )
    def test_changed_term_needs_a_new_version_and_stops_signing(self, booking, house, act, model, change):
        contract = make(house.manager, booking)
        model.objects.update(**change)
        booking = Booking.objects.with_show().get()

        with pytest.raises(ChangedMeanwhile):
            sign(act.leader, contract, Side.ACT)
        second = make(act.leader, booking)
        assert second.number == 2
        with pytest.raises(ChangedMeanwhile):
            sign(act.leader, contract, Side.ACT)
        assert sign(act.leader, second, Side.ACT).sha256 == second.sha256

    def test_contract_is_not_made_twice_of_the_same_terms(self, booking, house, act):
        contract = make(house.manager, booking)
        with pytest.raises(WrongState):
            make(act.leader, booking)

        german = make(act.leader, booking, language="de")

        assert (contract.number, german.number) == (1, 2)
        sign(act.leader, german, Side.ACT)
        with pytest.raises(WrongState):
            make(act.leader, booking, language="en")

    def test_each_side_signs_once_with_time_and_address(self, booking, house, act):
        contract = make(house.manager, booking)
        signature = sign(act.leader, contract, Side.ACT, name="  Kim\nDoe ")

        assert (signature.name, signature.address, signature.sha256) == ("Kim Doe", "203.0.113.9", contract.sha256)
        assert Notification.objects.filter(user=house.manager, kind="bookings.contract_signed").count() == 1
        with pytest.raises(WrongState):
            sign(act.leader, contract, Side.ACT)
        with pytest.raises(PermissionDenied):
            sign(act.leader, contract, Side.HOST)
        sign(house.manager, contract, Side.HOST)
        assert contract.signatures.count() == 2

    def test_only_leaders_make_and_sign(self, booking, house, act):
        contract = make(house.manager, booking)

        for user in (act.members[0], UserFactory(), UserFactory(is_staff=True)):
            with pytest.raises(PermissionDenied):
                make(user, booking)
            with pytest.raises(PermissionDenied):
                sign(user, contract, Side.ACT)

    def test_contract_is_made_of_what_is_confirmed(self, booking, house, act):
        contract = make(house.manager, booking)
        cancel_booking(acting_user=house.manager, booking=booking, message="Roof.")

        with pytest.raises(WrongState):
            make(house.manager, booking, language="de")
        with pytest.raises(WrongState):
            sign(act.leader, contract, Side.ACT)

    def test_pending_booking_has_no_contract(self, house, act):
        with pytest.raises(WrongState):
            make(house.manager, an_application(act, an_open_show(house)))

    def test_language_is_one_of_the_site(self, booking, house):
        with pytest.raises(ValidationError) as refused:
            make(house.manager, booking, language="tlh")

        assert list(refused.value.error_dict) == ["language"]

    def test_language_of_a_party_is_that_of_its_leaders(self, house):
        house.manager.language = "de"
        house.manager.save(update_fields=["language"])

        assert language_of(house.party) == "de"

    @pytest.mark.parametrize("model", [Contract, ContractSignature])
    def test_what_is_frozen_stays_in_the_database(self, booking, house, model):
        sign(house.manager, make(house.manager, booking), Side.HOST)

        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(sha256="0" * 64)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()


def terms(**others):
    return {
        "format": 1,
        "booking": "01",
        "act": "The Anchors",
        "host": "Harbour Hall",
        "show": "A night",
        "night": "2028-03-04",
        "timezone": "Europe/Berlin",
        "place": ["Harbour Hall"],
        "times": dict.fromkeys(
            ("load_in", "doors", "call", "soundcheck", "set_starts", "set_ends", "released", "curfew")
        ),
        "role": "headliner",
        "lineup": [],
        "deal": DOOR.to_json(),
        "currency": "EUR",
        "cancellation_tiers": [[30, 25], [14, 50]],
    } | others


def test_pdf_is_the_same_for_the_same_terms():
    first, second = (contract_pdf(terms(), number=1, made_at=MADE_AT) for _ in range(2))

    assert first == second


def test_hostile_names_are_only_words():
    named = terms(
        act=HOSTILE[:300],
        host="X" * 300,
        show=HOSTILE,
        place=[HOSTILE] * 3,
        lineup=[{"name": HOSTILE[:120], "instrument": "🎷" * 80}] * 40,
        deal=DOOR.to_json() | {"deductions": [{"label": balanced(HOSTILE[:119]), "percent_bp": 100}] * 10},
    )

    assert contract_pdf(named, number=999, made_at=MADE_AT).startswith(b"%PDF")


@given(st.text(min_size=1, max_size=300))
@settings(max_examples=40, deadline=None)
def test_any_name_makes_a_pdf(name):
    assert contract_pdf(terms(act=name, host=name, show=name), number=1, made_at=MADE_AT).startswith(b"%PDF")


def test_hash_tells_terms_apart_and_not_their_order():
    forwards = terms()
    backwards = dict(reversed(forwards.items()))

    assert hash_of(forwards) == hash_of(backwards)
    assert hash_of(forwards) != hash_of(terms(act="The Anchor"))


@pytest.mark.django_db
def test_contract_of_a_client_says_what_they_said_of_the_event_and_names_no_headliner(act):
    client = UserFactory(name="Ada Client")
    needs = EventNeeds(guests=120, setting="covered", power="none", set_up_minutes=45)
    times = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 2 * HOUR}
    booking = request_act(acting_user=client, act=act.party, needs=needs, **times)
    contract = make(client, accept_booking(acting_user=act.leader, booking=booking))

    lines = {name: said for section in contract_sections(contract.terms, "a night") for name, said in section["lines"]}
    assert contract.terms["needs"] == {"guests": 120, "setting": "covered", "power": "none", "set_up_minutes": 45}
    assert (lines["Guests"], lines["Power"], lines["Time to set up"]) == ("120", "No power", "45 minutes")
    assert "The act plays as" not in lines
