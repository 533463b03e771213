"""One small world, made by the actions themselves, in which everybody has something to do with something."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from accounts.access import nudge_token
from accounts.actions import (
    accept_invite,
    add_membership,
    add_photo,
    approve_party,
    create_agency,
    create_api_token,
    create_feed,
    create_invite,
    end_membership,
    ensure_person_party,
    revoke_invite,
)
from accounts.models import Party, User
from accounts.states import PartyKind, Role
from availability.actions import revoke_feed, say_time
from bands.access import answer_token
from bands.actions import (
    add_piece,
    ask_members,
    close_ask,
    create_band,
    create_kit_link,
    create_share,
    create_solo_act,
    revoke_kit_link,
    revoke_share,
    set_inputs,
    set_plot,
    update_musician,
    write_kit,
)
from bands.models import PressKit, PressSound
from bands.models.press import InputLine, PlotItem, Track
from booking_payments.models import BookingPayment
from bookings.actions import (
    SpotDraft,
    accept_booking,
    answer_lineup,
    apply_to_spot,
    create_show,
    create_spot_invite,
    propose_move,
    request_act,
    start_refill,
)
from bookings.actions.contracts import make_contract
from bookings.models import Booking, Show
from bookings.states import BookingState
from calendar_imports.actions import add_import
from catalogue.models import Currency
from discovery.actions import save_search
from discovery.models import SearchKind
from holds.actions import let_hold, place_hold
from holds.actions.desks import save_view
from media.access import preparing_token
from media.actions import keep_file, prepare
from media.models import Document, Sound
from messaging.access import get_thread_for
from messaging.actions import send_enquiry, send_message
from notifications.access import unsubscribe_token
from notifications.models import MailboxMail, Notification
from payments.actions import Share, promise_refund
from payments.actions.outside import mark_paid_outside, record_paid_outside
from payments.models import PayoutAccount
from payments.states import Means, RefundReason
from posters.access import token_of
from posters.drawing import Drawing, Kind
from reviews.models import Review
from show_imports.actions import upload_show_list
from show_imports.lists.choices import Choices
from show_imports.states import ShowImportState
from studio.actions import add_credit, add_hours, add_room, add_sample, add_service, create_professional, offer_split
from studio.actions.changes import propose_terms
from studio.actions.projects import (
    add_project_files,
    create_project,
    create_project_link,
    revoke_project_link,
)
from studio.actions.sessions import approve_session, book_session, set_project
from studio.actions.work import add_files, add_mix, comment_mix
from studio.models import Professional, Service, Session, SessionEvent
from studio.rules.prices import price_of
from studio.states import SessionState
from tests.factories import FAR_SATURDAY, UserFactory
from tests.matrix.uploads import GIGS, ICS, picture
from tests.media.making import sound_bytes
from tests.payments.scenes import owed, paid
from venues.actions import add_stage_photo, create_stage, create_venue
from venues.models import Stage
from web.identifiers import uuid7

ZONE = "Europe/Berlin"
HOUR, DAY, WEEK = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(weeks=1)
PEOPLE = ("stranger", "ex_member", "member", "manager", "owner", "venue_staff", "venue_manager", "other_manager")
ROLES = ("anonymous", *PEOPLE, "staff")
"""`manager` and `owner` lead the band, `venue_manager` and `venue_staff` work at the venue, `staff` is the site's."""


@dataclass
class World:
    """Who there is, by role, and what stands in addresses, by the name that the tables give it."""

    people: dict[str, User]
    browsers: dict[str, Client] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    ids: dict[str, object] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """The role's browser, signed in and with no other cookie; a view that breaks answers it with 500."""
        client = self.browsers[role]
        client.cookies.clear()
        if role in self.sessions:
            client.cookies["sessionid"] = self.sessions[role]
        return client

    def open_browsers(self) -> None:
        """One for each role, kept: a new one loads all the middleware anew, which takes as long as a page."""
        self.browsers = {role: Client(raise_request_exception=False, headers={"host": "localhost"}) for role in ROLES}
        for role, user in self.people.items():
            self.browsers[role].force_login(user)
            self.sessions[role] = self.browsers[role].cookies["sessionid"].value


