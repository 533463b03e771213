"""How a calendar looks in a frame on another site, as leaders choose it."""

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bookings.calendars.asked import View
from venues.models import Stage
from web.accents import read_accent
from web.fields import choice_field

HEIGHTS = {View.WEEKS: 560, View.MONTH: 560, View.WEEK: 560, View.LIST: 640}
"""Of the frame, in pixels: what each view needs on a phone. It fills whatever height it is given."""
THEMES = {"auto": _("As the visitor's device"), "light": _("Light"), "dark": _("Dark")}


class EmbedForm(forms.Form):
    """View, theme, accent, language and stage of a frame. `look()` gives the parameters of its address.

    Its language is not named `lang`: that would be the language of the page with the form.
    """

    view = forms.ChoiceField(label=_("View"), choices=View.choices, initial=View.MONTH)
    theme = forms.ChoiceField(label=_("Theme"), choices=list(THEMES.items()), initial="auto")
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    accent = forms.CharField(
        label=_("Accent colour"),
        required=False,
        max_length=7,
        help_text=_(
            "Use the colour from your style sheet, such as #e4572e. We adjust it where text needs more contrast."
        ),
    )

    def __init__(self, *args, stages: Sequence[Stage], language: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = language
        if len(stages) > 1:
            choice_field(self, "stage").choices = [
                ("", _("All of them")),
                *((str(each.pk), each.name) for each in stages),
            ]
        else:
            del self.fields["stage"]

    def clean_accent(self) -> str:
        said = self.cleaned_data["accent"]
        accent = read_accent(said)
        if said and not accent:
            raise ValidationError(_("Enter a colour with six hexadecimal digits, such as #e4572e."))
        return accent

    def look(self) -> dict[str, str]:
        """What was chosen and can be used, as parameters; what was not, or cannot, is as it is at first."""
        chosen = self.cleaned_data if self.is_bound and self.errors is not None else {}
        found = {name: chosen.get(name) or field.initial for name, field in self.fields.items()}
        found["lang"] = found.pop("language")
        return {name: str(value) for name, value in found.items() if value}
