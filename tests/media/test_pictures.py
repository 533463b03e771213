"""Pictures of every kind come out alike: upright, sRGB, eight bits, and nothing but what one sees."""

import io
import zipfile
import zlib

import pytest
from PIL import Image, ImageCms

from media.encoding.asking import rendered
from media.encoding.pictures import render
from tests.media.making import picture_bytes
from web.sandbox.errors import Refused

pytestmark = pytest.mark.heavy

ORANGE, BLACK = (230, 120, 20), (0, 0, 0)


def render_bytes(content, folder):
    (folder / "original").write_bytes(content)
    return render(folder / "original", folder, lambda _percent: None)


@pytest.fixture
def drawn(tmp_path):
    """A function that renders an upload and opens one of the results."""

    def draw(content, form="webp"):
        result = render_bytes(content, tmp_path)
        last = [made for made in result["files"] if made["format"] == form][-1]
        picture = Image.open(tmp_path / last["file"])
        picture.load()
        return picture

    return draw


def saved(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def is_near(pixel, expected):
    return all(abs(one - other) < 30 for one, other in zip(pixel[:3], expected, strict=True))


def test_a_picture_is_drawn_in_every_width_and_format(tmp_path):
    result = render_bytes(picture_bytes(1300, 800), tmp_path)
    made = {(file["format"], file["width"]) for file in result["files"]}
    widths = (320, 640, 1024, 1300)
    assert made == {(form, width) for form in ("avif", "webp") for width in widths} | {("jpeg", 1024), ("jpeg", 1300)}
    assert (result["width"], result["height"]) == (1300, 800)
    for file in result["files"]:
        with Image.open(tmp_path / file["file"]) as picture:
            assert (picture.format.lower(), picture.size) == (file["format"], (file["width"], file["height"]))


def test_a_picture_is_turned_upright_and_loses_where_it_was_taken(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    exif[0x010E] = "my home address"
    exif.get_ifd(0x8825)[2] = (53.0, 33.0, 1.0)
    result = render_bytes(picture_bytes(600, 400, exif=exif, comment="my home address"), tmp_path)
    assert (result["width"], result["height"]) == (400, 600)
    for file in result["files"]:
        with Image.open(tmp_path / file["file"]) as picture:
            assert not picture.getexif()
            assert not {"exif", "xmp", "icc_profile", "comment"} & {
                name for name, value in picture.info.items() if value
            }
        assert b"my home address" not in (tmp_path / file["file"]).read_bytes()


def test_a_transparent_picture_stays_so_except_as_a_jpeg(drawn):
    content = picture_bytes(kind="PNG", mode="RGBA")
    assert drawn(content, "webp").mode == drawn(content, "avif").mode == "RGBA"
    assert is_near(drawn(content, "jpeg").getpixel((5, 5)), (255, 255, 255))


@pytest.mark.parametrize("mode", ["CMYK", "L", "YCbCr"])
def test_other_colour_spaces_become_rgb(drawn, mode):
    colours = Image.new("RGB", (400, 300), ORANGE).convert(mode)
    expected = colours.convert("RGB").getpixel((5, 5))
    picture = drawn(saved(colours, "JPEG"))
    assert picture.mode == "RGB"
    assert is_near(picture.getpixel((5, 5)), expected)


def test_a_palette_with_a_transparent_entry_stays_transparent(drawn):
    palette = Image.new("RGB", (400, 300), ORANGE).quantize(4)
    picture = drawn(saved(palette, "PNG", transparency=palette.getpixel((0, 0))))
    assert picture.getpixel((5, 5))[3] == 0


def test_sixteen_bits_are_scaled_and_not_cut_off(drawn):
    grey = Image.new("I;16", (400, 300), 0x8000)
    assert is_near(drawn(saved(grey, "PNG")).getpixel((5, 5)), (128, 128, 128))


def test_colours_with_a_profile_are_converted(drawn):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain, broken = picture_bytes(), picture_bytes(icc_profile=b"no profile")
    assert drawn(broken).getpixel((5, 5)) == drawn(plain).getpixel((5, 5))
    assert drawn(picture_bytes(icc_profile=profile)).mode == "RGB"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_of_an_animation_the_first_frame_is_kept(drawn, kind):
    first, second = Image.new("RGB", (400, 300), ORANGE), Image.new("RGB", (400, 300), BLACK)
    picture = drawn(saved(first, kind, save_all=True, append_images=[second] * 3, duration=100))
    assert getattr(picture, "n_frames", 1) == 1
    assert is_near(picture.getpixel((5, 5)), ORANGE)


def test_what_is_hidden_behind_a_picture_does_not_survive(tmp_path):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as hidden:
        hidden.writestr("index.html", "<script>alert(1)</script>")
    result = render_bytes(picture_bytes() + archive.getvalue() + b"<script>alert(1)</script>", tmp_path)
    for file in result["files"]:
        content = (tmp_path / file["file"]).read_bytes()
        assert b"script" not in content
        assert not zipfile.is_zipfile(io.BytesIO(content))


def bomb():
    """A PNG that says to have 40,000 by 40,000 pixels."""
    content = bytearray(picture_bytes(kind="PNG"))
    content[16:24] = (40_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (picture_bytes()[:-500], "damaged"),
        (picture_bytes(kind="PNG")[:300], "damaged"),
        (picture_bytes()[:300], "no_picture"),
        (picture_bytes(kind="WEBP")[:200], "no_picture"),
        (picture_bytes(kind="AVIF").replace(b"pitm", b"none"), "no_picture"),
        (bomb(), "too_many_pixels"),
        (b"", "no_picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "no_picture"),
        (picture_bytes(kind="GIF", mode="P"), "no_picture"),
        (picture_bytes(kind="TIFF"), "no_picture"),
    ],
    ids=[
        "cut jpeg",
        "cut png",
        "cut in the head",
        "cut webp",
        "empty avif",
        "bomb",
        "empty",
        "head alone",
        "gif",
        "tiff",
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_reason(content, code):
    with pytest.raises(Refused) as refusal, rendered("pictures", io.BytesIO(content)):
        pass
    assert refusal.value.code == code
