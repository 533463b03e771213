from importlib import import_module
from itertools import count

from django.db import migrations
from django.db.models import F

accounts = import_module("accounts.migrations.0006_clean_names")
"""The rule as it was when names of people and parties were cleaned: a migration never changes."""
LINES = (("bookings", "Show", "title", 200), ("bookings", "Show", "place", 300), ("holds", "Hold", "act_name", 300))


def clean_names(apps, schema_editor):
    """Names of stages, shows and acts that were stored before `web.texts.clean_line` looked at them."""
    for app, model, field, longest in LINES:
        rows = apps.get_model(app, model).objects
        for row in rows.filter(**{f"{field}__regex": accounts.STEERING}):
            _rewrite(rows, row, field, longest)
    offers = apps.get_model("holds", "HoldOffer").objects
    for offer in offers.filter(title__regex=accounts.STEERING):
        offers.filter(pk=offer.pk).update(title=accounts._cleaned(offer.title, 200))
    _clean_stages(apps)


def _rewrite(rows, row, field, longest):
    name = accounts._cleaned(getattr(row, field), longest)
    if name != getattr(row, field):
        rows.filter(pk=row.pk).update(**{field: name}, version=F("version") + 1)


def _clean_stages(apps):
    """No two stages of a venue have one name: what would be the second gets a number."""
    stages = apps.get_model("venues", "Stage").objects
    for stage in stages.filter(name__regex=accounts.STEERING).order_by("venue_id", "position", "id"):
        others = set(stages.filter(venue=stage.venue_id).exclude(pk=stage.pk).values_list("name", flat=True))
        name = accounts._cleaned(stage.name, 120) or "Stage"
        numbered = (f"{name[: 120 - len(f' {number}')]} {number}" for number in count(2))
        name = name if name not in others else next(each for each in numbered if each not in others)
        if name != stage.name:
            stages.filter(pk=stage.pk).update(name=name)
            parties = apps.get_model("accounts", "Party").objects
            parties.filter(pk=stage.venue_id).update(version=F("version") + 1)


class Migration(migrations.Migration):
    """Marks that turn letters around, and names that show nothing, from before they were refused. What was shown is
    not put back."""

    dependencies = [
        ("holds", "0004_count_nights_on_any_clock"),
        ("venues", "0003_usual_tiers"),
        ("bookings", "0008_count_nights_on_any_clock"),
        ("accounts", "0006_clean_names"),
    ]

    operations = [
        migrations.RunPython(clean_names, migrations.RunPython.noop),
    ]