def make_world() -> World:
    """Everything there is to ask for. Assumes a transaction that is rolled back in the end."""
    world = World(
        {role: UserFactory(name=role) for role in PEOPLE} | {"staff": UserFactory(name="staff", is_staff=True)}
    )
    band, secret = _bands(world)
    venue, stage = _venues(world)
    agency = create_agency(acting_user=world.people["manager"], name="Nightliner Agency", timezone=ZONE)
    approve_party(acting_user=world.people["staff"], party=agency)
    _professionals(world)
    _splits(world, band)
    _own_things(world, band)
    _asks(world, band)
    _shares(world, band)
    _press(world, band)
    shows = _shows(world, venue, stage)
    _bookings(world, band, shows)
    _holds(world, band, venue, stage)
    _changes(world, band, venue, stage)
    _lists(world, band)
    _messages(world, band)
    _accounts(world, band)
    _payments(world, band, venue)
    world.ids |= {"band": band.slug, "secret": secret.slug, "venue": venue.slug, "stage": stage.pk}
    room = SimpleUploadedFile("room.png", picture())
    photo = add_stage_photo(acting_user=world.people["venue_manager"], stage=stage, file=room, alt="The room")
    world.ids["stage_photo"] = photo.pk
    world.ids |= {"purpose": "login", "no_purpose": "lunch", "code": "ABCD-EFGH"}
    world.ids |= {"section": "acts", "guide": "bands", "city": "hamburg-2911298", "region": "hamburg-de-04"}
    world.ids["agency"] = agency.slug
    world.ids |= {name: show.pk for name, show in shows.items()}
    world.ids |= {role: user.pk for role, user in world.people.items()}
    world.open_browsers()
    return world


def _lists(world: World, band: Party) -> None:
    """Lists of shows of the band: just uploaded, being looked through, and ready to be imported."""
    uploaded = upload_show_list(acting_user=world.people["owner"], party=band, file_name="gigs.csv", content=GIGS)
    world.ids["list"] = uploaded.pk
    for name, state in (("busy_list", ShowImportState.CHECKING), ("checked_list", ShowImportState.CHECKED)):
        uploaded.pk, uploaded.state, uploaded._state.adding = uuid7(), state, True
        uploaded.choices = Choices(timezone=ZONE).stored
        uploaded.save(force_insert=True)
        world.ids[name] = uploaded.pk


def _accounts(world: World, band: Party) -> None:
    """Where the band's money goes, and where its owner wants it to go."""
    for name, after in (("payout_account", 0), ("coming_account", 72)):
        account = PayoutAccount.objects.create(
            party=band,
            provider_id=f"acct_{name}",
            livemode=True,
            country_id="DE",
            details_submitted=True,
            requirements=["individual.dob.day"],
            created_by=world.people["owner"],
            takes_effect_at=now() + dt.timedelta(hours=after),
        )
        world.ids[name] = account.pk


def _messages(world: World, band: Party) -> None:
    """What the band's owner wrote to the venue, with a file, and where the band writes to itself."""
    owner = world.people["owner"]
    file = keep_file(acting_user=owner, upload=SimpleUploadedFile("rider.txt", b"Water."))
    thread = get_thread_for(owner, world.ids["booked"])
    message = send_message(acting_user=owner, thread=thread, text="Our rider", files=[file.pk])
    other = world.people["other_manager"]
    elsewhere = Party.objects.led_by(other).get(kind=PartyKind.VENUE)
    asked = send_enquiry(
        acting_user=other, party=band, asker=elsewhere, text="Are you free?", night=FAR_SATURDAY.date()
    )
    world.ids |= {"message": message.pk, "sent_file": file.pk, "band_thread": band.pk, "enquiry": asked.thread_id}


