import django.db.models.deletion
from django.db import migrations, models

from catalogue.loading import load_rates


class Migration(migrations.Migration):
    """Genres get a short key, currencies a rough rate. `catalogue.loading` imports no model: it is passed these."""

    dependencies = [("catalogue", "0002_load_catalogue")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE catalogue_genre_number AS integer", "DROP SEQUENCE catalogue_genre_number"),
        migrations.AddField(
            model_name="genre",
            name="number",
            field=models.IntegerField(
                db_default=models.Func(models.Value("catalogue_genre_number"), function="nextval"),
                editable=False,
                unique=True,
            ),
        ),
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                (
                    "currency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="rate",
                        serialize=False,
                        to="catalogue.currency",
                        verbose_name="currency",
                    ),
                ),
                ("per_euro", models.DecimalField(decimal_places=6, max_digits=18, verbose_name="one euro is")),
                ("as_of", models.DateField(verbose_name="as of")),
                (
                    "is_built_in",
                    models.BooleanField(default=False, editable=False, verbose_name="came with the site"),
                ),
            ],
            options={
                "verbose_name": "exchange rate",
                "verbose_name_plural": "exchange rates",
                "ordering": ["currency"],
                "constraints": [
                    models.CheckConstraint(name="exchangerate_is_positive", condition=models.Q(("per_euro__gt", 0)))
                ],
            },
        ),
        migrations.RunPython(
            lambda apps, schema_editor: load_rates(apps, schema_editor.connection), migrations.RunPython.noop
        ),
    ]
