"""What the public page of an act shows, with the words made here."""

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import Membership, Party
from accounts.states import Role
from bands.models import Band
from discovery.queries.parties import Facts, PartyPage, say_fee, say_rating
from discovery.queries.shows import PROMISED, public_shows, say_others, show_line
from reviews.queries import reviews_of


def act_page(party: Party) -> PartyPage:
    """The press kit of an act. A fixed number of queries."""
    prefetch_related_objects([party], "genres")
    band = Band.objects.filter(party=party).first()
    size = Membership.objects.current().filter(party=party, role=Role.MEMBER).count()
    chips = [genre.name for genre in party.genres.all()]
    if size:
        chips.append(ngettext("%(count)d person", "%(count)d people", size) % {"count": size})
    shows = public_shows(Q(spots__bookings__act=party, spots__bookings__state__in=PROMISED))
    lines = [show_line(show, show.place_name, say_others(show, party)) for show in shows]
    return PartyPage(party, _act_facts(party, band), chips, lines, reviews_of(party), say_rating(party))


def _act_facts(party: Party, band: Band | None) -> Facts:
    home = party.city.name if party.city else ""
    if band and band.travel_radius_km:
        reach = _("plays within %(km)d km") % {"km": band.travel_radius_km}
        home = f"{home}, {reach}" if home else reach
    draw = _("about %(count)d") % {"count": band.draw} if band and band.draw else ""
    facts = [(pgettext("where a band is at home", "From"), home), (_("Usual fee"), say_fee(party))]
    return [*facts, (_("Draw"), draw), (_("Rating"), say_rating(party))]
