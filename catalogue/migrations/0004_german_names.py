from django.db import migrations

from catalogue.loading import load_german_names


class Migration(migrations.Migration):
    """Towns are found by their German names everywhere. `catalogue.loading` imports no model: it is passed these."""

    dependencies = [("catalogue", "0003_numbers_and_rates")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: load_german_names(apps, schema_editor.connection), migrations.RunPython.noop
        )
    ]
