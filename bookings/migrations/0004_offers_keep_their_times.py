"""Every offer keeps the times that it was made for. Those without any had them read from the spot, which may have moved
since: the history says what was on the table before the first change after the offer."""

from django.db import migrations, models
from django.db.models import F, Q

IN_ORDER = Q(call_at__lte=F("starts_at"), starts_at__lt=F("ends_at"), ends_at__lte=F("released_at"))
NO_TIMES = Q(call_at=None, starts_at=None, ends_at=None, released_at=None)
TIMES = ("call_at", "starts_at", "ends_at", "released_at")


def former(name: str) -> str:
    """A time of the spot when the offer was made, as far as the history knows; else as it is."""
    return f"""coalesce((
        SELECT (entry.changes->'{name}'->>0)::timestamptz FROM bookings_historyentry entry
         WHERE entry.booking_id = offer.booking_id AND entry.at > offer.made_at AND entry.changes ? '{name}'
         ORDER BY entry.at, entry.id LIMIT 1
    ), spot.{name}) AS {name}"""


KEEP = f"""
ALTER TABLE bookings_offer DISABLE TRIGGER USER;
UPDATE bookings_offer SET moves_set = true WHERE starts_at IS NOT NULL;
WITH stood AS (
    SELECT offer.id, {", ".join(map(former, TIMES))}
      FROM bookings_offer offer
      JOIN bookings_booking booking ON booking.id = offer.booking_id
      JOIN bookings_spot spot ON spot.id = booking.spot_id
     WHERE offer.starts_at IS NULL
)
UPDATE bookings_offer offer
   SET call_at = stood.call_at, starts_at = stood.starts_at, ends_at = stood.ends_at, released_at = stood.released_at
  FROM stood
 WHERE stood.id = offer.id
   AND stood.call_at <= stood.starts_at AND stood.starts_at < stood.ends_at AND stood.ends_at <= stood.released_at;
UPDATE bookings_offer offer
   SET call_at = spot.call_at, starts_at = spot.starts_at, ends_at = spot.ends_at, released_at = spot.released_at
  FROM bookings_booking booking JOIN bookings_spot spot ON spot.id = booking.spot_id
 WHERE booking.id = offer.booking_id AND offer.starts_at IS NULL;
ALTER TABLE bookings_offer ENABLE TRIGGER USER;
"""
FORGET = """
ALTER TABLE bookings_offer DISABLE TRIGGER USER;
UPDATE bookings_offer SET call_at = NULL, starts_at = NULL, ends_at = NULL, released_at = NULL WHERE NOT moves_set;
ALTER TABLE bookings_offer ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0003_missing_players_and_fees_of_deps")]

    operations = [
        migrations.AddField("offer", "moves_set", models.BooleanField(default=False)),
        migrations.RunSQL(KEEP, FORGET),
        migrations.RemoveConstraint("offer", "offer_times_in_order"),
        *(migrations.AlterField("offer", name, models.DateTimeField()) for name in TIMES),
        migrations.AddConstraint("offer", models.CheckConstraint(name="offer_times_in_order", condition=IN_ORDER)),
    ]