def _payments(world: World, band: Party, venue: Party) -> None:
    """The venue has paid the band's deposit for the night that is booked. It has paid twice more in cash: one waits for
    the band to confirm it, and the other is given back."""
    payment = owed(Share(band, 10_000, 1_500), payer=venue)
    BookingPayment.objects.create(payment=payment, booking_id=world.ids["booked"])
    paid(payment)
    world.ids["payment"] = payment.pk
    marked, given_back = (owed(Share(band, 5_000), payer=venue) for _each in range(2))
    boss, owner = world.people["venue_manager"], world.people["owner"]
    mark_paid_outside(acting_user=boss, payment_id=marked.pk, means=Means.CASH, version=1)
    record_paid_outside(acting_user=owner, payment_id=given_back.pk, means=Means.CASH, version=1)
    refund = promise_refund(
        acting_user=owner, payment_id=given_back.pk, amount_minor=5_000, reason=RefundReason.BY_PAYEE, version=2
    )
    world.ids |= {"marked_payment": marked.pk, "mark": marked.attempts.get().pk}
    world.ids |= {"given_back": given_back.pk, "cash_refund": refund.pk}


def _bands(world: World) -> tuple[Party, Party]:
    """An approved band with all roles, its member asked for every date, and one nobody has approved."""
    people = world.people
    band = create_band(acting_user=people["owner"], name="The Anchors", timezone=ZONE).party
    for who, role in (("manager", Role.MANAGER), ("member", Role.MEMBER), ("ex_member", Role.MEMBER)):
        _invite, token = create_invite(acting_user=people["owner"], party=band, role=role)
        answers = {"instrument": "Bass", "may_be_booked": False} if role == Role.MEMBER else {}
        accept_invite(acting_user=people[who], token=token, **answers)
    end_membership(acting_user=people["owner"], party=band, user=people["ex_member"])
    approve_party(acting_user=people["staff"], party=band)
    solo = create_solo_act(acting_user=people["owner"], name="Owen Alone", timezone=ZONE).party
    world.ids["solo"] = solo.slug
    return band, create_band(acting_user=people["owner"], name="Not Yet", timezone=ZONE).party


def _venues(world: World) -> tuple[Party, Stage]:
    """A venue that somebody else owns, with a manager and staff, and another one."""
    people, owner = world.people, UserFactory(name="venue_owner")
    venue = create_venue(acting_user=owner, name="Harbour Hall", timezone=ZONE)
    add_membership(acting_user=None, party=venue.party, user=people["venue_manager"], role=Role.MANAGER)
    add_membership(acting_user=None, party=venue.party, user=people["venue_staff"], role=Role.STAFF)
    elsewhere = create_venue(acting_user=people["other_manager"], name="Elsewhere", timezone=ZONE)
    for party in (venue.party, elsewhere.party):
        approve_party(acting_user=people["staff"], party=party)
    return venue.party, create_stage(acting_user=owner, venue=venue, name="Main", capacity=300)


def _professionals(world: World) -> None:
    """A professional of the band's owner, with a credit, and one that is not approved."""
    made = {"name": "Low End", "timezone": ZONE, "disciplines": ["mixing"]}
    professional = create_professional(acting_user=world.people["owner"], **made)
    approve_party(acting_user=world.people["staff"], party=professional.party)
    credit = add_credit(
        acting_user=world.people["owner"], professional=professional, artist="Fuchsbau", title="Salz", year=2024
    )
    service = add_service(
        acting_user=world.people["owner"], professional=professional, name="Mix", discipline="mixing", mode="request",
        rate_kind="hour", amount_minor=60_00, currency=Currency.objects.get(code="EUR"), min_minutes=120,
        max_minutes=480,
    )  # fmt: skip
    before, after = (SimpleUploadedFile(name, sound_bytes()) for name in ("before.wav", "after.wav"))
    sample = add_sample(
        acting_user=world.people["owner"], professional=professional, title="Salz", before=before, after=after
    )
    opens_at = FAR_SATURDAY.replace(hour=10)
    hours = add_hours(
        acting_user=world.people["owner"], professional=professional,
        starts_at=opens_at, ends_at=opens_at + 8 * HOUR,
    )  # fmt: skip
    room = add_room(acting_user=world.people["owner"], professional=professional, name="Studio A")
    session = book_session(
        acting_user=world.people["stranger"], service=service, client=ensure_person_party(world.people["stranger"]),
        starts_at=opens_at, minutes=service.min_minutes, is_remote=True,
        expected_price=price_of(service, service.min_minutes),
    )  # fmt: skip
    propose_terms(acting_user=world.people["stranger"], session_id=session.pk, price_minor=session.price_minor - 500)
    waiting = create_professional(acting_user=world.people["owner"], **made | {"name": "Not Heard"})
    _work(world, professional)
    _project(world, session)
    world.ids |= {
        "professional": professional.party.slug,
        "credit": credit.pk,
        "sample": sample.pk,
        "hours": hours.pk,
        "session": session.pk,
        "proposal": session.changes.get().pk,
        "studio_room": room.pk,
        "service": service.pk,
        "unheard": waiting.party.slug,
    }


