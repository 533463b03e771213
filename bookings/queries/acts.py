"""Acts by name, for who wants to invite one, and what acts play."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Case, IntegerField, Q, Value, When

from accounts.models import Party
from accounts.states import PLAYING_KINDS

FOUND_MAX = 12


def find_acts(text: str) -> list[Party]:
    """Public acts whose name or slug holds this text, the exact ones first; at most FOUND_MAX. None for no text."""
    text = text.strip().replace("\x00", "")
    if not text:
        return []
    known = Party.objects.public().filter(kind__in=PLAYING_KINDS)
    is_exact = Q(slug=text.lower()) | Q(name__iexact=text)
    rank = Case(When(is_exact, then=Value(0)), When(name__istartswith=text, then=Value(1)), default=Value(2))
    found = known.filter(is_exact | Q(name__icontains=text) | Q(slug__icontains=text.lower()))
    ranked = found.annotate(rank=Case(When(is_exact, then=Value(0)), default=rank, output_field=IntegerField()))
    return list(ranked.select_related("city__country").order_by("rank", "name", "pk")[:FOUND_MAX])


def named_act(slug: str) -> Party | None:
    """The public act of this slug."""
    known = Party.objects.public().filter(kind__in=PLAYING_KINDS)
    return known.select_related("city__country").filter(slug=slug.replace("\x00", "")).first()


def genres_of(acts: Collection[UUID]) -> list[str]:
    """The slugs of all genres of these acts, each once. One query, none without acts."""
    if not acts:
        return []
    rows = Party.genres.through.objects.filter(party__in=acts)
    return sorted(set(rows.values_list("genre_id", flat=True)))
