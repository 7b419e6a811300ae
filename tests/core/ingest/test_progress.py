"""A long import tells how far it is, inside one file too; the share never falls and ends at one."""

import gzip
import io
import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from icp_core.errors import UserError
from icp_core.ingest import Source, Stretch, import_files, progress
from icp_core.ingest.progress import watched
from tests.core.ingest.workbook_files import workbook

ROWS = 3_000
HEADER = ["Deal ID", "Account ID", "Stage", "Amount", "Close Date", "Owner"]
RECORDS = [
    [f"D{n}", f"A{n % 700}", ("Won", "Lost")[n % 2], f"{n}.50", f"2024-03-{n % 28 + 1:02}", f"Zoë {n % 9}"]
    for n in range(ROWS)
]
TEXT = "\n".join(",".join(record) for record in [HEADER, *RECORDS])
FRAME = pd.DataFrame(RECORDS, columns=HEADER)
FILES = {
    "quick.csv": TEXT.encode(),
    "quoted.csv": FRAME.to_csv(index=False, quoting=1).encode(),
    "ragged.csv": (TEXT + "\nD,A,Won\n").encode(),
    "legacy.csv": TEXT.encode("cp1252"),
    "packed.csv.gz": gzip.compress(TEXT.encode()),
    "columns.parquet": FRAME.to_parquet(),
    "book.xlsx": workbook({"Deals": [HEADER, *RECORDS]}),
}
Told = list[tuple[str, float]]


@pytest.fixture
def small_pieces(monkeypatch) -> None:
    """Let a file of a few thousand rows take as many pieces as one of millions does."""
    monkeypatch.setattr("icp_core.ingest.reading.raw.LARGE", 1 << 10)
    monkeypatch.setattr("icp_core.ingest.reading.quick.CHUNK", 1 << 12)
    monkeypatch.setattr("icp_core.ingest.reading.records.CHUNK", 100)
    monkeypatch.setattr("icp_core.ingest.importing.CHUNK", 1 << 12)
    monkeypatch.setattr("icp_core.ingest.saved.ROWS_AT_ONCE", 200)


def told_by(folder: Path, *files: tuple[str | None, str, bytes]) -> Told:
    """Import files and return what the listener was told."""
    told: Told = []
    sources = []
    for table, name, content in files:
        (folder / name).write_bytes(content)
        sources.append(Source(table, folder / name, name))
    import_files(sources, folder / "data", progress=lambda doing, share: told.append((doing, share)))
    return told


def rises_to_one(told: Told) -> None:
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[0] >= 0.0
    assert shares[-1] == 1.0
    assert told[-1][0] == "Done"


@pytest.mark.parametrize("name", FILES)
def test_the_share_rises_many_times_inside_one_file_and_ends_at_one(tmp_path, small_pieces, name: str) -> None:
    told = told_by(tmp_path, ("deals", name, FILES[name]))
    rises_to_one(told)
    assert len({share for _, share in told}) >= 20
    longest = max(after - before for (_, before), (_, after) in pairwise(told))
    assert longest < (0.5 if name in ("book.xlsx", "columns.parquet") else 0.4)


@pytest.mark.parametrize("name", ["quick.csv", "quoted.csv", "legacy.csv", "packed.csv.gz", "columns.parquet"])
def test_reading_one_file_alone_moves_the_bar_several_times(tmp_path, small_pieces, name: str) -> None:
    told = told_by(tmp_path, ("deals", name, FILES[name]))
    assert len({share for doing, share in told if doing == f"Reading {name}"}) >= 5
    assert len({share for doing, share in told if doing == "Writing the data to disk"}) >= 5


def test_the_words_say_what_is_done_with_which_file(tmp_path) -> None:
    told = told_by(tmp_path, ("deals", "deals.csv", FILES["quick.csv"]))
    words = [re.sub(r" \(\d+ s\)$", "", doing) for doing, _ in told]  # on a slow machine it says how long it takes
    assert list(dict.fromkeys(words)) == [
        "Looking at deals.csv", "Reading deals.csv", "Looking at the columns of deals.csv",
        "Checking the values of deals.csv", "Checking the rows of deals.csv", "Checking the words of deals.csv",
        "Joining the files", "Counting the customers", "Listing what was left out", "Writing the data to disk", "Done",
    ]  # fmt: skip


