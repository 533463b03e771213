from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

from web.sql import LoadSql


class Migration(migrations.Migration):
    """What the tables of the next migration are made with."""

    initial = True

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        LoadSql(
            {
                "functions/catalogue_fold": "2398142d98fe",
                "sequences/catalogue_genre_number": "acd98f7a4280",
            }
        ),
    ]
