from django.core.exceptions import ValidationError
from django.db import migrations
from django.db.models import F

from web.texts import clean_line

STEERING = "[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]"


def clean_names(apps, schema_editor):
    """Names of people and parties that were stored before `clean_line` looked at them."""
    User, Party = apps.get_model("accounts", "User"), apps.get_model("accounts", "Party")
    for person in User.objects.filter(name__regex=STEERING):
        User.objects.filter(pk=person.pk).update(name=_cleaned(person.name, 120))
    for party in Party.objects.filter(name__regex=STEERING):
        name = _cleaned(party.name, 300) or ("Somebody" if party.kind == "person" else party.slug)
        if name != party.name:
            Party.objects.filter(pk=party.pk).update(name=name, version=F("version") + 1)


def _cleaned(name, longest):
    """Empty where it shows nothing."""
    try:
        return clean_line("name", name, longest=longest)
    except ValidationError:
        return ""


class Migration(migrations.Migration):
    """Marks that turn letters around, and names that show nothing, came past the forms: by the administration, or from
    before they were refused. What was shown is not put back."""

    dependencies = [
        ("accounts", "0005_takes_enquiries"),
    ]

    operations = [
        migrations.RunPython(clean_names, migrations.RunPython.noop),
    ]
