import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import catalogue.names.folding
import web.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_baseline_extensions"),
    ]

    operations = [
        web.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Country",
                    fields=[
                        (
                            "code",
                            models.CharField(max_length=2, primary_key=True, serialize=False, verbose_name="code"),
                        ),
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                    ],
                    options={
                        "verbose_name": "country",
                        "verbose_name_plural": "countries",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Currency",
                    fields=[
                        (
                            "code",
                            models.CharField(max_length=3, primary_key=True, serialize=False, verbose_name="code"),
                        ),
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        (
                            "minor_digits",
                            models.PositiveSmallIntegerField(
                                default=2,
                                validators=[django.core.validators.MaxValueValidator(4)],
                                verbose_name="minor digits",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "currency",
                        "verbose_name_plural": "currencies",
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="Region",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="regions",
                                to="catalogue.country",
                                verbose_name="country",
                            ),
                        ),
                        ("code", models.CharField(max_length=20, verbose_name="code")),
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                    ],
                    options={
                        "verbose_name": "region",
                        "verbose_name_plural": "regions",
                        "ordering": ["country", "name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("country", "code"), name="catalogue_region_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="City",
                    fields=[
                        ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                        ("geonames_id", models.PositiveIntegerField(unique=True, verbose_name="GeoNames id")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("ascii_name", models.CharField(max_length=120, verbose_name="name in ASCII")),
                        (
                            "region",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cities",
                                to="catalogue.region",
                                verbose_name="region",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cities",
                                to="catalogue.country",
                                verbose_name="country",
                            ),
                        ),
                        (
                            "latitude",
                            models.FloatField(
                                validators=[
                                    django.core.validators.MinValueValidator(-90),
                                    django.core.validators.MaxValueValidator(90),
                                ],
                                verbose_name="latitude",
                            ),
                        ),
                        (
                            "longitude",
                            models.FloatField(
                                validators=[
                                    django.core.validators.MinValueValidator(-180),
                                    django.core.validators.MaxValueValidator(180),
                                ],
                                verbose_name="longitude",
                            ),
                        ),
                        ("timezone", models.CharField(max_length=40, verbose_name="time zone")),
                        ("population", models.PositiveIntegerField(default=0, verbose_name="population")),
                    ],
                    options={
                        "verbose_name": "city",
                        "verbose_name_plural": "cities",
                        "ordering": ["name", "id"],
                        "indexes": [models.Index(fields=["latitude", "longitude"], name="catalogue_city_place")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                                name="catalogue_city_on_earth",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CityName",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "city",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="names",
                                to="catalogue.city",
                                verbose_name="city",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "folded",
                            models.GeneratedField(
                                db_persist=True,
                                expression=catalogue.names.folding.Fold("name"),
                                output_field=models.CharField(max_length=120),
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "name of a city",
                        "verbose_name_plural": "names of cities",
                        "indexes": [
                            models.Index(
                                django.contrib.postgres.indexes.OpClass("folded", name="text_pattern_ops"),
                                name="catalogue_city_name_prefix",
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass("folded", name="gin_trgm_ops"),
                                name="catalogue_city_name_typo",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("city", "folded"), name="catalogue_city_name_once")
                        ],
                    },
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
                            models.CheckConstraint(
                                condition=models.Q(("per_euro__gt", 0)), name="exchangerate_is_positive"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Genre",
                    fields=[
                        (
                            "slug",
                            models.SlugField(max_length=60, primary_key=True, serialize=False, verbose_name="slug"),
                        ),
                        ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="catalogue.genre",
                                verbose_name="parent",
                            ),
                        ),
                        ("path", models.CharField(editable=False, max_length=500, unique=True)),
                        (
                            "number",
                            models.IntegerField(
                                db_default=models.Func(models.Value("catalogue_genre_number"), function="nextval"),
                                editable=False,
                                unique=True,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "genre",
                        "verbose_name_plural": "genres",
                        "ordering": ["name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "path__endswith",
                                        django.db.models.functions.text.Concat(
                                            models.Value("/"), "slug", models.Value("/")
                                        ),
                                    )
                                ),
                                name="catalogue_genre_path_ends_in_slug",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
