"""Files, mixes and what is said about them."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm
from media.forms import SentFilesForm
from studio.models import COMMENT_MAX, NOTE_MAX, TITLE_MAX
from studio.states import Folder

_MOMENT = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?")
_SECONDS = re.compile(r"(\d{1,5})(?:[.,](\d{1,3}))?")


class FilesForm(ActionForm, SentFilesForm):
    """Files for one of the folders."""

    folder = forms.ChoiceField(label=_("Folder"))

    fields_of_arguments = {"files": "file"}
    field_order = ["folder", "file", "sent_files"]

    def __init__(self, *args: Any, folders: Sequence[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["folder"]
        chosen.choices = [(folder, Folder(folder).label) for folder in folders if folder != Folder.MIXES]


class MixForm(ActionForm, SentFilesForm):
    """The next mix of a title."""

    title = forms.CharField(
        label=_("Title"), max_length=TITLE_MAX, widget=forms.TextInput(attrs={"list": "titles"}),
        help_text=_("Use the same title to add a new version."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_MAX, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What’s new in this version. The client reads this."),
    )  # fmt: skip

    field_order = ["title", "file", "note", "sent_files"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Recording")
        self.fields["file"].help_text = _("WAV, FLAC, MP3, Ogg or M4A. We keep the original.")


class MomentField(forms.CharField):
    """A moment of a recording as people write it, "1:23" or "1:02:03.5", in milliseconds."""

    def prepare_value(self, value: Any) -> Any:
        return say_ms(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        if found := _MOMENT.fullmatch(text):
            hours, minutes, seconds, rest = found.groups()
            whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
        elif found := _SECONDS.fullmatch(text):
            whole, rest = int(found[1]), found[2]
        else:
            raise ValidationError(gettext("Enter a time like 1:23."))
        return whole * 1000 + int((rest or "0").ljust(3, "0"))


def say_ms(milliseconds: int) -> str:
    """A moment of a recording, "1:23.4"."""
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes}:{rest // 1000:02}.{rest % 1000 // 100}"


class CommentForm(ActionForm):
    """Something about a moment of a mix."""

    at_ms = MomentField(
        label=_("Time in the mix"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Minutes and seconds, like 1:23."),
    )  # fmt: skip
    text = forms.CharField(label=_("Comment"), max_length=COMMENT_MAX, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(ActionForm):
    """An answer to a comment."""

    text = forms.CharField(label=_("Answer"), max_length=COMMENT_MAX, widget=forms.Textarea(attrs={"rows": 2}))