def _splits(world: World, band: Party) -> None:
    """What the professional offers: a part to the band, and one by a link."""
    offered = {
        "acting_user": world.people["owner"],
        "professional": Professional.objects.get(party__slug=world.ids["professional"]),
        "kind": "percent",
    }
    split, _none = offer_split(**offered, value=10_00, payee=band)
    _by_link, token = offer_split(**offered, value=5_00, name="The label")
    world.ids |= {"split": split.pk, "split_token": token}


def _work(world: World, professional: Professional) -> None:
    """A session at a fixed price that is worked in, with a stem of the professional and a mix that the client has said
    something about."""
    owner, client = world.people["owner"], world.people["stranger"]
    service = add_service(
        acting_user=owner, professional=professional, name="Song", discipline="mixing", mode="request",
        rate_kind="fixed", amount_minor=90_00, currency=Currency.objects.get(code="EUR"), delivery_days=7,
    )  # fmt: skip
    session = book_session(
        acting_user=client, service=service, client=ensure_person_party(client), starts_at=None, minutes=None,
        is_remote=True, expected_price=90_00,
    )  # fmt: skip
    approve_session(acting_user=owner, session_id=session.pk)
    Session.objects.filter(pk=session.pk).update(state=SessionState.CONFIRMED)
    stem, mixed = (
        keep_file(acting_user=owner, upload=SimpleUploadedFile(name, content))
        for name, content in (("stem.txt", b"stem"), ("mix.wav", sound_bytes(1.5)))
    )
    [stems] = add_files(acting_user=owner, session_id=session.pk, folder="stems", files=[stem.pk])
    mix = add_mix(acting_user=owner, session_id=session.pk, title="Salz", file=mixed.pk)
    prepare(kind="previews", pk=mix.session_file.preview_id)
    comment = comment_mix(acting_user=client, mix_id=mix.pk, at_ms=500, text="Softer")
    world.ids |= {
        "work": session.pk,
        "stem": stems.pk,
        "stem_file": stem.pk,
        "stems": "stems",
        "mix": mix.pk,
        "mixed": mix.session_file_id,
        "opus": "opus",
        "comment": comment.pk,
        "done": _done(service, client).pk,
    }


def _project(world: World, session: Session) -> None:
    """What the client has put together: a session, a recording, a link that works and one that is over."""
    client = world.people["stranger"]
    project = create_project(acting_user=client, client=ensure_person_party(client), name="Album")
    set_project(acting_user=client, session_id=session.pk, project_id=project.pk)
    set_project(acting_user=client, session_id=world.ids["work"], project_id=project.pk)
    file = keep_file(acting_user=client, upload=SimpleUploadedFile("idea.wav", sound_bytes(1.5)))
    [added] = add_project_files(acting_user=client, project_id=project.pk, files=[file.pk])
    prepare(kind="previews", pk=added.preview_id)
    link, token = create_project_link(acting_user=client, project_id=project.pk, label="Label")
    over, over_token = create_project_link(acting_user=client, project_id=project.pk, label="Nobody")
    revoke_project_link(acting_user=client, link_id=over.pk)
    world.ids |= {
        "project": project.pk,
        "project_file": added.pk,
        "project_sent_file": file.pk,
        "project_link": link.pk,
        "project_token": token,
        "over_project_token": over_token,
    }


