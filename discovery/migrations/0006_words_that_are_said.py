import django.contrib.postgres.indexes
from django.db import migrations, models

LEARN = """
INSERT INTO discovery_word (word)
SELECT word FROM ts_stat('SELECT words FROM discovery_searchtext') WHERE length(word) BETWEEN 3 AND 40
"""


class Migration(migrations.Migration):
    dependencies = [("discovery", "0005_rounds_to_the_end")]

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[("word", models.TextField(db_collation="C", primary_key=True, serialize=False))],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"), name="word_alike"
                    )
                ],
            },
        ),
        migrations.RunSQL(LEARN, migrations.RunSQL.noop),
    ]
