import gzip
import zipfile
from pathlib import Path

import pytest

from icp_core.errors import UserError
from icp_core.ingest import read_raw
from icp_core.ingest.reading import containers
from tests.core.ingest.files import raw, written
from tests.core.ingest.workbook_files import zipped

SMALL, LARGE = b"id,name\n1,Ann\n", b"deal_id,stage\n" + b"".join(b"%d,won\n" % n for n in range(20))


def test_the_largest_file_of_an_archive_is_read_and_the_others_are_offered(tmp_path) -> None:
    archive = zipped(
        {"x/accounts.csv": SMALL, "x/deals.csv": LARGE, "x/logo.png": b"..", "__MACOSX/x/._deals.csv": b"x"}
    )
    for name in ("export.zip", "export.csv"):
        table = raw(tmp_path, archive, name)
        assert len(table.rows) == 20
        (question,) = table.questions
        assert (question.id, question.chosen, question.urgent) == ("member", "x/deals.csv", True)
        assert list(question.options) == ["x/accounts.csv", "x/deals.csv"]
    path = written(tmp_path, archive)
    chosen = read_raw(path, "a.zip", options={"member": "x/accounts.csv"})
    assert chosen.header == ("id", "name")
    assert (chosen.questions[0].chosen, chosen.questions[0].decided) == ("x/accounts.csv", True)
    assert read_raw(path, "a.zip", options={"member": "gone.csv"}).header == ("deal_id", "stage")


def test_an_archive_of_one_table_is_no_question(tmp_path) -> None:
    table = raw(tmp_path, zipped({"a.csv": SMALL}), "a.zip")
    assert table.questions == ()
    assert "'a.csv' in it was read" in table.issues[0].reason


def test_a_compressed_file_in_an_archive_is_read(tmp_path) -> None:
    assert raw(tmp_path, zipped({"a.csv.gz": gzip.compress(SMALL)}), "a.zip").header == ("id", "name")


def encrypted(archive: bytes) -> bytes:
    """Set the flag of encryption in both headers of the only member."""
    data = bytearray(archive)
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (zipped({"a.csv": LARGE})[:60], "damaged"),
        (encrypted(zipped({"a.csv": SMALL})), "needs a password"),
        (zipped({"picture.png": b"x", "empty.csv": b""}), r"holds no table. Found: picture.png"),
        (zipped({"inner.zip": zipped({"a.csv": SMALL})}), "holds another archive"),
        (gzip.compress(zipped({"a.csv": SMALL})), "holds another archive"),
        (zipped({f"{n}.csv": SMALL for n in range(1_001)}), "too many files. Found: 1,001 files"),
        (gzip.compress(LARGE)[:-12], "cannot be unpacked"),
    ],
)
def test_what_cannot_be_unpacked_is_refused_with_a_sentence(tmp_path, content: bytes, what: str) -> None:
    with pytest.raises(UserError, match=f"x.csv: .*{what}"):
        raw(tmp_path, content, "x.csv")


@pytest.mark.parametrize("packed", [zipped({"a.csv": bytes(3_000_000)}), gzip.compress(bytes(3_000_000))])
def test_what_unpacks_to_more_than_the_limit_is_refused_before_it_fills_the_memory(
    tmp_path, monkeypatch: pytest.MonkeyPatch, packed: bytes
) -> None:
    monkeypatch.setattr(containers, "LARGEST_UNPACKED", 1_000_000)
    with pytest.raises(UserError, match="more than 1 GB"):
        raw(tmp_path, packed)


def test_a_workbook_that_swells_is_refused_before_it_is_opened(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "LARGEST_UNPACKED", 1_000_000)
    with pytest.raises(UserError, match="workbook holds more than 1 GB"):
        raw(tmp_path, zipped({"xl/workbook.xml": bytes(3_000_000)}), "x.xlsx")


def test_a_size_that_lies_is_damage(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": LARGE}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (5).to_bytes(4, "little")  # the size after unpacking
    with pytest.raises(UserError, match="damaged"):
        raw(tmp_path, bytes(data))
    assert zipfile.is_zipfile(tmp_path / "file.csv")
