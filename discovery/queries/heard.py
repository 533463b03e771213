"""What acts sound like: the first recording of each, to be played in a list."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import Party
from bands.models import PressKit
from media.models import Sound


def first_sounds(acts: Iterable[Party]) -> dict[UUID, Sound]:
    """The first recording in the published press kit of each act that everybody may hear, by the act's id. Two queries,
    none without acts."""
    public = {act.pk for act in acts if act.is_public}
    if not public:
        return {}
    kits = PressKit.objects.published().filter(party__in=public).values_list("party", "tracks")
    heard = {party: [track.sound for track in tracks if not track.is_unlisted] for party, tracks in kits}
    first = {party: sounds[0] for party, sounds in heard.items() if sounds}
    sounds = {str(pk): sound for pk, sound in Sound.objects.in_bulk(first.values()).items()}
    return {party: sounds[sound] for party, sound in first.items() if sound in sounds and sounds[sound].files}
