"""Seconds of the survival curve and of the reductions of revenue, beside bare group-bys over the same Parquet.

.venv/bin/python benchmarks/reductions.py [--accounts 640000] [--order month|account|none] [--rounds 5]

640,000 accounts are 10 million rows. Each reduction is held against the group-by of what it counts over (BARE): by
month, by account (both handed over as a frame, as the reduction is), or by account and month (kept in a table of DuckDB
and not handed over). Each round runs every reduction right after its bare group-by; the ratio is the median of the
rounds' ratios. The table of paid months, which the reductions read and which the engine makes once for each revenue
file, stands in a line of its own: it is the price of the first reduction. Processor seconds (of all threads) are less
disturbed by what else the machine does than wall seconds.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

import duckdb
import numpy as np

from icp_core.engine import Engine
from icp_core.metrics import survival_curve
from icp_core.metrics.monthly import month_number

MONTHS = 40
BARE = {
    "month": "select month, sum(mrr) as paid from revenue group by all",
    "account": "select account_id, sum(mrr) as paid from revenue group by all",
    "account and month": (
        "create or replace temp table bare as select account_id, month, sum(mrr) as paid from revenue group by all"
    ),
}
REDUCTIONS = {
    "revenue_totals": "month",
    "revenue_by_account": "account",
    "revenue_gaps": "account and month",
    "revenue_retention": "account and month",
    "revenue_cohorts": "account and month",
    "revenue_spells": "account and month",
    "revenue_movements": "account and month",
}
ORDERS = {"month": "month, account_id", "account": "account_id, month", "none": "hash(account_id), hash(month)"}


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return the wall seconds and the processor seconds of one run."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def survival_seconds(n: int, rounds: int) -> tuple[float, float]:
    """Return the seconds of the curve and of its mean, lifetimes counted in days, a third with late entry."""
    rng = np.random.default_rng(0)
    life, seen = rng.exponential(40, n), rng.uniform(0, 72, n)
    tenure = np.ceil(np.minimum(life, seen) * 30.4375) / 30.4375
    entry = np.where(rng.random(n) < 1 / 3, tenure * rng.uniform(0, 0.5, n), 0.0)
    runs = [
        seconds(lambda: survival_curve(tenure, life <= seen, entry=entry).restricted_mean(36)) for _ in range(rounds)
    ]
    wall, processor = (median(part) for part in zip(*runs, strict=True))
    return wall, processor


def write_revenue(path: Path, accounts: int, order: str) -> int:
    """Write one row an account and month, lives of 3 to 40 months, and return the number of rows."""
    duckdb.sql(
        f"""copy (
            select 'a' || lpad(cast(i as varchar), 7, '0') as account_id,
                   cast(date '2022-09-01' + to_months(cast(m as integer)) as timestamp) as month,
                   100.0 + i * 7919 % 900 + m as mrr
            from range({accounts}) as accounts(i), range({MONTHS}) as months(m)
            where m >= i * 31 % 38 and m < i * 31 % 38 + 3 + i * 17 % 41
            order by {ORDERS[order]}
        ) to '{path}' (format parquet)"""
    )
    return int(duckdb.sql(f"select count(*) from '{path}'").fetchall()[0][0])


def report(name: str, ours: list[tuple[float, float]], bare: list[tuple[float, float]], grain: str) -> None:
    """Print one row of the table: seconds, the bare ones, and the two ratios."""
    cells = [median(part) for runs in (ours, bare) for part in zip(*runs, strict=True)]
    ratios = [median(one[k] / other[k] for one, other in zip(ours, bare, strict=True)) for k in (0, 1)]
    figures = " | ".join(f"{value:.2f}" for value in (*cells, *ratios))
    print(f"| {name} | {grain} | {figures} |", flush=True)


def main() -> None:
    """Print one line a piece of work."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=640_000)
    parser.add_argument("--order", choices=ORDERS, default="month")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    wall, processor = survival_seconds(1_000_000, options.rounds)
    print(f"survival of 1,000,000 accounts: {wall:.2f} s, {processor:.2f} s of processor")
    last = month_number(date(2025, 12, 1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "revenue.parquet"
        rows = write_revenue(path, options.accounts, options.order)
        print(f"{rows:,} rows of revenue, in the order of {options.order}")
        print("| what | bare group-by of | s | processor s | bare s | bare processor s | ratio | ratio of processor |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        whole = "account and month"
        with Engine({"revenue": path}) as engine:
            bare = seconds(lambda: engine.sql(BARE[whole]))
            first = seconds(lambda: engine.query("revenue_totals", last_month=last))
            report("paid months, made once, and the first reduction", [first], [bare], whole)
            rounds = {name: ([], []) for name in REDUCTIONS}
            for _ in range(options.rounds):
                for name, grain in REDUCTIONS.items():
                    rounds[name][1].append(seconds(lambda grain=grain: engine.sql(BARE[grain])))
                    rounds[name][0].append(seconds(lambda name=name: engine.query(name, last_month=last)))
        for name, grain in REDUCTIONS.items():
            report(name, *rounds[name], grain)


if __name__ == "__main__":
    main()
