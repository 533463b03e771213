"""Photos become pictures of the media app.

What there is goes on being shown at once: the WebP that was kept is the picture's only rendition, and the picture
waits to be drawn anew from it in all widths and formats, which the worker's sweep does.
"""

import django.db.models.deletion
from django.core.files.storage import default_storage
from django.db import migrations, models


def make_pictures(apps, schema_editor):
    Picture, PartyPhoto = apps.get_model("media", "Picture"), apps.get_model("accounts", "PartyPhoto")
    for photo in PartyPhoto.objects.all():
        photo.picture = Picture.objects.create(
            alt=photo.alt,
            credit=photo.credit,
            width=photo.width,
            height=photo.height,
            files=[_rendition(photo)],
        )
        photo.save(update_fields=["picture"])


def _rendition(photo):
    name = photo.image
    size = default_storage.size(name) if default_storage.exists(name) else 0
    return {"format": "webp", "name": name, "bytes": size, "width": photo.width, "height": photo.height}


def make_photos(apps, schema_editor):
    PartyPhoto = apps.get_model("accounts", "PartyPhoto")
    for photo in PartyPhoto.objects.select_related("picture"):
        widest = max(
            (file for file in photo.picture.files if file["format"] == "webp"),
            key=lambda file: file["width"],
            default={"name": "", "width": 0, "height": 0},
        )
        PartyPhoto.objects.filter(pk=photo.pk).update(
            image=widest["name"],
            width=widest["width"],
            height=widest["height"],
            alt=photo.picture.alt,
            credit=photo.picture.credit,
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_agencies"), ("media", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="partyphoto",
            name="picture",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="media.picture"
            ),
        ),
        # Going back, the columns are there again before they are filled.
        migrations.AlterField("partyphoto", "image", models.CharField(max_length=100, default="")),
        migrations.AlterField("partyphoto", "alt", models.CharField(max_length=200, default="")),
        migrations.RunPython(make_pictures, make_photos),
        # PostgreSQL alters no table while checks of its rows are put off.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="partyphoto",
            name="picture",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="media.picture"
            ),
        ),
        migrations.RemoveField(model_name="partyphoto", name="alt"),
        migrations.RemoveField(model_name="partyphoto", name="credit"),
        migrations.RemoveField(model_name="partyphoto", name="height"),
        migrations.RemoveField(model_name="partyphoto", name="image"),
        migrations.RemoveField(model_name="partyphoto", name="width"),
    ]
