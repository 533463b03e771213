"""What people are told of holds, by mail and in the inbox; made at delivery, for what the reader may know then.

Whoever holds reads of their own rank, and of nobody else: neither who stands above, nor who left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from bookings.queries.acquaintance import together
from engagements.queries.lineups import LineupCheck
from engagements.states import Side
from engagements.words.lineups import lineup_sentences
from holds.access.holds import hold_views
from holds.access.lineups import lineup_checks_for
from holds.access.projections import HoldView, rank_label
from holds.access.ranks import kept_rank_notes
from holds.models import Hold
from holds.queries.holds import with_rank
from holds.states import ChallengePart, ChallengeState, HoldEnd, HoldNews, HoldState
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from web.dates import say_full_day, say_moment, say_span
from web.money import format_amount
from web.texts import isolated, isolated_words

SEE = gettext_lazy("See the hold")


@dataclass(frozen=True)
class News:
    """One kind in words. In `subject` and `sentence` stand name, place, night, rank and until; `for_venue` is what the
    venue reads instead, `venues_action` its button and `venues_subject` its subject. `says`: the event whose text is
    quoted."""

    label: str | Promise
    subject: str | Promise
    sentence: str | Promise
    action: str | Promise = SEE
    for_venue: str | Promise = ""
    venues_action: str | Promise = ""
    venues_subject: str | Promise = ""
    says: str = ""


NEWS = {
    "holds.hold_placed": News(
        gettext_lazy("New hold"),
        gettext_lazy("On hold: %(place)s on %(night)s for %(name)s (%(rank)s)"),
        gettext_lazy("%(place)s holds the night for %(name)s. You’re %(rank)s."),
        for_venue=gettext_lazy("%(name)s holds the night: %(rank)s in line."),
    ),
    "holds.hold_ranked": News(
        gettext_lazy("Position of a hold changes"),
        gettext_lazy("Now %(rank)s: %(place)s on %(night)s"),
        gettext_lazy("The order has changed: %(name)s is now %(rank)s."),
    ),
    "holds.hold_warned": News(
        gettext_lazy("A hold is about to expire"),
        gettext_lazy("Your hold is about to expire: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("It expires on %(until)s. Confirm it or propose the night to the venue before then."),
        gettext_lazy("Confirm or release"),
    ),
    "holds.hold_expired": News(
        gettext_lazy("Hold expired"),
        gettext_lazy("Hold expired: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("The hold wasn’t confirmed in time."),
    ),
    "holds.hold_released": News(
        gettext_lazy("Hold released"),
        gettext_lazy("Hold released: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("The night is no longer on hold. %(why)s."),
        says=HoldNews.RELEASED,
    ),
    "holds.hold_kept": News(
        gettext_lazy("Hold kept as a backup"),
        gettext_lazy("Backup: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("The night went to another hold. We keep yours as %(rank)s, in case the night opens up."),
    ),
    "holds.hold_restored": News(
        gettext_lazy("Hold back in line"),
        gettext_lazy("Back on hold: %(place)s on %(night)s (%(rank)s)"),
        gettext_lazy("The night is open again. %(name)s is back as %(rank)s."),
    ),
    "holds.hold_changed": News(
        gettext_lazy("Terms of a hold change"),
        gettext_lazy("New terms: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("The other side changed the times or the fee. They apply once you agree."),
        gettext_lazy("Read and agree"),
    ),
    "holds.hold_agreed": News(
        gettext_lazy("The other side agrees to terms of a hold"),
        gettext_lazy("Agreed: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("The other side agreed to the times and the fee. It’s not booked until the hold is confirmed."),
    ),
    "holds.hold_challenged": News(
        gettext_lazy("Someone challenges my hold"),
        gettext_lazy("Propose or release: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy(
            "A hold below yours is ready to book. Propose the night to the venue by %(until)s, or your turn passes."
        ),
        gettext_lazy("Propose or release"),
        for_venue=gettext_lazy("A hold below yours is ready to book. Confirm by %(until)s, or your turn passes."),
        venues_action=gettext_lazy("Confirm or release"),
        venues_subject=gettext_lazy("Confirm or release: %(place)s on %(night)s (%(name)s)"),
    ),
    "holds.hold_challenge_started": News(
        gettext_lazy("A hold challenges the ones ahead"),
        gettext_lazy("Challenge: %(name)s for %(night)s at %(place)s"),
        gettext_lazy("%(name)s is ready to book. We’re asking the holds ahead, one after another."),
        says=HoldNews.CHALLENGES,
    ),
    "holds.hold_decides": News(
        gettext_lazy("My turn to confirm a night"),
        gettext_lazy("Your turn to propose: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("The holds ahead have passed. Propose the night by %(until)s, or your hold moves to the end."),
        gettext_lazy("Propose to the venue"),
        for_venue=gettext_lazy("The holds ahead have passed. Confirm by %(until)s, or your hold moves to the end."),
        venues_action=gettext_lazy("Confirm"),
        venues_subject=gettext_lazy("Your turn to confirm: %(place)s on %(night)s (%(name)s)"),
    ),
    "holds.hold_challenge_over": News(
        gettext_lazy("Challenge over"),
        gettext_lazy("Challenge over: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("%(outcome)s."),
    ),
    "holds.hold_proposed": News(
        gettext_lazy("A holder proposes a night"),
        gettext_lazy("Proposed: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy(
            "The venue has until %(until)s to answer. It’s not booked or public until they agree, and "
            "the hold won’t expire before."
        ),
        for_venue=gettext_lazy(
            "%(name)s is ready to play. Answer by %(until)s. It’s not booked or public until you agree."
        ),
        venues_action=gettext_lazy("Agree or decline"),
    ),
    "holds.hold_proposal_waits": News(
        gettext_lazy("A proposed night needs my answer"),
        gettext_lazy("Your turn to answer: %(name)s, %(place)s on %(night)s"),
        gettext_lazy("Answer by %(until)s, or the proposal expires."),
        gettext_lazy("Agree or decline"),
    ),
    "holds.hold_declined": News(
        gettext_lazy("A venue declines our night"),
        gettext_lazy("Declined: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("The venue declined. Your hold is valid until %(until)s."),
        says=HoldNews.PROPOSAL_DECLINED,
    ),
    "holds.hold_lapsed": News(
        gettext_lazy("Proposed night expired"),
        gettext_lazy("No answer: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("The venue didn’t answer in time. Your hold is valid until %(until)s."),
        for_venue=gettext_lazy("You didn’t answer %(name)s in time, so the proposal expired. The hold stays."),
    ),
    "holds.hold_withdrawn": News(
        gettext_lazy("Proposed night withdrawn"),
        gettext_lazy("Proposal withdrawn: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("Your side withdrew its proposal to the venue."),
        for_venue=gettext_lazy("%(name)s withdrew the proposal. The hold stays."),
        says=HoldNews.PROPOSAL_WITHDRAWN,
    ),
    "holds.hold_superseded": News(
        gettext_lazy("The night we proposed went to another act"),
        gettext_lazy("Not this time: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("Your proposal has ended: %(why)s."),
    ),
    "holds.hold_show_cancelled": News(
        gettext_lazy("The show from my hold is cancelled"),
        gettext_lazy("Cancelled: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("The show was cancelled, and you no longer have the night."),
    ),
    "holds.hold_confirmed": News(
        gettext_lazy("Hold confirmed"),
        gettext_lazy("Confirmed: %(place)s on %(night)s (%(name)s)"),
        gettext_lazy("The hold is confirmed and the stage is yours. If terms are still open, it’s your turn to reply."),
        gettext_lazy("Read and answer"),
    ),
}


PARTS = {
    ChallengePart.ASKED: gettext_lazy("That means you passed on the challenge."),
    ChallengePart.CHALLENGER: gettext_lazy("That ends your challenge."),
}
"""What the end of a proposal means to who made it in a challenge."""

ASKS_FOR_THE_ACT = {"holds.hold_challenged", "holds.hold_decides", "holds.hold_agreed", "holds.hold_changed"}
"""News that ask for the word of the act: its leaders read there who may not be able to play."""
WHILE_IT_STANDS = {"holds.hold_changed", "holds.hold_ranked"}
"""News of how a hold stands now: pressed to and fro they are mailed once an hour, and not once it has ended."""
TELLS_THE_RANK = {"holds.hold_placed", "holds.hold_ranked", "holds.hold_restored"}
"""News of a rank: whoever stands on one that the venue keeps for others reads so."""


def register_kinds() -> None:
    """All news of holds; called when the site starts."""
    labels = {kind: news.label for kind, news in NEWS.items()}
    registry.register_all(labels, render_all, group=Group.BOOKINGS, about="hold")
    for kind in WHILE_IT_STANDS:
        registry.settle(kind, by="hold")


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for their reader; None where a hold is gone or is theirs to know no longer. Twelve queries at most."""
    wanted = {notification.data.get("hold") for notification in notifications} - {None}
    holds = list(with_rank(Hold.objects.with_place()).filter(pk__in=wanted))
    known = {str(hold.pk): (hold, view) for hold, view in zip(holds, hold_views(user, holds), strict=True)}
    views = [view for _hold, view in known.values()]
    acquainted = together(_parties(views), {view.venue.pk for view in views}) if views else set()
    asking = {each.data.get("hold") for each in notifications if each.kind in ASKS_FOR_THE_ACT}
    asked = [hold for key, (hold, view) in known.items() if key in asking and _may_say_yes(view)]
    checks = lineup_checks_for(user, asked)
    ranked = {each.data.get("hold") for each in notifications if each.kind in TELLS_THE_RANK}
    notes = kept_rank_notes(view for key, (_hold, view) in known.items() if key in ranked)
    found: list[Text | None] = []
    for notification in notifications:
        hold, view = known.get(notification.data.get("hold", ""), (None, None))
        is_theirs = hold and view and (view.side or user.is_staff)
        check = checks.get(hold.pk) if hold and notification.kind in ASKS_FOR_THE_ACT else None
        note = notes.get(view.id, "") if view and notification.kind in TELLS_THE_RANK else ""
        found.append(_render(notification, view, check, acquainted, note) if view and is_theirs else None)
    return found


