"""What is heard and measured, in the templates of sessions: `{% load studio %}`."""

from decimal import Decimal

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.formats import localize
from django.utils.safestring import SafeString

from media.files.renditions import Rendition
from media.models import Sound
from media.templatetags.media import CODECS
from studio.forms.work import say_ms
from studio.models import ProjectFile, SessionFile
from studio.pages.work import FORMATS, formats_of

register = template.Library()


@register.inclusion_tag("studio/_heard.html")
def heard(file: SessionFile | ProjectFile, is_marked: bool) -> dict[str, object]:
    """`{% heard file is_marked %}`: a recording to listen to; nothing before it is prepared."""
    if isinstance(file, SessionFile):
        view, owner = "studio:session_heard", file.session_id
    else:
        view, owner = "studio:project_heard", file.project_id
    forms = formats_of(file.preview, is_marked=is_marked)
    return {
        "name": file.file.name,
        "sources": [(CODECS[form], reverse(view, args=[owner, file.pk, form])) for form in forms],
    }


@register.filter
def audio_type(form: str) -> str:
    """The media type and codec of a copy: `{{ form|audio_type }}`."""
    return CODECS[form]


@register.filter
def seconds(milliseconds: int | None) -> str:
    """For a script: 61500 is "61.500"."""
    return f"{(milliseconds or 0) / 1000:.3f}"


@register.filter
def decibels(gain: float) -> str:
    """For a script: with a point in every language."""
    return f"{gain:.1f}"


@register.filter
def moment_of(milliseconds: int) -> str:
    """A moment of a recording, "1:23.4"."""
    return say_ms(milliseconds)


@register.filter
def kilohertz(hertz: int) -> str:
    """A sampling rate: 44100 is "44.1", in German "44,1"."""
    return str(localize(Decimal(hertz) / 1000))


@register.filter
def recordings(sound: Sound) -> list[Rendition]:
    """The files of a recording that browsers play, the smaller one first."""
    return [found for form in FORMATS if (found := sound.rendition(form))]


@register.simple_tag
def files_elsewhere() -> SafeString:
    """`data-elsewhere` where files may come from another origin: a browser lets no script turn those but by volume."""
    return SafeString("data-elsewhere" if settings.CSP_MEDIA_ORIGINS else "")
