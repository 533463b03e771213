"""What one side of a booking says of the other, and what that side answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.models import REPLY_LENGTH_MAX, TEXT_LENGTH_MAX

RATINGS = [
    (5, _("5, outstanding")),
    (4, _("4, good")),
    (3, _("3, fine")),
    (2, _("2, difficult")),
    (1, _("1, never again")),
]


class ReviewForm(forms.Form):
    """A rating and a few sentences; both stand on the public page of the other side once they are revealed."""

    rating = forms.TypedChoiceField(label=_("How was it?"), choices=RATINGS, coerce=int, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=TEXT_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everyone can read it, with the name of your band or page. Private clients stay unnamed."),
    )


class ReplyForm(forms.Form):
    """The one answer of the side that was reviewed."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=REPLY_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Public, below the review. You can answer once."),
    )
