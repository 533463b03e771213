"""What a band needs on stage: the rider, the stage plot and the input list."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from bands.actions.press.drafts import drop_unused, open_draft, save_draft, write_on
from bands.models import PressKit
from bands.models.press import InputLine, PlotItem
from bands.press.seen import Seen
from bands.states import PlotKind
from media.actions import keep_document
from web.texts import clean_line

INPUTS_MAX = 64
CHANNEL_MAX = 96
INPUT_LENGTHS = {"source": 60, "mic": 60, "stand": 40, "notes": 120}
PLOT_MAX = 60
LABEL_MAX = 40
RIDER = "Technical rider"


@transaction.atomic
def set_inputs(*, acting_user: User, party: Party, lines: Sequence[InputLine], seen: Seen | None = None) -> PressKit:
    """This input list and no other, in the order of its channels. Locks the party.

    Raises PermissionDenied, and ValidationError at `inputs`, also where somebody else has changed it since it was seen.
    """
    if len(lines) > INPUTS_MAX:
        raise ValidationError({"inputs": [_("At most %(count)s channels.") % {"count": INPUTS_MAX}]})
    draft = open_draft(acting_user, party)
    cleaned = sorted((_input(line) for line in lines), key=lambda line: line.channel)
    if len({line.channel for line in cleaned}) < len(cleaned):
        raise ValidationError({"inputs": [_("Each channel can be used once.")]})
    write_on(draft, seen, inputs=tuple(cleaned))
    return save_draft(acting_user, draft)


@transaction.atomic
def set_plot(*, acting_user: User, party: Party, items: Sequence[PlotItem], seen: Seen | None = None) -> PressKit:
    """This stage plot and no other. Locks the party.

    Raises PermissionDenied, and ValidationError at `plot`, also where somebody else has changed it since it was seen.
    """
    if len(items) > PLOT_MAX:
        raise ValidationError({"plot": [_("At most %(count)s things on a stage plot.") % {"count": PLOT_MAX}]})
    draft = open_draft(acting_user, party)
    write_on(draft, seen, plot=tuple(_item(item) for item in items))
    return save_draft(acting_user, draft)


@transaction.atomic
def keep_rider_document(*, acting_user: User, party: Party, file: File) -> PressKit:
    """The rider as a PDF, in the place of the one there was. Locks the party.

    Raises PermissionDenied, and ValidationError at `file`.
    """
    draft = open_draft(acting_user, party)
    replaced = draft.rider_document
    draft.rider_document = keep_document(acting_user=acting_user, file=file, name=f"{party.name[:80]} – {RIDER}")
    save_draft(acting_user, draft)
    drop_unused(party, replaced)
    return draft


@transaction.atomic
def remove_rider_document(*, acting_user: User, party: Party) -> PressKit:
    """No PDF any more; the rider's text stays. Locks the party. Raises PermissionDenied."""
    draft = open_draft(acting_user, party)
    removed, draft.rider_document = draft.rider_document, None
    save_draft(acting_user, draft)
    drop_unused(party, removed)
    return draft


def _input(line: InputLine) -> InputLine:
    if not 1 <= line.channel <= CHANNEL_MAX:
        raise ValidationError({"inputs": [_("A channel is a number from 1 to %(most)s.") % {"most": CHANNEL_MAX}]})
    texts = {
        field: clean_line("inputs", getattr(line, field), longest=longest, required=field == "source")
        for field, longest in INPUT_LENGTHS.items()
    }
    return InputLine(channel=line.channel, is_phantom=line.is_phantom, **texts)


def _item(item: PlotItem) -> PlotItem:
    if item.kind not in PlotKind.values:
        raise ValidationError({"plot": [_("Choose an item.")]})
    if not (0 <= item.x <= 100 and 0 <= item.y <= 100):
        raise ValidationError({"plot": [_("Place everything on the stage.")]})
    label = clean_line("plot", item.label, longest=LABEL_MAX, required=item.kind == PlotKind.TEXT)
    return PlotItem(kind=item.kind, x=item.x, y=item.y, rotation=item.rotation % 360, label=label)
