"""Loaders of bands and of what their people are asked; who may do what with a party is in `accounts.access`."""

import uuid
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.http import Http404
from django.utils.timezone import now

from accounts.access import can_approve, can_lead, can_see_party, get_led_party_for, get_own_party_for
from accounts.models import Party, Viewer
from accounts.states import PartyKind
from bands.errors import AskOver
from bands.models import Ask, AskedMember, Band, KitLink, Musician, PressKit, PressSound, Share
from bands.queries import (
    edited_kit,
    find_ask,
    find_asked,
    find_kit_link,
    find_musician,
    find_piece,
    find_share,
    is_open,
    is_playing,
)

if TYPE_CHECKING:
    from bands.queries.press.links import BackedLink
    from bands.queries.shares import BackedShare

ANSWER_SALT = "bands.asks.answer"


def get_own_band_for(user: Viewer, slug: str) -> Band:
    """A band the user belongs to. Raises Http404, or PermissionDenied when it is only another's public page."""
    return _band(get_own_party_for(user, slug, PartyKind.BAND))


def get_led_band_for(user: Viewer, slug: str) -> Band:
    """A band the user leads. Raises Http404, or PermissionDenied where they may only look."""
    return _band(get_led_party_for(user, slug, PartyKind.BAND))


def get_musician_for(user: Viewer, slug: str) -> Musician:
    """The musician at this part of an address: a public one, or oneself. Raises Http404."""
    found = find_musician(slug)
    if found is None or not found.user.is_active or not (found.is_public or found.user == user):
        raise Http404
    return found


def get_ask_of(band: Band, ask_id: uuid.UUID) -> Ask:
    """A question of a band that was loaded for the user. Raises Http404."""
    ask = find_ask(band.party, ask_id)
    if ask is None:
        raise Http404
    ask.party = band.party
    return ask


def answer_token(asked: AskedMember) -> str:
    """What stands in a mail's link: it opens the answers of this person to this question, and nothing else."""
    return signing.dumps(asked.pk, salt=ANSWER_SALT)


def opened_by_answer_token(token: str) -> AskedMember:
    """Who is asked what, by a mail's link, whoever is signed in. Raises Http404 for what was never signed.

    The link ends with the last night, and sooner where the question is closed or its reader left: `AskOver`.
    """
    try:
        asked = find_asked(signing.loads(token, salt=ANSWER_SALT))
    except signing.BadSignature as error:
        raise Http404 from error
    if asked is None or not is_open(asked.ask, now()) or not is_playing(asked.user, asked.ask.party):
        raise AskOver
    return asked


def get_led_share_for(user: Viewer, slug: str, share_id: uuid.UUID) -> Share:
    """A link of a band the user leads. Raises Http404, or PermissionDenied where they may only look."""
    party = get_led_party_for(user, slug, PartyKind.BAND)
    share = Share.objects.select_related("party").filter(pk=share_id, party=party).first()
    if share is None:
        raise Http404
    return share


def get_share_by_token(token: str) -> "BackedShare":
    """The share of a secret address, live or over: whoever holds it may look. Raises Http404 for one that never was."""
    share = find_share(token)
    if share is None:
        raise Http404
    return share


def get_piece_for(user: Viewer, party: Party, part: str, piece_id: str) -> tuple[PressKit, Any]:
    """The edition of a press kit that leaders write on, and one of a list of it. Raises Http404."""
    kit = edited_kit(party)
    piece = find_piece(kit, part, piece_id)
    if piece is None or not can_lead(user, party):
        raise Http404
    return kit, piece


def get_led_kit_link_for(user: Viewer, slug: str, link_id: uuid.UUID) -> KitLink:
    """A private link to the press kit of a band the user leads. Raises Http404, or PermissionDenied where they may only
    look."""
    party = get_led_party_for(user, slug, PartyKind.BAND)
    link = KitLink.objects.of(party).select_related("party").filter(pk=link_id).first()
    if link is None:
        raise Http404
    return link


def get_kit_link_by_token(token: str) -> "BackedLink":
    """The private link of a secret address, live or over: whoever holds it may look. Raises Http404 for one that never
    was."""
    link = find_kit_link(token)
    if link is None:
        raise Http404
    return link


def _band(party: Party) -> Band:
    band = Band.objects.get(party=party)
    band.party = party
    return band


def may_have_press_sound(user: Viewer, sound_id: uuid.UUID) -> bool | None:
    """Whether the user may have the files of a recording of a press kit; None for any other recording. Private links
    play unlisted ones below their own address."""
    own = PressSound.objects.filter(sound=sound_id).select_related("party").first()
    if own is None:
        return None
    kit = PressKit.objects.of(own.party).published().first()
    listed = {track.sound for track in kit.tracks if not track.is_unlisted} if kit else set()
    return _may_have(user, own.party, is_published=str(sound_id) in listed)


def may_have_rider(user: Viewer, document_id: uuid.UUID) -> bool | None:
    """The same for a rider as a PDF. A band's draft and its published kit may point to one document."""
    kit = PressKit.objects.filter(rider_document=document_id).select_related("party").order_by("is_draft").first()
    return _may_have(user, kit.party, is_published=not kit.is_draft) if kit else None


def _may_have(user: Viewer, party: Party, *, is_published: bool) -> bool:
    """What is published is for everybody who may see the band; drafts and what is unlisted are for its leaders and
    staff."""
    return can_see_party(user, party) if is_published else can_lead(user, party) or can_approve(user)
