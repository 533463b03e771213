"""Taking away what nobody should see: by staff, for a reason that the owner reads."""

from django.db import transaction

from media.actions.dropping import delete_files
from media.hooks import file_prepared
from media.models import Kept
from media.states import State
from web.users import User

TAKEN_AWAY = "taken_away"


@transaction.atomic
def take_away(*, acting_user: User | None, kept: Kept) -> bool:
    """Delete all files of an upload and leave its row, refused, where its owner has it: pages show nothing there any
    more, and the owner reads why. Returns whether there was anything to take. The admin asks who may.

    A worker that is just at it finds the row refused, and what it had made is swept up in the night.
    """
    file_prepared(kept)
    found = type(kept).objects.select_for_update(no_key=True).filter(pk=kept.pk).exclude(state=State.REFUSED).first()
    if found is None:
        return False
    names, original = [rendition.name for rendition in found.renditions], found.original
    found.state, found.reason, found.files, found.original = State.REFUSED, TAKEN_AWAY, [], ""
    found.taken_at = None
    found.save(update_fields=["state", "reason", "files", "original", "taken_at"])
    transaction.on_commit(lambda: delete_files(names, original))
    return True
