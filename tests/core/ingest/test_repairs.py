"""Mended rejects take the place of the rejected rows: nothing is doubled, no good row is touched, counts add up."""

import io

import pandas as pd
import pytest

from icp_core.errors import DefectsError, UserError
from icp_core.ingest import Imported, NotCleanError, Source, import_files
from icp_core.report import to_csv
from tests.core.ingest.files import column, reasons, written
from tests.core.ingest.test_appending import adds_up

DEALS = "Deal ID,Stage,Amount,Close Date\n0017,Won,5,2024-01-02\n2,,6,2024-01-03\n3,Won\n,,,\n5,Lost,7,2024-02-01\n2,,6,2024-01-03\n"


def imported(folder, content: str, *lists: str, table: str = "deals") -> Imported:
    """Import a file with lists of mended rows beside it, as the command line does."""
    sources = [Source(table, written(folder, content, f"{table}.csv"), f"{table}.csv")]
    sources += [
        Source(table, written(folder, text, f"mended_{n}.csv"), f"mended_{n}.csv") for n, text in enumerate(lists)
    ]
    result = import_files(sources, folder / "data")
    adds_up(result)
    return result


def mended(result: Imported, key: str = "deals", *, rows: tuple[int, ...] = (), **cells: str) -> str:
    """Write the rejects as they are downloaded, with cells changed in some rows."""
    rejects = result.rejects[key].copy()
    for name, cell in cells.items():
        rejects.loc[rejects["row"].isin(rows), name] = cell
    return to_csv(rejects)


def test_mended_rows_take_the_place_of_the_rejected_ones(tmp_path) -> None:
    first = imported(tmp_path, DEALS)
    assert (first.reports["deals"].rows_kept, first.reports["deals"].rows_rejected) == (2, 3)
    result = imported(tmp_path, DEALS, mended(first, rows=(3,), Stage="Won"))
    report = result.reports["deals"]
    assert (report.rows_read, report.rows_kept, report.rows_rejected, report.rows_mended) == (6, 3, 2, 1)
    assert column(result, "deals", "deal_id") == ["0017", "2", "5"]
    assert "1 row mended by mended_0.csv: row 3." in reasons(result)
    assert result.rejects["deals"]["row"].tolist() == [4, 5, 7]


def test_a_ragged_row_and_a_blank_row_come_back_where_they_stood(tmp_path) -> None:
    first = imported(tmp_path, DEALS)
    text = mended(first, rows=(4, 5), **{"Deal ID": "9", "Stage": "Lost", "Amount": "1", "Close Date": "2024-01-01"})
    text = text.replace("5,left out,The row is blank.,9", "5,left out,The row is blank.,10")
    result = imported(tmp_path, DEALS, text)
    assert column(result, "deals", "deal_id") == ["0017", "9", "10", "5"]
    assert result.reports["deals"].rows_left_out == 0


def test_what_is_not_changed_stays_rejected_and_a_spreadsheet_changes_nothing_by_itself(tmp_path) -> None:
    content = "Deal ID,Stage,Note\n1,Won,a\n0042,,=SUM(1)\n"
    first = imported(tmp_path, content)
    saved = pd.read_csv(io.StringIO(mended(first)))  # as a spreadsheet: 0042 becomes 42
    assert saved["Deal ID"].tolist() == [42]
    same = imported(tmp_path, content, saved.to_csv(index=False))
    assert (same.reports["deals"].rows_rejected, same.reports["deals"].rows_mended) == (1, 0)
    saved["Stage"] = "Won"
    better = imported(tmp_path, content, saved.to_csv(index=False, sep=";"))
    assert column(better, "deals", "deal_id") == ["1", "0042"]
    assert column(better, "deals", "Note") == ["a", "=SUM(1)"]


def test_a_row_mended_badly_stays_rejected_and_can_be_mended_again(tmp_path) -> None:
    content = "account_id,month,mrr\nA,2024-01,5\nB,2024-01,\n"
    first = imported(tmp_path, content, table="revenue")
    once = mended(first, "revenue", rows=(3,), mrr="much")
    second = imported(tmp_path, content, once, table="revenue")
    assert second.rejects["revenue"]["mrr"].tolist() == ["much"]
    third = imported(tmp_path, content, once, mended(second, "revenue", rows=(3,), mrr="7"), table="revenue")
    assert (column(third, "revenue", "mrr"), third.reports["revenue"].rows_mended) == ([5.0, 7.0], 1)
    late = imported(
        tmp_path, content, mended(second, "revenue", rows=(3,), mrr="7"), mended(first, "revenue"), table="revenue"
    )
    assert column(late, "revenue", "mrr") == [
        5.0,
        7.0,
    ]  # an older list that leaves the row as it was takes nothing back


def test_a_row_that_is_no_reject_is_never_changed(tmp_path) -> None:
    first = imported(tmp_path, DEALS)
    text = mended(first, rows=(3,), Stage="Won").replace("3,rejected", "2,rejected", 1)
    result = imported(tmp_path, DEALS, text)
    assert column(result, "deals", "Amount" if "Amount" in result.data.frame("deals") else "amount") == [5.0, 7.0]
    assert "mended_0.csv changes row 2, which is not among the rejected rows of this file" in reasons(result)


