"""What a band tells strangers of a night."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from availability.states import NightState


class ShareStatus(models.TextChoices):
    """What a shared link says of a night: who is missing, or has not said, is nobody's business outside the band."""

    AVAILABLE = "available", _("Available")
    ON_REQUEST = "on_request", _("On request")
    NOT_AVAILABLE = "not_available", _("Not available")


SHARED_AS = {
    NightState.GREEN: ShareStatus.AVAILABLE,
    NightState.AMBER: ShareStatus.ON_REQUEST,
    NightState.SHORT: ShareStatus.ON_REQUEST,
    NightState.UNKNOWN: ShareStatus.ON_REQUEST,
    NightState.RED: ShareStatus.NOT_AVAILABLE,
}


class Provider(models.TextChoices):
    """Whose players a press kit may hold."""

    SPOTIFY = "spotify", "Spotify"
    SOUNDCLOUD = "soundcloud", "SoundCloud"
    BANDCAMP = "bandcamp", "Bandcamp"
    YOUTUBE = "youtube", "YouTube"


class FigureKind(models.TextChoices):
    """What a number in a press kit counts."""

    DRAW = "draw", _("People at our own shows")
    SPOTIFY = "spotify", _("Monthly listeners on Spotify")
    BANDCAMP = "bandcamp", _("Supporters on Bandcamp")
    YOUTUBE = "youtube", _("Subscribers on YouTube")
    INSTAGRAM = "instagram", _("Followers on Instagram")
    TIKTOK = "tiktok", _("Followers on TikTok")
    FACEBOOK = "facebook", _("Followers on Facebook")
    SHOWS = "shows", _("Shows in the last twelve months")
    RECORDS = "records", _("Records sold")
    OTHER = "other", _("Something else")


class PlotKind(models.TextChoices):
    """What stands on a stage plot."""

    PERSON = "person", _("Person")
    VOCAL_MIC = "vocal_mic", _("Vocal microphone")
    INSTRUMENT_MIC = "instrument_mic", _("Instrument microphone")
    GUITAR_AMP = "guitar_amp", _("Guitar amplifier")
    BASS_AMP = "bass_amp", _("Bass amplifier")
    DRUM_KIT = "drum_kit", _("Drum kit")
    PERCUSSION = "percussion", _("Percussion")
    KEYS = "keys", _("Keyboard")
    PIANO = "piano", _("Grand piano")
    STRINGS = "strings", _("Stand-up bass or cello")
    DJ_TABLE = "dj_table", _("DJ table")
    LAPTOP = "laptop", _("Table with machines")
    MONITOR = "monitor", _("Monitor wedge")
    DI = "di", _("DI box")
    POWER = "power", _("Power socket")
    RISER = "riser", _("Riser")
    MUSIC_STAND = "music_stand", _("Music stand")
    CHAIR = "chair", _("Chair")
    TEXT = "text", _("Label")