def _done(service: Service, client: User) -> Session:
    """A session that is done and of which nobody has said anything."""
    session = book_session(
        acting_user=client, service=service, client=ensure_person_party(client), starts_at=None, minutes=None,
        is_remote=True, expected_price=90_00,
    )  # fmt: skip
    approve_session(acting_user=service.professional.party.memberships.get(role="owner").user, session_id=session.pk)
    for state in (SessionState.CONFIRMED, SessionState.IN_PROGRESS, SessionState.COMPLETED):
        Session.objects.filter(pk=session.pk).update(state=state)
    SessionEvent.objects.create(session=session, channel="clock", event="completed")
    return session


def _own_things(world: World, band: Party) -> None:
    """Feeds, a token, something said and a notification of the member; invites and a photo of the band."""
    member, owner = world.people["member"], world.people["owner"]
    musician = update_musician(acting_user=member, is_public=True, is_dep=True, instruments="Bass")
    hidden = update_musician(acting_user=owner, instruments="Drums")
    world.ids["export"] = uuid.uuid4()
    world.ids |= {"musician": musician.slug, "hidden_musician": hidden.slug}
    feed, feed_token = create_feed(acting_user=member, kind="party", party=band)
    ended, ended_token = create_feed(acting_user=member, kind="person")
    revoke_feed(acting_user=member, feed=ended)
    token, _secret = create_api_token(acting_user=member, name="My script", scopes=["read"])
    said = say_time(
        acting_user=member, calendar=member.calendar, kind="busy", timezone=ZONE,
        starts_at=FAR_SATURDAY + 30 * DAY, ends_at=FAR_SATURDAY + 31 * DAY,
    )  # fmt: skip
    invite, invite_token = create_invite(acting_user=owner, party=band, uses=9)
    over, over_token = create_invite(acting_user=owner, party=band)
    revoke_invite(acting_user=owner, invite=over)
    photo = add_photo(acting_user=owner, party=band, file=SimpleUploadedFile("a.png", picture()), alt="On a pier")
    imported = add_import(
        acting_user=member, calendar=member.calendar, kind="file", name="Work", content=ICS, timezone=ZONE
    )
    notification = Notification.objects.create(user=member, kind="accounts.approved", path="/you/")
    mail = MailboxMail.objects.create(to=member.email, subject="Hello", text="Hello", html="<p>Hello</p>")
    world.ids |= {"feed": feed.pk, "feed_token": feed_token, "ended_feed_token": ended_token}
    world.ids |= {"import": imported.pk, "no_draft": imported.pk, "no_session": 1}
    prepare(kind="pictures", pk=photo.picture_id)
    photo.picture.refresh_from_db()
    world.ids |= {"picture_file": photo.picture.renditions[0].name, "picture_token": preparing_token(photo.picture)}
    world.ids |= {
        "drawn_width": 320,
        "no_width": 321,
        "drawn_token": token_of(Drawing(Kind.ROOM, "north-quay", "North Quay")),
    }
    world.ids |= {"token": token.pk, "rule": said.rule.pk, "photo": photo.pk, "mail": mail.pk}
    world.ids |= {"invite": invite.pk, "invite_token": invite_token, "over_invite_token": over_token}
    calendar = member.calendar
    calendar.refresh_from_db()
    for name, moment in (("nudge_token", calendar.said_at), ("over_nudge_token", calendar.said_at - DAY)):
        world.ids[name] = nudge_token(member, moment.isoformat())
    search = save_search(acting_user=member, kind=SearchKind.ACTS, name="Doom", query="genre=doom-metal", often="daily")
    world.ids |= {"saved_search": search.pk, "searched": search.kind}
    world.ids |= {"notification": notification.pk, "way_out": unsubscribe_token(member, "accounts.approved")}


