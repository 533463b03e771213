"""Rebuilds search rows. Between rebuilds the triggers in `discovery/sql/triggers` keep them."""

from django.db import connection, transaction

from accounts.models import Party
from discovery.actions.words import learn_words
from discovery.models import Listing

STEP = 2000


def rebuild_listings() -> int:
    """Makes every search row and text as the truth has it, some thousand parties a transaction; returns how many
    rows there are. Needed after triggers were off, never otherwise."""
    ids = list(Party.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), STEP):
        with transaction.atomic(), connection.cursor() as cursor:
            step = [ids[start : start + STEP]]
            cursor.execute("SELECT discovery_refresh_listings(%s::uuid[])", step)
            cursor.execute("SELECT discovery_refresh_texts(%s::uuid[])", step)
    learn_words()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE discovery_listing, discovery_searchtext, discovery_word")
    return Listing.objects.count()
