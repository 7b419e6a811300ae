"""Broken native exports and whole ugly files, alone and two of one table, cut into tiny blocks: the counts add up."""

import random
from pathlib import Path

import pytest

from icp_core.errors import UserError
from icp_core.ingest import Imported, Source, import_files, read_raw
from tests.core.ingest.exports import EXPORTS
from tests.core.ingest.files import SHARED
from tests.core.ingest.test_mutated_files import LONGEST, mutated

SEEDS, GROUPS = 320, 4  # files in all, and in how many tests; a failing one is found again by its seed
LARGEST = 30_000  # bytes of an ugly file that are broken
BLOCKS = (64, 1_000, 4 << 20)  # bytes that the quick reader takes at a time
TABLES = (None, "customers", "deals", "revenue", "usage", "spend", "feedback", "headcount", "releases", "events")


def originals() -> list[tuple[str, bytes]]:
    """Return the table and the bytes of each file to break."""
    native = [(export.table, export.content.encode()) for export in EXPORTS]
    ugly = [path.read_bytes()[:LARGEST] for path in sorted((SHARED / "ugly").glob("*.*")) if path.suffix != ".json"]
    return native + [("customers", data) for data in ugly if data]


def source_of(folder: Path, name: str, data: bytes, table: str | None) -> Source:
    """Write a file; in a list of customers the first column counts as the account."""
    (folder / name).write_bytes(data)
    mapping = {"account_id": read_raw(folder / name, name).header[0]} if table == "customers" else {}
    return Source(table, folder / name, name, mapping)


def adds_up(result: Imported, told: list[float]) -> None:
    assert told == sorted(told)
    assert told[-1] == 1.0
    for report in result.files:
        out = report.rows_rejected + report.rows_left_out
        assert report.rows_read == report.rows_kept + out, report.file
        assert len(result.rejects[report.key]) == out


@pytest.mark.parametrize("group", range(GROUPS))
def test_broken_exports_and_two_of_them_together_are_read_or_refused(tmp_path, monkeypatch, group: int) -> None:
    files, was_read = originals(), 0
    for seed in range(group * SEEDS // GROUPS, (group + 1) * SEEDS // GROUPS):
        chance = random.Random(700_000 + seed)
        table, data = chance.choice(files)
        table = chance.choice(TABLES) if chance.random() < 0.2 else table
        block = chance.choice(BLOCKS)
        monkeypatch.setattr("icp_core.ingest.reading.raw.LARGE", 0 if seed % 2 else 2 << 20)
        monkeypatch.setattr("icp_core.ingest.reading.quick.BLOCK", block)
        monkeypatch.setattr("icp_core.ingest.reading.quick.CHUNK", block)
        folder, told = tmp_path / str(seed), []
        folder.mkdir()
        try:
            broken = [mutated(data, chance) for _ in range(1 + seed % 3 // 2)]
            sources = [source_of(folder, f"{number}.csv", one, table) for number, one in enumerate(broken)]
            result = import_files(sources, folder / "data", progress=lambda _, share, told=told: told.append(share))
            adds_up(result, told)
            was_read += 1
        except UserError as error:
            assert len(str(error)) < 2 * LONGEST
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise
    assert was_read > SEEDS / GROUPS / 4