def _asks(world: World, band: Party) -> None:
    """A poll that everybody who plays is asked in, about a night in a month; and one that is closed."""
    owner, night = world.people["owner"], now().date() + dt.timedelta(days=30)
    polls = [ask_members(acting_user=owner, party=band, nights=[night + DAY * extra], is_poll=True) for extra in (0, 1)]
    tokens = [answer_token(poll.asked.get(user=world.people["member"])) for poll in polls]
    close_ask(acting_user=owner, ask=polls[1])
    world.ids |= {"ask": polls[0].pk, "answer_token": tokens[0], "over_answer_token": tokens[1]}
    world.ids |= {"night": f"{night}", "another_night": f"{night + 7 * DAY}"}


def _press(world: World, band: Party) -> None:
    """A draft of the band's press kit with something in every part, and private links that work and that are over."""
    who = {"acting_user": world.people["owner"], "party": band}
    write_kit(bio_short="Five people.", rider_text="Power.", **who)
    quote = add_piece(part="quotes", text="Loud.", source="Visions", **who)
    add_piece(part="embeds", pasted="https://youtu.be/dQw4w9WgXcQ", **who)
    add_piece(part="figures", kind="draw", value=180, as_of=dt.date(2026, 5, 1), **who)
    set_plot(items=[PlotItem(kind="drum_kit", x=50, y=20, label="Mats")], **who)
    set_inputs(lines=[InputLine(channel=1, source="Kick", mic="D6")], **who)
    sound, document = Sound.objects.create(title="Silt"), Document.objects.create(name="Rider")
    PressSound.objects.create(party=band, sound=sound)
    track = Track(sound=str(sound.pk), title="Silt", is_unlisted=True)
    PressKit.objects.of(band).update(tracks=(track,), rider_document=document)
    link = {"expires_on": now().date() + WEEK, **who}
    made = [create_kit_link(label="Booker", **link) for _ in range(2)]
    revoke_kit_link(acting_user=world.people["owner"], link=made[1][0])
    world.ids |= {"kit_link": made[0][0].pk, "kit_token": made[0][1], "over_kit_token": made[1][1]}
    world.ids |= {"quotes": "quotes", "tracks": "tracks", "piece": quote.id, "track": track.id, "m4a": "m4a"}
    world.ids["width"] = 320


def _shares(world: World, band: Party) -> None:
    """A link to a month of the band, and one that is over."""
    owner, today = world.people["owner"], now().date()
    when = {"first": today, "last": today + 30 * DAY, "expires_on": today + 30 * DAY}
    made = [create_share(acting_user=owner, party=band, name="Agency", **when) for _ in range(2)]
    revoke_share(acting_user=owner, share=made[1][0])
    world.ids |= {"share": made[0][0].pk, "share_token": made[0][1], "over_share_token": made[1][1]}


def _shows(world: World, venue: Party, stage: Stage) -> dict[str, Show]:
    """Published and waiting, booked, over, not announced yet, and a draft; a week between them."""
    plans = {
        "open_show": {},
        "applied_show": {},
        "booked_show": {},
        "past_show": {},
        "nameless_show": {"announce_at": FAR_SATURDAY},
        "draft": {"publish": False},
    }
    manager = world.people["venue_manager"]
    shows = {}
    for week, (name, plan) in enumerate(plans.items()):
        starts_at = FAR_SATURDAY + week * WEEK
        when = {"starts_at": starts_at, "ends_at": starts_at + 3 * HOUR, "publish": True}
        shows[name] = create_show(
            acting_user=manager, owner=venue, stage=stage, title=name, spots=[SpotDraft()], **when | plan
        )
    return shows


