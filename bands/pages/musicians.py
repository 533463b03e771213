"""The heads of the pages of musicians."""

from django.urls import reverse
from django.utils.translation import gettext as _

from bands.models import Musician
from web.meta import PageMeta, absolute


def musician_meta(musician: Musician) -> PageMeta:
    """A Person of https://schema.org, with what they play and their town. Hidden ones tell nothing. No query."""
    address = reverse("bands:musician", args=[musician.slug])
    name = musician.user.display_name
    if not musician.is_public:
        return PageMeta(name, "", address, is_indexed=False)
    facts: dict[str, object] = {"@type": "Person", "@id": absolute(address), "url": absolute(address), "name": name}
    facts["knowsAbout"] = musician.instruments
    if musician.city:
        facts["homeLocation"] = {"@type": "City", "name": musician.city.said_name}
    told = ", ".join([musician.instruments, *([musician.city.label] if musician.city else [])])
    return PageMeta(title=name, description=told, canonical=address, kind="profile", json_ld=facts)


def list_meta(*, is_filtered: bool) -> PageMeta:
    """The head of the list; a filtered one is not to be found by search engines."""
    about = _("Players by instrument and town, and who’s free as a dep.")
    return PageMeta(_("Musicians"), about, reverse("bands:musicians"), is_indexed=not is_filtered)
