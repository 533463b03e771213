from django.db import migrations
from django.utils.timezone import now


def begin_anew(apps, schema_editor):
    """What looked no further than an edge has its first round once more: whom it now finds behind that is no news."""
    looked = apps.get_model("discovery", "SavedSearch").objects.filter(edge__isnull=False)
    looked.update(seen=[], found=[], news=[], cursor="", known_at=now())


class Migration(migrations.Migration):
    dependencies = [("discovery", "0004_refreshes_and_rounds")]

    operations = [
        migrations.RunPython(begin_anew, migrations.RunPython.noop),
        migrations.RemoveField(model_name="savedsearch", name="edge"),
    ]
