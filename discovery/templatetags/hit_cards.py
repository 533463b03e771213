"""Who was found: pages have two dozen of them, hence a tag and not a template."""

from collections.abc import Iterable
from html import escape

from django import template
from django.template.defaultfilters import floatformat
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discovery.queries import Hit
from discovery.subjects.parties import Card
from media.templatetags.media import picture, player
from web.templatetags.web import icon

register = template.Library()
SIZES = "(min-width: 48rem) 20rem, 100vw"
MOST_GENRES = 3


@register.simple_tag
def hit_cards(cards: Iterable[Card]) -> SafeString:
    """`{% hit_cards page.cards %}`: somebody found in each, and why they fit."""
    return SafeString(f'<ul class="cards hits">{"".join([_card(card) for card in cards])}</ul>')


# Every text is escaped here, by hand: `format_html` took as long for the cards of a page as PostgreSQL to find them.
def _card(card: Card) -> str:
    hit, party = card.hit, card.hit.party
    photo = picture(
        hit.photo.picture if hit.photo else None,
        shape="wide",
        sizes=SIZES,
        drawn=party.drawn_for(genre.slug for genre in hit.genres),
    )
    tagline = f'<p class="clamp">{escape(party.tagline)}</p>' if party.tagline else ""
    chips = "".join([f'<span class="chip">{escape(genre.name)}</span>' for genre in hit.genres[:MOST_GENRES]])
    return (
        f'<li class="card hit" id="hit-{party.pk}">{photo}'
        f'<h3><a href="{escape(card.href)}"><bdi>{escape(party.name)}</bdi></a></h3>{_reasons(hit)}{tagline}'
        f'<p class="chips">{chips}</p><p class="hit-facts">{"".join(_facts(card))}</p>{_listen(card)}</li>'
    )


def _listen(card: Card) -> str:
    if not card.sound:
        return ""
    name = f'<span class="hidden"> {escape(card.hit.party.name)}</span>'
    summary = f"<summary>{icon('play')}{escape(_('Listen'))}{name}</summary>"
    return f'<details class="more listen">{summary}{player(card.sound)}</details>'


def _reasons(hit: Hit) -> str:
    if not hit.reasons:
        return ""
    check = icon("check")
    return f'<ul class="reasons">{"".join([f"<li>{check}{escape(reason)}</li>" for reason in hit.reasons])}</ul>'


def _facts(card: Card) -> Iterable[str]:
    """Each in a column of its own: the fee or the room first, then the rating, and below them where it is."""
    hit, party, room = card.hit, card.hit.party, card.room
    if hit.fee:
        yield f'<strong class="nowrap">{escape(hit.fee)}</strong>'
    if room and room.capacity:
        people = ngettext("%(count)d person", "%(count)d people", room.capacity) % {"count": room.capacity}
        yield f'<strong class="nowrap">{escape(people)}</strong>'
    if party.rating_count:
        yield f'<span class="rated">★ {floatformat(party.rating_average, 1)}</span>'
    if where := ", ".join(filter(None, [room.address if room else "", party.city.label if party.city else ""])):
        yield f'<span class="where">{escape(where)}</span>'
