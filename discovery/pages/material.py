"""Press material in one ZIP file, written while it is sent: nothing of it lies on a disk, and little in memory."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bands.press.plots import render_stage_plot
from discovery.pdf import rider_pdf, stage_plot_pdf
from discovery.queries.acts import ActPage
from media.models import Picture
from web.meta import absolute
from web.spreadsheets import table

CHUNK_BYTES = 256 * 1024
NAME_MAX = 40
UNREADABLE = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])
Part = tuple[str, Callable[[], Iterable[bytes]]]
"""The name of a file in the folder, and its content in chunks, made when its turn has come."""


def press_material(page: ActPage, sheet: Callable[[], bytes]) -> Iterator[Part]:
    """Everything the press may have of an act: `sheet` makes the page as a PDF. Names are plain ASCII, whatever
    anything is called."""
    kit = page.kit
    pictures = [photo.picture for photo in kit.photos if photo.picture.rendition("jpeg")]
    names = [_photo_name(place, picture) for place, picture in enumerate(pictures, start=1)]
    yield "README.txt", lambda: [_readme(page, list(zip(names, pictures, strict=True)))]
    yield "press-kit.pdf", lambda: [sheet()]
    if kit.bio_short or kit.bio_long:
        yield "bio.txt", lambda: [_text(kit.bio_short, kit.bio_long)]
    for name, picture in zip(names, pictures, strict=True):
        yield name, lambda picture=picture: _file(picture.rendition("jpeg", picture.width).name)  # type: ignore[misc]  # bound early
    if kit.rider_document and (kept := kit.rider_document.rendition("pdf")):
        yield "technical-rider.pdf", lambda: _file(kept.name)
    elif kit.rider_text or kit.inputs:
        yield "technical-rider.pdf", lambda: [rider_pdf(page)]
    if kit.plot:
        yield "stage-plot.svg", lambda: [str(render_stage_plot(kit.plot)).encode()]
        yield "stage-plot.pdf", lambda: [stage_plot_pdf(page)]
    if kit.inputs:
        yield "input-list.csv", lambda: [_inputs(page)]


def zipped(parts: Iterable[Part], page: ActPage) -> Iterator[bytes]:
    """The parts as a ZIP file in a folder named after the act, in chunks. A photo that its store has lost is left
    out."""
    sent = _Outlet()
    changed = (page.kit.published_at or page.party.changed_at).astimezone(dt.UTC)
    with zipfile.ZipFile(sent, "w") as archive:
        for name, content in parts:
            entry = zipfile.ZipInfo(f"{page.party.slug}-press-kit/{name}", changed.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            is_text = name.endswith((".txt", ".csv", ".svg"))
            entry.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
            with archive.open(entry, "w") as file:
                for chunk in content():
                    file.write(chunk)
                    yield sent.taken()
            yield sent.taken()
    yield sent.taken()


class _Outlet(io.RawIOBase):
    """What zipfile writes into; it cannot go back, so sizes follow behind each file."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        held, self._held = bytes(self._held), bytearray()
        return held


def _file(name: str) -> Iterator[bytes]:
    try:
        with default_storage.open(name) as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
    except FileNotFoundError:
        return


def _photo_name(place: int, picture: Picture) -> str:
    return f"photos/{place:02}-{slugify(picture.alt)[:NAME_MAX].strip('-') or 'photo'}.jpg"


def _readme(page: ActPage, photos: list[tuple[str, Picture]]) -> bytes:
    party = page.party
    lines = [party.name, absolute(reverse("discovery:act", args=[party.slug])), ""]
    lines += [_("Use this to announce a show, with photo credits."), ""]
    lines += [_credit(name, picture) for name, picture in photos]
    lines += ["", *(f"{link.label}: {link.url}" for link in page.links)]
    return _text("\n".join(lines))


def _credit(name: str, picture: Picture) -> str:
    credit = _("Photo: %(name)s") % {"name": picture.credit} if picture.credit else ""
    return " – ".join(filter(None, [name, " ".join(picture.alt.split()), credit]))


def _inputs(page: ActPage) -> bytes:
    headings = [_("Channel"), _("Instrument"), _("Microphone or DI"), _("Stand"), _("48 V"), _("Notes")]
    lines = (
        (line.channel, line.source, line.mic, line.stand, _("yes") if line.is_phantom else "", line.notes)
        for line in page.kit.inputs
    )
    return table(headings, lines).encode()


def _text(*parts: str) -> bytes:
    """Texts with an empty line between them, lines ended as every system reads them."""
    whole = "\n\n".join(part.strip() for part in parts if part.strip()).translate(UNREADABLE)
    return f"{whole}\n".replace("\r\n", "\n").replace("\n", "\r\n").encode()
