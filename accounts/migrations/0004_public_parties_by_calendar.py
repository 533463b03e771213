from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_nudges")]

    operations = [
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("approval", "approved"), ("is_listed", True)),
                fields=["kind", "calendar"],
                name="party_public_calendar",
            ),
        ),
    ]
