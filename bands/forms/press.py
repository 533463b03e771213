"""What a band tells the press: its texts, its lists one by one, and its two tables whole."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Self, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm, DateInput
from accounts.models import PartyPhoto
from bands.actions import INPUTS_MAX, PLOT_MAX, TEXT_LENGTHS
from bands.actions.press.pieces import FIGURE_MAX, LINE_MAX, QUOTE_MAX, URL_MAX
from bands.actions.press.stage import CHANNEL_MAX, INPUT_LENGTHS, LABEL_MAX
from bands.embeds.addresses import PASTED_MAX
from bands.models import PressKit
from bands.models.press import InputLine, PlotItem
from bands.states import FigureKind, PlotKind
from web.fields import row_field

BLANK_ROWS = 4
SOUNDS = "audio/wav,audio/mpeg,audio/flac,audio/ogg,audio/mp4,.wav,.mp3,.flac,.ogg,.opus,.m4a"
TURNS = 15
"""Degrees that one step turns something by."""


def _long_text(field: str, label, help_text, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=TEXT_LENGTHS[field],
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PhotoChoice(forms.ModelChoiceField):
    """One of the party's own photos, told apart by what it shows."""

    def label_from_instance(self, photo: PartyPhoto) -> str:
        return photo.picture.alt


class TextsForm(ActionForm):
    """Who the band is, and on what terms it plays."""

    hero = PhotoChoice(
        PartyPhoto.objects.none(),
        label=_("Top picture"),
        required=False,
        empty_label=_("Your first photo"),
    )
    bio_short = _long_text(
        "bio_short", _("Short bio"), _("For venues to copy into their programme. At most 600 characters."), 4
    )
    bio_long = _long_text(
        "bio_long",
        _("Long bio"),
        _("Leave blank to use your profile text. A blank line starts a new paragraph."),
        12,
    )
    lineup = _long_text(
        "lineup",
        _("Line-up"),
        _("One person per line, as they want to be known: Ada Krause, drums. Leave blank to list only instruments."),
        5,
    )
    cancellation_terms = _long_text(
        "cancellation_terms",
        _("If a show is cancelled"),
        _("Which side owes how much, and when. Everyone can see this."),
        4,
    )
    exact_fees = _long_text(
        "exact_fees",
        _("Exact fees"),
        _("Only shown through private links you choose: club, festival, duo, with or without PA."),
        4,
    )

    @classmethod
    def of(cls, kit: PressKit, data=None) -> "TextsForm":
        names = ("bio_short", "bio_long", "lineup", "cancellation_terms", "exact_fees")
        form = cls(data, initial={name: getattr(kit, name) for name in names} | {"hero": kit.hero_id})
        row_field(form, "hero").queryset = PartyPhoto.objects.filter(party=kit.party).select_related("picture")
        return form


class RiderForm(ActionForm):
    rider_text = _long_text(
        "rider_text",
        _("What you need"),
        _("Power, PA, monitors, backline, times, crew. Shown as text on your page."),
        14,
    )

    @classmethod
    def of(cls, kit: PressKit, data=None) -> "RiderForm":
        return cls(data, initial={"rider_text": kit.rider_text})


