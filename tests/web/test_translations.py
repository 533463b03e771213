"""Translations are compiled without gettext, when they have changed."""

import gettext
import os

from django.core.management import call_command

from web.translations import compile_translations

TEXTS = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "night"
msgid_plural "%d nights"
msgstr[0] "Abend"
msgstr[1] "%d Abende"

#, fuzzy
msgid "act"
msgstr "Akt"
"""


def a_catalogue(folder):
    source = folder / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(TEXTS)
    return source


def test_compiled_translations_are_read_by_gettext(tmp_path):
    a_catalogue(tmp_path)
    compile_translations([tmp_path])
    german = gettext.translation("django", tmp_path, ["de"])
    assert german.ngettext("night", "%d nights", 2) == "%d Abende"
    assert german.gettext("act") == "act"


def test_translations_are_compiled_again_only_when_they_change(tmp_path):
    source = a_catalogue(tmp_path)
    compiled = source.with_suffix(".mo")
    assert compile_translations([tmp_path]) == [compiled]
    assert compile_translations([tmp_path]) == []
    later = compiled.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert compile_translations([tmp_path]) == [compiled]
    assert list(source.parent.glob("*.mo")) == [compiled]


def test_compilemessages_needs_no_gettext(tmp_path, settings, monkeypatch, capsys):
    settings.LOCALE_PATHS = [tmp_path]
    monkeypatch.setenv("PATH", "")
    source = a_catalogue(tmp_path)
    call_command("compilemessages")
    assert capsys.readouterr().out == f"{source.with_suffix('.mo')}\n"
