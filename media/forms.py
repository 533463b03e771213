"""What every form for a picture or for files asks, whoever their owner is."""

import uuid

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from media.encoding.limits import MEGABYTE
from media.models import ALT_MAX, CREDIT_MAX, Picture

FOCUS_STEP = 10
"""In hundredths: so finely a page can place a picture (the classes fx-0 to fx-10)."""


class SentFilesForm(forms.Form):
    """Files: `sent_files` are ids of those that the page has sent already, `file` is one sent with the form itself."""

    file = forms.FileField(label=_("Files"), required=False, allow_empty_file=True)
    sent_files = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_sent_files(self) -> list[uuid.UUID]:
        try:
            return [uuid.UUID(each) for each in self.cleaned_data["sent_files"].split()]
        except ValueError:
            raise ValidationError(gettext("One of these files is not there any more. Send it again.")) from None

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if file and file.size > settings.FILE_FORM_BYTES_MAX:
            most = filesizeformat(settings.FILE_FORM_BYTES_MAX)
            raise ValidationError(gettext("By this form a file may have at most %(most)s.") % {"most": most})
        return file


class PictureForm(forms.Form):
    """A file and what is said of it."""

    file = forms.FileField(
        label=_("Photo"),
        help_text=format_lazy(
            _("JPEG, PNG, WebP or AVIF, up to {most} MB. Where and with what it was taken is not kept."),
            most=settings.PHOTO_BYTES_MAX // MEGABYTE,
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )
    alt = forms.CharField(
        label=_("Description"),
        max_length=ALT_MAX,
        help_text=_("For people who cannot see it: “The five of us on a pier”."),
    )
    credit = forms.CharField(label=_("Photographer"), max_length=CREDIT_MAX, required=False)


class PictureDetailsForm(forms.Form):
    """What is said of a picture that is there, and which point of it stays in sight."""

    alt = forms.CharField(label=_("Description"), max_length=ALT_MAX)
    credit = forms.CharField(label=_("Photographer"), max_length=CREDIT_MAX, required=False)
    focus_x = forms.IntegerField(label=_("From the left, in %"), min_value=0, max_value=100, step_size=FOCUS_STEP)
    focus_y = forms.IntegerField(label=_("From the top, in %"), min_value=0, max_value=100, step_size=FOCUS_STEP)

    @staticmethod
    def initial_of(picture: Picture) -> dict[str, object]:
        """What the form shows before anything is changed."""
        placed = {name: _nearest_step(getattr(picture, name)) for name in ("focus_x", "focus_y")}
        return {"alt": picture.alt, "credit": picture.credit, **placed}


def _nearest_step(hundredths: int) -> int:
    return FOCUS_STEP * round(hundredths / FOCUS_STEP)