class RiderDocumentForm(ActionForm):
    file = forms.FileField(
        label=_("Rider as a PDF"),
        help_text=_("We remove scripts and personal data, then offer it for download."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )


class QuoteForm(ActionForm):
    """What was said of the band."""

    text = forms.CharField(label=_("Quote"), max_length=QUOTE_MAX, widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(
        label=_("Source"), max_length=LINE_MAX, help_text=_("Such as “Visions 345” or “Anna, Harbour Cellar”")
    )
    url = forms.CharField(label=_("Link to the source"), max_length=URL_MAX, required=False)
    said_on = forms.DateField(label=_("When"), required=False, widget=DateInput())


class EmbedForm(ActionForm):
    """A player of one of four providers."""

    pasted = forms.CharField(
        label=_("Link or embed code"),
        max_length=PASTED_MAX,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "A link from Spotify, SoundCloud or YouTube, or Bandcamp’s embed code. The player only loads "
            "on a click, for your visitors’ privacy."
        ),
    )
    title = forms.CharField(label=_("Title"), max_length=LINE_MAX, required=False)


class EmbedChangeForm(EmbedForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pasted"].required = False
        self.fields["pasted"].help_text = _("Leave blank to keep the current player.")


class TrackChangeForm(ActionForm):
    """What a recording is called, and who hears it."""

    title = forms.CharField(label=_("Title"), max_length=LINE_MAX)
    is_unlisted = forms.BooleanField(
        label=_("Unlisted"), required=False, help_text=_("Only played through private links you choose.")
    )


class TrackForm(TrackChangeForm):
    file = forms.FileField(
        label=_("Recording"),
        help_text=_("WAV, MP3, FLAC, Ogg or M4A. Converting it takes a moment."),
        widget=forms.ClearableFileInput(attrs={"accept": SOUNDS}),
    )
    field_order = ["file", "title", "is_unlisted"]


class FigureForm(ActionForm):
    """A number, with its day and its source."""

    kind = forms.ChoiceField(label=_("What you’re counting"), choices=FigureKind.choices)
    label = forms.CharField(
        label=_("Or something else"), max_length=LINE_MAX, required=False, help_text=_("Such as “Streams of Silt”")
    )
    value = forms.IntegerField(label=_("How many"), min_value=0, max_value=FIGURE_MAX)
    as_of = forms.DateField(label=_("Date"), widget=DateInput())
    source = forms.CharField(
        label=_("Source"), max_length=URL_MAX, required=False, help_text=_("A link, or text such as “own count”")
    )


PIECE_FORMS: dict[str, tuple[type[ActionForm], type[ActionForm]]] = {
    "quotes": (QuoteForm, QuoteForm),
    "embeds": (EmbedForm, EmbedChangeForm),
    "tracks": (TrackForm, TrackChangeForm),
    "figures": (FigureForm, FigureForm),
}
"""The form that adds to a list, and the one that changes what is in it."""


class KitLinkForm(ActionForm):
    """For whom a private link is, how long it works and what it shows."""

    label = forms.CharField(
        label=_("Who it’s for"), max_length=LINE_MAX, help_text=_("Only you see this: “Booker of the Harbour Cellar”")
    )
    expires_on = forms.DateField(
        label=_("Expires on"), widget=DateInput(), help_text=_("You can revoke it before then.")
    )
    shows_unlisted = forms.BooleanField(label=_("Include unlisted tracks"), required=False)
    shows_exact_fees = forms.BooleanField(label=_("Include exact fees"), required=False)

    @staticmethod
    def initial_on(today: dt.date) -> dict[str, Any]:
        return {"expires_on": today + dt.timedelta(days=30), "shows_unlisted": True}


class InputLineForm(forms.Form):
    """A row of the input list; one without any words is none."""

    channel = forms.IntegerField(label=_("Channel"), min_value=1, max_value=CHANNEL_MAX, required=False)
    source = forms.CharField(label=_("Instrument"), max_length=INPUT_LENGTHS["source"], required=False)
    mic = forms.CharField(label=_("Microphone or DI"), max_length=INPUT_LENGTHS["mic"], required=False)
    stand = forms.CharField(label=_("Stand"), max_length=INPUT_LENGTHS["stand"], required=False)
    is_phantom = forms.BooleanField(label=_("48 V"), required=False)
    notes = forms.CharField(label=_("Notes"), max_length=INPUT_LENGTHS["notes"], required=False)

    @property
    def is_blank(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in ("source", "mic", "stand", "notes"))

    def clean(self) -> dict:
        super().clean()
        if not self.is_blank and not self.errors:
            for name in ("channel", "source"):
                if not self.cleaned_data.get(name):
                    self.add_error(name, _("This field is required."))
        return self.cleaned_data


class InputLinesBase(BaseFormSet):
    def clean(self) -> None:
        """Every channel once: the second row that names it is the wrong one."""
        seen: set[int] = set()
        for form in self.forms:
            channel = form.cleaned_data.get("channel") if form.is_valid() and not form.is_blank else None
            if channel in seen and not form.cleaned_data.get("DELETE"):
                form.add_error("channel", _("This channel is already used above."))
            elif channel:
                seen.add(channel)

    def lines(self) -> list[InputLine]:
        """What the rows say, without those that are blank or ticked for removal."""
        rows = [form.cleaned_data for form in self.forms if not form.is_blank and not form.cleaned_data.get("DELETE")]
        return [InputLine(**{name: row[name] for name in row if name != "DELETE"}) for row in rows]

    @classmethod
    def of(cls, lines: Sequence[InputLine], data=None) -> Self:
        """The rows there are, and some blank ones with the channels that come next."""
        following = lines[-1].channel + 1 if lines else 1
        blanks = [{"channel": number} for number in range(following, following + BLANK_ROWS) if number <= CHANNEL_MAX]
        return cls(data, initial=[*map(asdict, lines), *blanks][:INPUTS_MAX], prefix="lines")


# The factory derives its classes from the ones it is given, which the stubs do not know.
InputLines = cast(
    type[InputLinesBase],
    formset_factory(
        InputLineForm,
        InputLinesBase,
        extra=0,
        can_delete=True,
        max_num=INPUTS_MAX,
        absolute_max=INPUTS_MAX + BLANK_ROWS,
    ),
)


class PlotItemForm(forms.Form):
    """Something on the stage, by what it is and where it stands; one of no kind is none."""

    kind = forms.ChoiceField(label=_("What"), choices=[("", "–"), *PlotKind.choices], required=False)
    label = forms.CharField(label=_("Label"), max_length=LABEL_MAX, required=False)
    x = forms.IntegerField(label=_("From the left, %"), min_value=0, max_value=100, required=False)
    y = forms.IntegerField(label=_("From the back, %"), min_value=0, max_value=100, required=False)
    rotation = forms.IntegerField(
        label=_("Turned by, °"),
        min_value=0,
        max_value=359,
        required=False,
        widget=forms.NumberInput(attrs={"step": TURNS}),
    )

    @property
    def is_blank(self) -> bool:
        return not self.cleaned_data.get("kind")

    def clean(self) -> dict:
        super().clean()
        if self.is_blank and self.cleaned_data.get("label") and "kind" not in self.errors:
            self.add_error("kind", _("Choose an item."))
        if self.cleaned_data.get("kind") == PlotKind.TEXT and not self.cleaned_data.get("label"):
            self.add_error("label", _("This field is required."))
        return self.cleaned_data

    def item(self) -> PlotItem:
        """What has no place yet stands in the middle."""
        said = self.cleaned_data
        x, y = (50 if said[name] is None else said[name] for name in ("x", "y"))
        return PlotItem(kind=said["kind"], x=x, y=y, rotation=said["rotation"] or 0, label=said["label"])


class PlotItemsBase(BaseFormSet):
    def items(self) -> list[PlotItem]:
        """What stands on the stage, without what is ticked for removal."""
        return [form.item() for form in self.forms if not form.is_blank and not form.cleaned_data.get("DELETE")]

    @classmethod
    def of(cls, items: Sequence[PlotItem], data=None) -> Self:
        blanks: list[dict[str, Any]] = [{} for _row in range(BLANK_ROWS)]
        return cls(data, initial=[*map(asdict, items), *blanks][:PLOT_MAX], prefix="items")


PlotItems = cast(
    type[PlotItemsBase],
    formset_factory(
        PlotItemForm, PlotItemsBase, extra=0, can_delete=True, max_num=PLOT_MAX, absolute_max=PLOT_MAX + BLANK_ROWS
    ),
)
