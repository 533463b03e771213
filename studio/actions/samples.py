"""What is heard on the page of a professional: a recording before their work and after it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts.actions.memberships import lock_led_party
from accounts.actions.parties import raise_version
from accounts.models import User
from media.actions import drop_sound, keep_sound, rename_sound
from media.models import Kept, Sound
from studio.models import SAMPLE_TITLE_MAX, Professional, Sample
from web.texts import clean_line

SAMPLES_MAX = 6


@transaction.atomic
def add_sample(*, acting_user: User, professional: Professional, title: str, before: File, after: File) -> Sample:
    """A sample behind the others. It is heard once the worker has prepared both recordings. Locks the party.

    Raises PermissionDenied, and ValidationError at `title`, `before`, `after`, or for one too many.
    """
    lock_led_party(acting_user, professional.party)
    if professional.samples.count() >= SAMPLES_MAX:
        raise ValidationError(_("At most %(count)s samples. Remove one first.") % {"count": SAMPLES_MAX})
    title = _clean_title(title)
    last = professional.samples.aggregate(last=Max("position"))["last"] or 0
    sample = Sample.objects.create(
        professional=professional,
        title=title,
        before=_keep(acting_user, "before", before, title),
        after=_keep(acting_user, "after", after, title),
        position=last + 1,
    )
    raise_version(professional.party)
    return sample


@transaction.atomic
def update_sample(
    *,
    acting_user: User,
    sample: Sample,
    title: str | None = None,
    before: File | None = None,
    after: File | None = None,
) -> Sample:
    """Rename a sample or replace its recordings; None keeps what there is. Locks the party.

    Raises PermissionDenied, and ValidationError at `title`, `before`, `after`, or where it has been removed.
    """
    lock_led_party(acting_user, sample.professional.party)
    files = {name: file for name, file in (("before", before), ("after", after)) if file}
    if title is None and not files:
        return sample
    found = Sample.objects.with_sounds().filter(pk=sample.pk).first()
    if found is None:
        raise ValidationError(_("This sample has been removed."))
    found.professional = sample.professional
    if title is not None:
        found.title = _clean_title(title)
        for sound in (found.before, found.after):
            rename_sound(acting_user=acting_user, sound=sound, title=found.title)
    replaced = [getattr(found, name) for name in files]
    for name, file in files.items():
        setattr(found, name, _keep(acting_user, name, file, found.title))
    found.save(update_fields=["title", *files])
    for sound in replaced:
        drop_sound(acting_user=acting_user, sound=sound)
    raise_version(found.professional.party)
    return found


@transaction.atomic
def move_sample(*, acting_user: User, sample: Sample, steps: int) -> None:
    """Let a sample change places with those before (-1) or behind it (1); past the ends it stays. Locks the party.

    Raises PermissionDenied.
    """
    professional = sample.professional
    lock_led_party(acting_user, professional.party)
    samples = list(professional.samples.all())
    if sample not in samples:
        return
    place = samples.index(sample)
    samples.insert(min(max(place + steps, 0), len(samples) - 1), samples.pop(place))
    for position, each in enumerate(samples, start=1):
        each.position = position
    Sample.objects.bulk_update(samples, ["position"])
    raise_version(professional.party)


@transaction.atomic
def remove_sample(*, acting_user: User, sample: Sample) -> None:
    """Take a sample off the page; its recordings go once that is certain. Raises PermissionDenied."""
    lock_led_party(acting_user, sample.professional.party)
    found = Sample.objects.with_sounds().filter(pk=sample.pk).first()
    if found is None:
        return
    found.delete()
    for sound in (found.before, found.after):
        drop_sound(acting_user=acting_user, sound=sound)
    raise_version(sample.professional.party)


def sample_prepared(kept: Kept) -> None:
    """Raise the version of the page on which a recording is heard. Registered with `media.hooks.file_prepared`."""
    if not isinstance(kept, Sound):
        return
    samples = Sample.objects.filter(Q(before=kept.pk) | Q(after=kept.pk))
    sample = samples.select_related("professional__party").first()
    if sample is not None:
        raise_version(sample.professional.party)


def _clean_title(title: str) -> str:
    return clean_line("title", title, longest=SAMPLE_TITLE_MAX, required=True)


def _keep(user: User, field: str, file: File, title: str) -> Sound:
    with _at(field):
        return keep_sound(acting_user=user, file=file, title=title)


@contextmanager
def _at(field: str) -> Iterator[None]:
    """What is wrong with a file stands at the field of that file."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error
