import unicodedata

from django.db import migrations
from django.db.models import F

STEERING = "[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]"
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
OVERRIDES = "\u202d\u202e"
ENDED_BY = dict.fromkeys("\u202a\u202b", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
ENDING = frozenset(ENDED_BY.values())


def clean_names(apps, schema_editor):
    """Names of people and parties that were stored before `web.texts.clean_line` looked at them."""
    User, Party = apps.get_model("accounts", "User"), apps.get_model("accounts", "Party")
    for person in User.objects.filter(name__regex=STEERING):
        User.objects.filter(pk=person.pk).update(name=_cleaned(person.name, 120))
    for party in Party.objects.filter(name__regex=STEERING):
        name = _cleaned(party.name, 300) or ("Somebody" if party.kind == "person" else party.slug)
        if name != party.name:
            Party.objects.filter(pk=party.pk).update(name=name, version=F("version") + 1)


def _cleaned(name, longest):
    """In one line, with marks of direction balanced, or without any where it would be too long; empty where it shows
    nothing. A copy of the rule as it was: later ones do not change what this migration does."""
    kept = (letter for letter in name if letter.isspace() or not _steers(letter))
    plain = unicodedata.normalize("NFC", " ".join("".join(kept).split()))
    line = _balanced(plain)
    if len(line) > longest:
        line = "".join(letter for letter in plain if letter not in ENDED_BY and letter not in ENDING)[:longest].strip()
    return line if any(map(_is_visible, line)) else ""


def _steers(letter):
    return unicodedata.category(letter) == "Cc" or letter in OVERRIDES


def _is_visible(letter):
    category = unicodedata.category(letter)
    return letter not in BLANK and (category[0] not in "CZM" or category == "Cn")


def _balanced(text):
    kept, open_marks = [], []
    for letter in text:
        if letter in ENDED_BY:
            open_marks.append(ENDED_BY[letter])
        elif letter in ENDING:
            if letter not in open_marks:
                continue
            while open_marks[-1] != letter:
                kept.append(open_marks.pop())
            open_marks.pop()
        kept.append(letter)
    return "".join(kept + open_marks[::-1])


class Migration(migrations.Migration):
    """Marks that turn letters around, and names that show nothing, came past the forms: by the administration, or from
    before they were refused. What was shown is not put back."""

    dependencies = [
        ("accounts", "0005_takes_enquiries"),
    ]

    operations = [
        migrations.RunPython(clean_names, migrations.RunPython.noop),
    ]
