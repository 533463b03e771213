"""Letting go of a file: the row now, what lies in the stores once that is certain."""

from django.core.files.storage import default_storage
from django.db import transaction

from media.files.storages import originals
from media.models import Document, Kept, Picture, Sound
from web.users import User


@transaction.atomic
def drop(*, acting_user: User | None, kept: Kept) -> None:
    """Delete it with all its files. Its owner lets go first: raises RestrictedError while one points to it."""
    # Read again and locked: the worker may have finished since.
    found = type(kept).objects.select_for_update().filter(pk=kept.pk).first()
    if found is None:
        return
    names, original = [rendition.name for rendition in found.renditions], found.original
    found.delete()
    transaction.on_commit(lambda: delete_files(names, original))


def drop_picture(*, acting_user: User | None, picture: Picture) -> None:
    """Delete a picture with all its files, once its owner has let go of it."""
    drop(acting_user=acting_user, kept=picture)


def drop_sound(*, acting_user: User | None, sound: Sound) -> None:
    """Delete a recording with all its files, once its owner has let go of it."""
    drop(acting_user=acting_user, kept=sound)


def drop_document(*, acting_user: User | None, document: Document) -> None:
    """Delete a document with its file, once its owner has let go of it."""
    drop(acting_user=acting_user, kept=document)


def delete_files(names: list[str], original: str = "") -> None:
    """Those that are gone already are none to worry about; what a crash leaves here, the sweep of orphans finds."""
    for name in names:
        default_storage.delete(name)
    if original:
        originals().delete(original)
