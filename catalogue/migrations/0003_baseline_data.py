from django.db import migrations

from catalogue.data.loading import load_catalogue, load_rates


class Migration(migrations.Migration):
    """`catalogue.data.loading` imports no model: it works with the ones of this point in time, which are passed to it."""

    dependencies = [("catalogue", "0002_baseline")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: load_catalogue(apps, schema_editor.connection), migrations.RunPython.noop
        ),
        migrations.RunPython(
            lambda apps, schema_editor: load_rates(apps, schema_editor.connection), migrations.RunPython.noop
        ),
    ]
