"""A file of a kind that is not read gets a sentence that says what it is and what to do, on every way in."""

import gzip

import pytest

from icp_core.errors import UserError
from icp_core.ingest import KINDS, read_raw
from icp_core.ingest.reading.kinds import READ
from tests.core.ingest.files import raw, written
from tests.core.ingest.workbook_files import workbook, zipped

TABLE = b"id,name\n1,Ann\n2,Bob\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)

REFUSED = {
    "a.pdf": (b"%PDF-1.7 ...", "a PDF document", "Export the table itself"),
    "a.json": (b'{\n  "rows": []\n}', "a JSON file", "From JSON"),
    "list.json": (b'[{"id": 1}]', "a JSON file", "From JSON"),
    "a.xml": (b"<?xml version='1.0'?><rows><r/></rows>", "an XML file", "save it as an Excel workbook"),
    "a.numbers": (zipped({"Index/Tables/DataList.iwa": b"x", "Data/x.csv": TABLE}), "an Apple Numbers", "Export To"),
    "a.pages": (zipped({"Index/Document.iwa": b"x"}), "an Apple document", "Export To"),
    "a.docx": (zipped({"word/document.xml": b"x", "word/x.csv": TABLE}), "a Word document", "Copy the table"),
    "a.pptx": (zipped({"ppt/presentation.xml": b"x"}), "a PowerPoint presentation", "Copy the table"),
    "a.doc": (OLE + "WordDocument".encode("utf-16-le"), "a Word document", "Copy the table"),
    "a.msg": (OLE + "__substg1.0_0037001F".encode("utf-16-le"), "an Outlook message", "attached table"),
    "a.gsheet": (b'{"url": "https://docs.google.com/spreadsheets/d/x"}', "a link to a Google sheet", "File, Download"),
    "a.mht": (b"MIME-Version: 1.0\nContent-Type: multipart/related", "a web archive", "save it as an Excel workbook"),
    "a.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(80), "a 7z archive", "Unpack it"),
    "a.tgz": (gzip.compress(b"a" * 257 + b"ustar" + bytes(300)), "a tar archive", "Unpack it"),
    "a.rar": (b"Rar!\x1a\x07" + bytes(80), "a RAR archive", "Unpack it"),
    "a.db": (b"SQLite format 3\x00" + bytes(80), "an SQLite database", "from the database"),
    "a.accdb": (b"\x00\x01\x00\x00Standard ACE DB\x00" + bytes(80), "an Access database", "from the database"),
    "a.png": (b"\x89PNG\r\n\x1a\n" + bytes(80), "a picture", "Export the table itself"),
    "login.xls": (b"<html><body><form>Log in</form></body></html>", "web page .HTML. without a table", "Log in again"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_of_another_kind_is_refused_with_what_it_is_and_what_to_do(tmp_path, name: str) -> None:
    content, what, remedy = REFUSED[name]
    with pytest.raises(UserError, match=rf"^{name}: .*{what}.*{remedy}"):
        raw(tmp_path, content, name)


@pytest.mark.parametrize("ending", [ending for several in READ.values() for ending in several] + ["dat", "xml", "json"])
def test_a_table_is_read_under_any_ending(tmp_path, ending: str) -> None:
    path = written(tmp_path, TABLE, f"a.{ending}")
    assert read_raw(path, path.name).header == ("id", "name")


def test_the_kinds_that_are_offered_are_those_of_one_list() -> None:
    for ending in ("csv", "tab", "xlsx", "xls", "ods", "pq", "zip"):
        assert ending in KINDS


def test_a_csv_that_begins_with_a_brace_or_a_bracket_is_no_json(tmp_path) -> None:
    assert raw(tmp_path, b"{id},[name]\n1,x\n2,y\n").header == ("{id}", "[name]")
    assert raw(tmp_path, b"[id],[name]\n1,x\n2,y\n").header == ("[id]", "[name]")


def test_a_workbook_beside_a_note_in_an_archive_is_no_word_document(tmp_path) -> None:
    path = written(tmp_path, zipped({"word.txt": b"x", "book.xlsx": workbook({"S": [["a", "b"], [1, 2]]})}), "a.zip")
    assert read_raw(path, "a.zip").header == ("a", "b")
