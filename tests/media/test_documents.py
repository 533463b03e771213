"""PDFs are counted, cleaned and written anew, or refused."""

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from media.encoding.asking import rendered
from tests.media.making import document_bytes
from web.sandbox.errors import Refused


def render_bytes(content):
    with rendered("documents", io.BytesIO(content)) as (folder, result):
        return result, (folder / "document.pdf").read_bytes()


def private(writer: PdfWriter):
    writer.add_metadata({"/Author": "my home address", "/Producer": "my home address"})
    writer.xmp_metadata = b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/">my home address</x:xmpmeta>'


def linked(writer: PdfWriter):
    writer.add_annotation(0, Link(rect=(0, 0, 50, 50), url="https://example.org/rider"))


def acting(kind):
    """Something that happens when the document is opened."""

    def change(writer: PdfWriter):
        action = {"/S": f"/{kind}"}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject(name): NameObject(value) for name, value in action.items()}
        )

    return change


def deep_action(writer: PdfWriter):
    """The same, out of sight: in a field of a page, inside lists."""
    action = DictionaryObject({NameObject("/JS"): TextStringObject("app.alert(1)")})
    writer.pages[0][NameObject("/AA")] = ArrayObject([ArrayObject([DictionaryObject({NameObject("/O"): action})])])


def test_a_document_is_counted_and_loses_who_wrote_it():
    result, content = render_bytes(document_bytes(3, private) + b"\n<script>alert(1)</script>")
    assert (result["pages"], result["bytes"]) == (3, len(content))
    assert len(PdfReader(io.BytesIO(content)).pages) == 3
    assert b"my home address" not in content
    assert b"script" not in content


def test_links_to_the_web_are_no_program():
    _result, content = render_bytes(document_bytes(1, linked))
    assert PdfReader(io.BytesIO(content)).pages[0]["/Annots"][0]["/A"]["/URI"] == "https://example.org/rider"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (document_bytes(61), "too_many_pages"),
        (document_bytes(1, lambda writer: writer.encrypt("secret")), "locked"),
        (document_bytes(1, acting("JavaScript")), "has_program"),
        (document_bytes(1, lambda writer: writer.add_attachment("a.exe", b"MZ")), "has_program"),
        (document_bytes(1, acting("Launch")), "has_program"),
        (document_bytes(1, acting("SubmitForm")), "has_program"),
        (document_bytes(1, deep_action), "has_program"),
        (document_bytes()[:200], "damaged"),
        (b"%PDF-1.7\n", "damaged"),
        (b"<html>%PDF-1.7", "no_document"),
        (b"", "no_document"),
    ],
    ids=["long", "locked", "script", "file", "launch", "form", "deep", "cut", "head alone", "html", "empty"],
)
def test_what_is_no_fitting_document_is_refused_with_its_reason(content, code):
    with pytest.raises(Refused) as refusal:
        render_bytes(content)
    assert refusal.value.code == code