def _may_say_yes(view: HoldView) -> bool:
    return bool(view.allowed & {"confirm", "propose", "agree"})


def _parties(views: Iterable[HoldView]) -> set[UUID]:
    """Whoever holds, and whoever is to play."""
    return {party.pk for view in views for party in (view.holder, view.act) if party}


def _render(
    notification: Notification,
    view: HoldView,
    check: LineupCheck | None,
    acquainted: set[tuple[UUID, UUID]],
    rank_note: str,
) -> Text:
    """Nothing that strangers wrote is a link."""
    news = NEWS[notification.kind]
    words = isolated_words(_words(notification, view))
    is_own = view.holder == view.venue and notification.kind == "holds.hold_placed"
    is_venue = view.side == Side.HOST and not is_own
    sentence = (news.for_venue if is_venue and news.for_venue else news.sentence) % words
    part = "" if is_venue else PARTS.get(notification.data.get("part", ""), "")
    lineup = "\n".join(lineup_sentences(check)) if check else ""
    told = f"{sentence} {part}".strip()
    paragraphs = [told, rank_note, _facts(view), lineup, _quoted(notification, view)]
    action = news.venues_action if is_venue and news.venues_action else news.action
    subject = news.venues_subject if is_venue and news.venues_subject else news.subject
    is_over = notification.kind in WHILE_IT_STANDS and view.state != HoldState.STANDING
    text = Text(str(subject) % words, "\n\n".join(filter(None, paragraphs)), str(action), is_over=is_over)
    is_known = any((party, view.venue.pk) in acquainted for party in _parties([view]))
    return text if is_known else text.without_links()