def test_many_columns_that_are_not_mapped_are_told_one_by_one(tmp_path) -> None:
    header = ["account_id", *(f"Attribute {n}" for n in range(60))]
    text = "\n".join([",".join(header), *(",".join([f"A{n}", *["x"] * 60]) for n in range(3))])
    told = told_by(tmp_path, ("customers", "customers.csv", text.encode()))
    rises_to_one(told)
    assert len([1 for doing, _ in told if doing == "Checking the other columns of customers.csv"]) >= 20


def test_a_large_file_has_the_larger_part_of_the_bar(tmp_path) -> None:
    small = b"account_id,name\nA1,Firm\n"
    told = told_by(tmp_path, ("customers", "small.csv", small), ("deals", "large.csv", FILES["quick.csv"]))
    rises_to_one(told)
    starts = dict(reversed(told))
    reading = {name: starts[f"Reading {name}"] for name in ("small.csv", "large.csv")}
    assert reading["large.csv"] - reading["small.csv"] < 0.01


def test_files_with_mended_rows_and_files_that_were_read_before_end_at_one_as_well(tmp_path) -> None:
    (tmp_path / "deals.csv").write_text("deal id,stage\n1,Won\n2,\n")
    (tmp_path / "mended.csv").write_text("row,became,reason,deal id,stage\n3,rejected,empty,2,Lost\n")
    mended = Source(None, tmp_path / "mended.csv", "mended.csv")
    source = Source("deals", tmp_path / "deals.csv", "deals.csv", repairs=(mended,))
    for _ in range(2):
        told: Told = []
        import_files([source], tmp_path / "data", progress=lambda doing, share, told=told: told.append((doing, share)))
        rises_to_one(told)


def test_a_listener_that_stops_the_import_stops_it_inside_a_file(tmp_path, small_pieces) -> None:
    (tmp_path / "deals.csv").write_bytes(FILES["quick.csv"])

    def stop(doing: str, share: float) -> None:
        if share > 0.2:
            raise InterruptedError(doing)

    with pytest.raises(InterruptedError, match="Reading"):
        import_files([Source("deals", tmp_path / "deals.csv", "deals.csv")], tmp_path / "data", progress=stop)
    assert not list(tmp_path.glob("data/*/manifest.json"))


def test_a_refused_file_leaves_the_share_where_it_was(tmp_path) -> None:
    told: Told = []
    (tmp_path / "empty.csv").write_bytes(b"")
    whole = Stretch.watched_by(lambda doing, share: told.append((doing, share)))
    with pytest.raises(UserError):
        import_files([Source("deals", tmp_path / "empty.csv", "empty.csv")], tmp_path / "data", progress=whole.say)
    reached = told[-1][1]
    (tmp_path / "deals.csv").write_bytes(FILES["quick.csv"])
    import_files([Source("deals", tmp_path / "deals.csv", "deals.csv")], tmp_path / "data", progress=whole.rest().say)
    rises_to_one(told)
    assert 0 < reached < 1


def test_the_parts_of_a_work_share_it_by_their_size_and_steps_nobody_sees_are_left_out() -> None:
    told: Told = []
    whole = Stretch.watched_by(lambda doing, share: told.append((doing, round(share, 4))))
    first, second, nothing = whole.split([1, 3, 0])
    first.say("a", 0.5)
    first.say("a", 0.501)
    first.say("b", 0.501)
    second.say("b", 1.5)
    nothing.say("b", 0.0)
    assert told == [("a", 0.125), ("b", 0.1253), ("b", 1.0)]
    assert [part.end for part in whole.split([])] == []


def test_a_work_in_a_thread_of_its_own_is_looked_at_and_gives_back_what_it_returns_or_raises() -> None:
    looked = io.StringIO()

    def wait_for_a_look() -> str:
        while not looked.getvalue():
            pass
        return "done"

    assert watched(wait_for_a_look, lambda: looked.write("x") and None) == "done"
    with pytest.raises(KeyError):
        watched({}.popitem, lambda: None)


def test_a_work_that_cannot_tell_how_far_it_is_tells_for_how_long_it_lasts(monkeypatch) -> None:
    told: Told = []
    seconds = iter(range(1_000))
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: float(next(seconds))))
    monkeypatch.setattr(progress, "LOOK_EVERY", 0.001)

    def wait_to_be_told_of() -> int:
        while len(told) < 3:
            pass
        return len(told)

    whole = Stretch.watched_by(lambda doing, share: told.append((doing, share)))
    assert whole.part(0.5, 1.0).during(wait_to_be_told_of, "Joining the files") >= 3
    assert told[:3] == [("Joining the files", 0.5), ("Joining the files (1 s)", 0.5), ("Joining the files (2 s)", 0.5)]
