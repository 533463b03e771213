import datetime as dt
import io

import pytest
from openpyxl import Workbook

from show_imports.lists.bounds import Refused
from show_imports.lists.columns import guess_columns
from show_imports.lists.reading import packed, read_list, unpacked
from show_imports.lists.tables import read_table


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_by_its_own_encoding_and_delimiter(encoding, delimiter):
    text = "\r\n".join(delimiter.join(cells) for cells in (["Datum", "Ort"], ["2027-03-04", "Café Größenwahn"]))
    table = read_table(text.encode(encoding))
    assert table.headings == ["Datum", "Ort"]
    assert table.rows == [(2, ["2027-03-04", "Café Größenwahn"])]


def test_a_quoted_cell_may_hold_the_delimiter_and_line_ends():
    table = read_table(b'Date,Venue\n2027-03-04,"A, ""B""\nand C"\n\n2027-03-05,D,more\n')
    assert table.rows == [(2, ["2027-03-04", 'A, "B"\nand C', ""]), (4, ["2027-03-05", "D", "more"])]
    assert table.headings == ["Date", "Venue", "#3"]


def test_headings_are_told_apart():
    assert read_table(b"Date,Date,,Date\n1,2,3,4\n").headings == ["Date", "Date (2)", "#3", "Date (3)"]


def test_a_spreadsheet_gives_its_dates_and_times_as_text():
    book = Workbook()
    book.active.append(["Date", "Time", "Serial", "Sum", "Number"])
    book.active.append([dt.datetime(2027, 3, 4), dt.time(19, 30), 46450, "=1+1", 7.0])
    file = io.BytesIO()
    book.save(file)
    # A formula that no spreadsheet has reckoned yet has no value.
    assert read_list(file.getvalue()).rows == [[2, ["2027-03-04T00:00:00", "19:30:00", "46450", "", "7"]]]


def test_a_table_is_kept_as_it_is():
    table = read_table("Date;Venue\n2027-03-04;Größenwahn\n".encode())
    again = unpacked(packed(table))
    assert again.headings == table.headings
    assert [tuple(row) for row in again.rows] == table.rows


def test_a_child_that_is_ended_is_no_crash(monkeypatch):
    monkeypatch.setattr("web.sandbox.parent.command", lambda *_given: ["/bin/sh", "-c", "kill -9 $$"])
    with pytest.raises(Refused, match="takes_too_long"):
        read_list(b"Date\n2027-03-04\n")


def test_columns_are_guessed_by_their_headings_each_once():
    headings = ["program_id", "location", "venue", "date", "time", "event_type"]
    assert guess_columns(headings, "band") == {
        "date": "date", "starts": "time", "venue": "venue", "city": "location", "title": "event_type",
        "number": "program_id",
    }  # fmt: skip
    assert guess_columns(["Datum", "Uhrzeit", "Bühne", "Künstler"], "venue") == {
        "date": "Datum", "starts": "Uhrzeit", "stage": "Bühne", "act": "Künstler",
    }  # fmt: skip
