from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    """What the tables of the next migration are made with."""

    initial = True

    operations = [BtreeGistExtension()]
