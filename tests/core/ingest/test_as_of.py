"""The day up to which the data are complete, and what is said when a source ends before it."""

from datetime import date

from icp_core.ingest import Source, import_files
from tests.core.ingest.files import imported, reasons, written

DEALS = "deal_id,account_id,stage,created_date,close_date\n" + "".join(
    f"D{row},A{row % 5},Closed Won,2026-{3 + row % 5:02d}-11,2026-{3 + row % 5:02d}-30\n" for row in range(30)
)
REVENUE = "account_id,month,mrr\n" + "".join(f"A{row},2026-0{month},10\n" for row in range(5) for month in range(1, 7))
ENDED = "revenue ends on 30 June 2026: losses after that are not seen"


def test_a_newer_file_of_deals_beside_older_revenue_is_warned_of(tmp_path) -> None:
    assert f"The files go on to 30 July 2026, but {ENDED}." in reasons(imported(tmp_path, deals=DEALS, revenue=REVENUE))


def test_files_that_end_together_are_not_warned_of(tmp_path) -> None:
    deals = DEALS.replace("2026-07", "2026-06")
    assert "losses after that" not in reasons(imported(tmp_path, deals=deals, revenue=REVENUE))


def test_a_day_that_somebody_set_is_not_doubted(tmp_path) -> None:
    sources = [
        Source("deals", written(tmp_path, DEALS, "deals.csv"), "deals.csv"),
        Source("revenue", written(tmp_path, REVENUE, "revenue.csv"), "revenue.csv"),
    ]
    assert "losses after that" not in reasons(import_files(sources, tmp_path / "data", as_of=date(2026, 7, 30)))


def test_customers_who_come_and_go_every_week_and_then_no_more_are_warned_of(tmp_path) -> None:
    starts = "".join(f"A{row},2025-{1 + row % 12:02d}-{1 + row % 28:02d},\n" for row in range(120))
    customers = f"account_id,start_date,churn_date\n{starts}B1,2024-01-01,2025-12-20\n"
    result = imported(tmp_path, customers=customers, deals=DEALS)
    assert "the file of customers ends on 28 December 2025: losses after that are not seen" in reasons(result)
