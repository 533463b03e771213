"""Who was found: pages have two dozen of them, hence a tag and not a template."""

from collections.abc import Iterable

from django import template
from django.template.defaultfilters import floatformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import Party
from discovery.queries import Hit
from discovery.search_pages import Card
from media.templatetags.media import picture
from stageslot.web.templatetags.web import icon

register = template.Library()
SIZES = "(min-width: 48rem) 20rem, 100vw"
MOST_GENRES = 3
_CARD = (
    '<li class="card hit" id="hit-{}">{}<h3><a href="{}"><bdi>{}</bdi></a></h3>{}{}'
    '<p class="chips">{}</p><p class="quiet small">{}</p></li>'
)


@register.simple_tag
def hit_cards(cards: Iterable[Card]) -> SafeString:
    """`{% hit_cards page.cards %}`: somebody found in each, and why they fit."""
    return format_html('<ul class="cards hits">{}</ul>', format_html_join("", _CARD, map(_card, cards)))


def _card(card: Card) -> tuple:
    hit, party = card.hit, card.hit.party
    return (
        party.pk,
        picture(hit.photo.picture if hit.photo else None, seed=party.slug, shape="wide", sizes=SIZES),
        card.href,
        party.name,
        _reasons(hit),
        format_html('<p class="clamp">{}</p>', party.tagline) if party.tagline else "",
        format_html_join("", '<span class="chip">{}</span>', ((genre.name,) for genre in hit.genres[:MOST_GENRES])),
        " · ".join(_facts(hit, party)),
    )


def _reasons(hit: Hit) -> SafeString:
    if not hit.reasons:
        return SafeString("")
    check = icon("check")
    rows = format_html_join("", "<li>{}{}</li>", ((check, reason) for reason in hit.reasons))
    return format_html('<ul class="reasons">{}</ul>', rows)


def _facts(hit: Hit, party: Party) -> Iterable[str]:
    if party.city:
        yield party.city.label
    if hit.fee:
        yield hit.fee
    if party.rating_count:
        yield f"★ {floatformat(party.rating_average, 1)}"