def test_rows_of_a_list_without_a_number_are_named(tmp_path) -> None:
    first = imported(tmp_path, DEALS)
    text = mended(first, rows=(3,), Stage="Won").replace("3,rejected", "x,rejected", 1)
    assert "In mended_0.csv, row 2 could not be read as mended rows" in reasons(imported(tmp_path, DEALS, text))


def test_a_mended_row_may_make_a_later_row_a_repeat(tmp_path) -> None:
    content = "account_id,industry\n,Oil\nB,Gas\n"
    first = imported(tmp_path, content, table="customers")
    list_1 = mended(first, "customers", rows=(2,), account_id="B")
    second = imported(tmp_path, content, list_1, table="customers")
    assert second.rejects["customers"]["row"].tolist() == [3]
    list_2 = mended(second, "customers", rows=(3,), account_id="C")
    third = imported(tmp_path, content, list_1, list_2, table="customers")
    assert column(third, "customers", "account_id") == ["B", "C"]


def test_a_list_finds_its_file_among_several_with_one_header(tmp_path) -> None:
    one = "deal id,stage,x\n1,Won,a\n2,,b\n"
    two = "deal id,stage,x\n3,Won,c\n4,,d\n"
    paths = [written(tmp_path, text, f"{name}.csv") for name, text in (("one", one), ("two", two))]
    sources = [Source("deals", path, path.name) for path in paths]
    first = import_files(sources, tmp_path / "data")
    text = mended(first, "deals_2", rows=(3,), stage="Won")
    result = import_files([*sources, Source(None, written(tmp_path, text, "m.csv"), "m.csv")], tmp_path / "data")
    adds_up(result)
    assert [part.rows_mended for part in result.files] == [0, 1]
    assert column(result, "deals", "deal_id") == ["1", "3", "4"]


def test_a_list_that_comes_from_no_file_or_from_either_is_refused(tmp_path) -> None:
    text = mended(imported(tmp_path, DEALS), rows=(3,), Stage="Won")
    with pytest.raises(UserError, match=r"mended_0.csv: These look like mended rows .* come from none of the files"):
        imported(tmp_path, "account_id,industry\nA,Oil\n", text, table="customers")
    path, mended_path = written(tmp_path, DEALS, "a.csv"), written(tmp_path, text, "m.csv")
    sources = [Source("deals", path, "a.csv"), Source("deals", path, "b.csv"), Source("deals", mended_path, "m.csv")]
    with pytest.raises(UserError, match=r"m.csv: These mended rows fit .*\.csv and .*\.csv equally"):
        import_files(sources, tmp_path / "data")


def test_columns_of_the_file_that_are_called_as_those_of_the_list_come_back(tmp_path) -> None:
    content = "account_id,row,reason\nA,1,x\n,2,y\n"
    first = imported(tmp_path, content, table="customers")
    result = imported(tmp_path, content, mended(first, "customers", rows=(3,), account_id="B"), table="customers")
    assert column(result, "customers", "reason") == ["x", "y"]


def test_a_bad_date_is_a_warning_and_a_missing_key_or_amount_a_rejected_row(tmp_path) -> None:
    deals = "deal id,stage,amount,close date\n1,Won,5,2024-13-45\n2,Won,x,2024-01-01\n3,Won,5,2024-01-02\n4,Lost,5,2024-01-02\n"
    result = imported(tmp_path, deals)
    assert result.reports["deals"].rows_rejected == 0
    assert "2 warning: 'close date' is not a date; the cell counts as unknown. [2024-13-45]" in reasons(result)
    revenue = "account_id,month,mrr\nA,2024-01,5\n,2024-01,5\nB,2024-01,\nC,2024-01,x\n"
    assert imported(tmp_path, revenue, table="revenue").rejects["revenue"]["row"].tolist() == [3, 4, 5]


def test_a_strict_file_goes_in_only_when_no_row_is_rejected(tmp_path) -> None:
    path = written(tmp_path, DEALS, "deals.csv")
    source = Source("deals", path, "deals.csv", {}, {"strict": "yes"})
    with pytest.raises(NotCleanError, match=r"deals.csv: 3 rows cannot be used.*Row 3: 'Stage' is empty") as refusal:
        import_files([source], tmp_path / "data")
    assert refusal.value.rejects["row"].tolist() == [3, 4, 5, 7]
    assert not (tmp_path / "data").exists()
    clean = Source("deals", written(tmp_path, "deal id,stage\n1,Won\n,\n", "c.csv"), "c.csv", {}, {"strict": "yes"})
    assert import_files([clean], tmp_path / "data").reports["deals"].rows_left_out == 1
    again = Source("deals", path, "again.csv", {}, {"strict": "yes"})
    with pytest.raises(DefectsError, match=r"deals.csv: 3 rows.*again.csv: 3 rows"):
        import_files([source, again], tmp_path / "data")