def _words(notification: Notification, view: HoldView) -> dict[str, str]:
    data = notification.data
    until = parse_datetime(data.get("until") or "") or view.expires_at
    outcome = data.get("outcome", "")
    return {
        "name": view.name,
        "place": f"{view.venue.name}, {view.stage.name}",
        "night": say_full_day(view.night),
        "rank": rank_label(data.get("rank") or view.rank),
        "until": say_moment(until, view.timezone) if until else "",
        "why": view.ended or _why_unsaid(notification),
        "outcome": str(ChallengeState(outcome).label) if outcome in ChallengeState.values else "",
    }


def _why_unsaid(notification: Notification) -> str:
    """Of a hold that stands: it was released and restored since, or its proposal alone is over."""
    is_over = notification.kind == "holds.hold_superseded"
    return str(HoldEnd.OTHER_CONFIRMED.label) if is_over else _("Given back")


def _facts(view: HoldView) -> str:
    """The terms as they stand, for the side that reads."""
    terms = view.terms
    if terms is None:
        return ""
    set_times = ""
    if terms.starts_at and terms.ends_at:
        set_times = say_span(terms.starts_at, terms.ends_at, view.timezone, night=view.night)
    facts = [
        (_("Where"), f"{view.venue.name}, {view.stage.name}"),
        (_("Set"), set_times),
        (_("Fee"), format_amount(terms.fee.amount_minor, terms.fee.currency) if terms.fee else ""),
        (_("Held until"), say_moment(view.expires_at, view.timezone) if view.expires_at else ""),
    ]
    return "\n".join(f"{name}: {isolated(value)}" for name, value in facts if value)


def _quoted(notification: Notification, view: HoldView) -> str:
    """What was said with it: by the last such event, which may have come without a word."""
    news = NEWS[notification.kind]
    said = [event.text for event in view.history if news.says and event.event == news.says]
    words = view.reason if notification.kind == "holds.hold_show_cancelled" else next(reversed(said), "")
    return _("“%(words)s”") % {"words": isolated(words)} if words else ""
