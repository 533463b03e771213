"""What somebody is told of a search that they keep."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Party, User
from discovery.models import SavedSearch, SearchKind
from discovery.queries.search.spots.wishes import open_to_all
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from web.dates import say_day
from web.texts import isolated


def register_kinds() -> None:
    """Called when the site starts. A kind each, so that one can be ended without the others."""
    labels = {
        f"discovery.new_{SearchKind.ACTS}": gettext_lazy("New acts for a saved search"),
        f"discovery.new_{SearchKind.VENUES}": gettext_lazy("New venues for a saved search"),
        f"discovery.new_{SearchKind.PROFESSIONALS}": gettext_lazy("New studio professionals for a saved search"),
        f"discovery.new_{SearchKind.NIGHTS}": gettext_lazy("New open nights for a saved search"),
    }
    registry.register_all(labels, render_all, group=Group.PEOPLE)


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news of searches one still keeps, about whom is still there; None where nobody is. Three queries."""
    searches = SavedSearch.objects.filter(user=user).in_bulk({told.data.get("search") for told in notifications})
    found = {UUID(key) for told in notifications for key in told.data.get("found", [])}
    names = {party.pk: isolated(party.name) for party in Party.objects.public().filter(pk__in=found)}
    for spot in open_to_all().with_show().filter(pk__in=found):
        place = spot.show.stage.venue.party.name if spot.show.stage else spot.show.place or spot.show.owner.name
        names[spot.pk] = f"{say_day(spot.show.night)}, {spot.get_role_display()}: {isolated(place)}"
    return [_render(told, searches.get(UUID(told.data["search"])), names) for told in notifications]


def _render(told: Notification, search: SavedSearch | None, names: dict[UUID, str]) -> Text | None:
    keys = [UUID(key) for key in told.data["found"]]
    lines = [names[key] for key in keys if key in names]
    if search is None or not lines:
        return None
    gone = len(keys) - len(lines)
    count = told.data["count"] - gone
    if rest := count - len(lines):
        lines.append(ngettext("and %(count)d more", "and %(count)d more", rest) % {"count": rest})
    subject = ngettext("%(count)d new for “%(name)s”", "%(count)d new for “%(name)s”", count)
    text = Text(subject % {"count": count, "name": isolated(search.name)}, "\n".join(lines), _("See all"))
    return text.without_links()  # whoever is found may be called like an address
