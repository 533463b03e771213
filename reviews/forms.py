"""What one side of a booking says of the other."""

from django import forms
from django.utils.translation import gettext_lazy as _

RATINGS = [
    (5, _("5, outstanding")),
    (4, _("4, good")),
    (3, _("3, fine")),
    (2, _("2, difficult")),
    (1, _("1, never again")),
]


class ReviewForm(forms.Form):
    """A rating and a few sentences; both stand on the public page of the other side."""

    rating = forms.TypedChoiceField(label=_("How was it?"), choices=RATINGS, coerce=int, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody can read it, with the name of your side."),
    )
