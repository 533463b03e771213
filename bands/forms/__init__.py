"""Forms about bands."""

from bands.forms.asks import AnswerForm, PollForm
from bands.forms.bands import BandForm, NewBandForm, SoloForm
from bands.forms.musicians import MusicianForm, MusicianSearchForm
from bands.forms.press import (
    PIECE_FORMS,
    EmbedForm,
    FigureForm,
    InputLines,
    KitLinkForm,
    PlotItems,
    QuoteForm,
    RiderDocumentForm,
    RiderForm,
    TextsForm,
    TrackForm,
)
from bands.forms.shares import ShareForm

__all__ = [
    "PIECE_FORMS",
    "AnswerForm",
    "BandForm",
    "EmbedForm",
    "FigureForm",
    "InputLines",
    "KitLinkForm",
    "MusicianForm",
    "MusicianSearchForm",
    "NewBandForm",
    "PlotItems",
    "PollForm",
    "QuoteForm",
    "RiderDocumentForm",
    "RiderForm",
    "ShareForm",
    "SoloForm",
    "TextsForm",
    "TrackForm",
]
