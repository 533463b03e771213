import django.contrib.postgres.indexes
from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations, models

import web.sql


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_professionals"),
        ("discovery", "0008_rating_in_rows"),
    ]

    operations = [
        BtreeGinExtension(),
        migrations.AddIndex(
            model_name="listing",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("disciplines__isnull", False)),
                fields=["heading", "disciplines", "languages", "roles", "is_verified"],
                name="listing_studio",
            ),
        ),
        web.sql.LoadSql(files={"functions/discovery_roles": "d7e9d12bf75f"}),
    ]
