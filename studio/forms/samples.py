"""A recording before the work of a professional and after it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm
from studio.models import SAMPLE_TITLE_MAX, Sample
from web.fields import EditForm

SOUNDS = "audio/wav,audio/mpeg,audio/flac,audio/ogg,audio/mp4,.wav,.mp3,.flac,.ogg,.opus,.m4a"


def _recording(label: Any, help_text: Any = "") -> forms.FileField:
    return forms.FileField(label=label, help_text=help_text, widget=forms.FileInput(attrs={"accept": SOUNDS}))


class SampleForm(EditForm, ActionForm):
    """A sample; new (`of_new`) or to be changed, where a file that is left out stays as it is."""

    title = forms.CharField(label=_("Title"), max_length=SAMPLE_TITLE_MAX, help_text=_("“Salz, the chorus”."))
    before = _recording(_("Before"), _("WAV, MP3, FLAC, Ogg or M4A, from 1 second to 15 minutes."))
    after = _recording(
        _("After"),
        _("The same part, beginning at the same moment: listeners switch while it plays, at equal loudness."),
    )

    def sample_fields(self) -> dict[str, Any]:
        """What was touched, as arguments of `studio.actions.update_sample`."""
        return self.changes({name: self.cleaned_data[name] for name in ("title", "before", "after")})

    @classmethod
    def of_new(cls, data=None, files=None) -> "SampleForm":
        form = cls(data, files)
        form.is_edit = False
        return form

    @classmethod
    def of(cls, sample: Sample, data=None, files=None) -> "SampleForm":
        form = cls(data, files, initial={"title": sample.title})
        for name in ("before", "after"):
            form.fields[name].required = False
            form.fields[name].help_text = _("Leave it empty to keep the recording that is there.")
        return form