def _bookings(world: World, band: Party, shows: dict[str, Show]) -> None:
    """The band waits for the venue, is booked there, has played there, and is asked by the stranger."""
    people = world.people
    ask = {"acting_user": people["stranger"], "act": band, "place": "Town hall"}
    starts_at = FAR_SATURDAY + 10 * WEEK
    request = request_act(starts_at=starts_at, ends_at=starts_at + 2 * HOUR, **ask)
    bookings = {name: _apply(world, band, shows[f"{name}_show"]) for name in ("applied", "booked", "past")}
    for name in ("booked", "past"):
        entry = bookings[name].lineup.get(user=people["member"])
        answer_lineup(acting_user=people["member"], entry=entry, plays=True)
        accept_booking(acting_user=people["venue_manager"], booking=bookings[name])
    Booking.objects.filter(pk=bookings["past"].pk).update(state=BookingState.COMPLETED)
    Booking.objects.filter(pk=bookings["booked"].pk).update(fee_minor=300_00, fee_currency="EUR")
    make_contract(acting_user=people["venue_manager"], booking=bookings["booked"], language="en")
    world.ids["first_contract"] = 1
    said = {"author": bookings["booked"].spot.show.owner, "subject": band, "rating": 4, "text": "Loud and kind"}
    world.ids["review"] = Review.objects.create(booking=bookings["booked"], revealed_at=now(), **said).pk
    placeless = request_act(starts_at=starts_at + DAY, ends_at=starts_at + DAY + HOUR, **ask | {"place": ""})
    spot = shows["open_show"].spots.get()
    link, token = create_spot_invite(acting_user=people["venue_manager"], spot=spot, message="Come and play.")
    world.ids |= {"placeless": placeless.pk, "link": link.pk, "link_token": token}
    world.ids |= {name: booking.pk for name, booking in bookings.items()} | {"request": request.pk}
    world.ids |= {f"{name}_spot": shows[f"{name}_show"].spots.get().pk for name in ("open", "applied", "nameless")}


def _apply(world: World, band: Party, show: Show) -> Booking:
    return apply_to_spot(acting_user=world.people["manager"], spot=show.spots.get(), act=band)


def _changes(world: World, band: Party, venue: Party, stage: Stage) -> None:
    """Another time is proposed for a night of the band, and others are being asked for a spot."""
    manager = world.people["venue_manager"]
    starts_at = FAR_SATURDAY + 20 * WEEK
    plan = {"acting_user": manager, "owner": venue, "stage": stage, "publish": True, "spots": [SpotDraft()]}
    show = create_show(title="moving", starts_at=starts_at, ends_at=starts_at + 3 * HOUR, **plan)
    booking = accept_booking(acting_user=manager, booking=_apply(world, band, show))
    times = {"starts_at": starts_at + DAY, "ends_at": starts_at + DAY + 3 * HOUR}
    move = propose_move(acting_user=manager, show=show, party=venue, **times)
    empty = create_show(title="empty", starts_at=starts_at + WEEK, ends_at=starts_at + WEEK + 3 * HOUR, **plan)
    refill = start_refill(acting_user=manager, spot=empty.spots.get(), strategy="one_by_one")
    world.ids |= {"moving": booking.pk, "move": move.pk, "refill": refill.pk, "moving_spot": booking.spot_id}


def _holds(world: World, band: Party, venue: Party, stage: Stage) -> None:
    """The band holds one night alone, and another as second after the house; the venue's manager keeps a view."""
    people, night = world.people, (FAR_SATURDAY + 12 * WEEK).date()
    starts_at = FAR_SATURDAY + 12 * WEEK
    mine = {"acting_user": people["manager"], "holder": band, "stage": stage}
    permission = let_hold(acting_user=people["venue_manager"], venue=venue.venue, party=band)
    hold = place_hold(night=night, starts_at=starts_at, ends_at=starts_at + 2 * HOUR, **mine)
    place_hold(acting_user=people["venue_manager"], holder=venue, stage=stage, night=night + DAY, act_name="Own night")
    view = save_view(acting_user=people["venue_manager"], party=venue, name="Mine", query="state=open")
    world.ids |= {"hold": hold.pk, "second_hold": place_hold(night=night + DAY, **mine).pk, "desk_view": view.pk}
    world.ids["permission"] = permission.pk
