"""Pictures: opened with suspicion, and drawn anew, so that nothing of the file survives but what one sees.

What goes: metadata of every kind (place, camera, names, thumbnails), colour profiles (converted to sRGB), whatever a
file hides before, between or after its pixels, and all frames of an animation but the first.
"""

import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageOps

from media.encoding.limits import PICTURE_PIXELS_MAX, PICTURE_SIDE_MIN, PICTURE_WIDTHS
from web.sandbox.errors import Refused

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
SAVED: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 58, "speed": 8, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "jpeg": {"format": "JPEG", "quality": 84, "progressive": True, "optimize": True},
}
JPEG_WIDTH = 1024
"""What old mail programs and browsers show; the largest is a JPEG too, for whoever prints it."""
PAPER = (255, 255, 255)
MALFORMED = (
    OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError, OverflowError, MemoryError,
    RuntimeError,
)  # fmt: skip
"""What Pillow raises for files that are not what they say; libavif's errors are a RuntimeError."""


def look(file: BinaryIO) -> tuple[int, int]:
    """Width and height of an upload by its header, before a pixel is decoded. Raises `Refused`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our bound is tighter
        try:
            with Image.open(file, formats=FORMATS) as picture:
                _check_size(*picture.size)
                return picture.size
        except Image.DecompressionBombError as error:
            raise Refused("too_many_pixels") from error
        except MALFORMED as error:
            raise Refused("no_picture") from error


def render(source: Path, folder: Path, say: Callable[[int], None]) -> dict[str, Any]:
    """Draw the picture in every width and format into the folder; what was made, smallest first. Raises `Refused`."""
    with source.open("rb") as file:
        look(file)
    try:
        picture = _decoded(source)
    except Image.DecompressionBombError as error:
        raise Refused("too_many_pixels") from error
    except MALFORMED as error:
        raise Refused("damaged") from error
    say(15)
    made = []
    widths = [width for width in PICTURE_WIDTHS if width < picture.width] + [min(picture.width, PICTURE_WIDTHS[-1])]
    for step, width in enumerate(widths, start=1):
        made += _written(_resized(picture, width), _formats(width, widths), folder)
        say(15 + 80 * step // len(widths))
    return {"width": picture.width, "height": picture.height, "files": made}


def _check_size(width: int, height: int) -> None:
    if width * height > PICTURE_PIXELS_MAX:
        raise Refused("too_many_pixels")
    if min(width, height) < PICTURE_SIDE_MIN:
        raise Refused("too_small")


def _decoded(source: Path) -> Image.Image:
    """The first frame, upright, in sRGB, no wider than the widest we keep, with nothing attached."""
    widest = PICTURE_WIDTHS[-1]
    with warnings.catch_warnings(), Image.open(source, formats=FORMATS) as picture:
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        profile = picture.info.get("icc_profile", b"")
        picture.draft(None, (widest, widest))
        upright = ImageOps.exif_transpose(_eight_bits(picture))
        # A tall one is bounded too: its width alone says nothing of its pixels.
        upright.thumbnail((widest, 2 * widest), Image.Resampling.LANCZOS, reducing_gap=3.0)
        clean = _in_srgb(upright, profile)
    clean.info = {}
    return clean


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Sixteen bits of grey are scaled: Pillow would cut them off. Everything else comes with eight already."""
    if not picture.mode.startswith("I"):
        return picture
    scaled = picture.convert("I").point(lambda value: value / 256).convert("L")
    scaled.info = picture.info
    return scaled


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = mode if picture.mode == "RGBA" else "RGB"
            converted = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"), outputMode=target)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile is as good as none
        else:
            if converted is not None:
                return converted
    return picture.convert(mode)


def _resized(picture: Image.Image, width: int) -> Image.Image:
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _formats(width: int, widths: list[int]) -> list[str]:
    is_jpeg = width in (widths[-1], JPEG_WIDTH)
    return ["avif", "webp", "jpeg"] if is_jpeg else ["avif", "webp"]


def _written(picture: Image.Image, formats: list[str], folder: Path) -> list[dict[str, Any]]:
    made = []
    for name in formats:
        file = f"{picture.width}.{name}"
        shown = _on_paper(picture) if name == "jpeg" else picture
        shown.save(folder / file, **SAVED[name])
        made.append({"format": name, "width": picture.width, "height": picture.height, "file": file})
    return made


def _on_paper(picture: Image.Image) -> Image.Image:
    """A JPEG knows no transparency."""
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, PAPER)
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper
