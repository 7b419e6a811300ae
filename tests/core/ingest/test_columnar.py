from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from icp_core.errors import UserError
from icp_core.ingest import RawTable, Source, import_files, read_raw
from icp_core.ingest.reading import columnar
from tests.core.ingest.files import written


def parquet(folder: Path, table: pa.Table, name: str = "t.parquet") -> RawTable:
    pq.write_table(table, folder / name)
    return read_raw(folder / name, name)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([12.0, None, 1234567890123.0]), ["12", "", "1234567890123"]),
        (pa.array([1.5, float("nan"), 1e-7, 123456789012.5]), ["1.5", "", "0.0000001", "123456789012.5"]),
        (pa.array([1.234, 12.345]), ["1.2340", "12.3450"]),
        (pa.array([1.1, 2.5], pa.float32()), ["1.1", "2.5"]),
        (pa.array([Decimal("1.230"), Decimal("-12.000")]), ["1.2300", "-12.0000"]),
        (pa.array([1, None], pa.int64()), ["1", ""]),
        (pa.array([True, False, None]), ["true", "false", ""]),
        (pa.array([date(2024, 1, 31), None]), ["2024-01-31", ""]),
        (pa.array([datetime.fromisoformat("2024-01-31"), None]), ["2024-01-31", ""]),
        (pa.array([datetime.fromisoformat("2024-01-31 23:05:07.000005")]), ["2024-01-31 23:05:07"]),
        (
            pa.array([datetime(2024, 1, 31, 23, 30, tzinfo=UTC)], pa.timestamp("us", "Europe/Berlin")),
            ["2024-02-01 00:30:00"],
        ),
        (pa.array(["007", "", None, "a\nb"]), ["007", "", "", "a\nb"]),
        (pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"]),
        (pa.array([["SSO", "API"], [], None, ["SSO"]]), ["SSO; API", "", "", "SSO"]),
        (pa.array([b"text", None]), ["text", ""]),
        (pa.array([None, None], pa.null()), ["", ""]),
    ],
)
def test_cells_keep_their_values_as_text(tmp_path, values: pa.Array, texts: list[str]) -> None:
    ids = [f"A{n}" for n in range(len(values))]
    raw = parquet(tmp_path, pa.table({"account_id": ids, "cell": values}))
    assert raw.rows["cell"].tolist() == texts
    assert raw.lines.tolist() == list(range(1, len(values) + 1))


def test_the_import_reads_the_values_back(tmp_path) -> None:
    table = pa.table({
        "account_id": ["A1", "A2"],
        "current_arr": pa.array([Decimal("1.230"), Decimal("12.000")]),
        "start_date": [date(2024, 2, 3), date(2023, 12, 31)],
        "churned": [True, False],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "c.parquet")
    result = import_files([Source("customers", tmp_path / "c.parquet", "c.parquet")], tmp_path / "data")
    frame = result.data.frame("customers")
    assert frame["current_arr"].tolist() == [1.23, 12.0]
    assert [day.date() for day in frame["start_date"]] == [date(2024, 2, 3), date(2023, 12, 31)]
    assert frame["churned"].tolist() == [True, False]


def test_few_different_values_are_kept_as_codes(tmp_path) -> None:
    raw = parquet(tmp_path, pa.table({"id": [str(n) for n in range(100)], "stage": ["won", "lost"] * 50}))
    assert raw.rows["stage"].dtype == "category"
    assert raw.rows["id"].dtype == "str"
    assert raw.encoding == "Parquet"


def test_codes_are_right_across_the_groups_of_a_file(tmp_path) -> None:
    stages = [f"stage {n // 20}" for n in range(100)]
    pq.write_table(pa.table({"id": [str(n) for n in range(100)], "stage": stages}), tmp_path / "t", row_group_size=15)
    raw = read_raw(tmp_path / "t", "t")
    assert raw.rows["stage"].dtype == "category"
    assert raw.rows["stage"].tolist() == stages


def test_records_inside_cells_become_columns_and_what_is_no_text_is_named(tmp_path) -> None:
    table = pa.table(
        {"id": ["1", "2"], "owner": [{"name": "Ann"}, {"name": "Bob"}], "blob": [b"\xff\xfe", b"\x00\xff"]}
    )
    raw = parquet(tmp_path, table)
    assert raw.header == ("id", "owner.name")
    assert any("blob" in issue.reason for issue in raw.issues)


def test_equal_names_are_told_apart_and_blank_rows_left_out(tmp_path) -> None:
    raw = parquet(tmp_path, pa.table([pa.array(["1", None, "2"]), pa.array(["a", None, "b"])], names=["id", "ID"]))
    assert raw.header == ("id", "ID_2")
    assert raw.lines.tolist() == [1, 3]
    assert raw.set_aside[0].reason == "The row is blank."


@pytest.mark.parametrize(
    ("content", "what"), [(b"PAR1" + bytes(40), "damaged or encrypted"), (b"PARE" + bytes(40), "encrypted Parquet")]
)
def test_a_broken_file_is_refused_with_a_sentence(tmp_path, content: bytes, what: str) -> None:
    with pytest.raises(UserError, match=f"t.csv.*{what}"):
        read_raw(written(tmp_path, content, "t.csv"), "t.csv")


def test_too_many_cells_and_no_rows_are_refused(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="no rows"):
        parquet(tmp_path, pa.table({"id": pa.array([], pa.string())}))
    monkeypatch.setattr(columnar, "MOST_CELLS", 3)
    with pytest.raises(UserError, match="more than a billion cells"):
        parquet(tmp_path, pa.table({"id": ["1", "2"], "b": ["1", "2"]}))
