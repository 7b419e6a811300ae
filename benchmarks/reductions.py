"""Seconds of the survival curve and of the revenue reductions, beside a bare group-by of DuckDB over the same Parquet.

.venv/bin/python benchmarks/reductions.py [--accounts 1000000]
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from icp_core.engine import Engine
from icp_core.metrics import survival_curve
from icp_core.metrics.monthly import month_number

MONTHS = 40
BARE = "select count(*), sum(paid) from (select sum(mrr) as paid from revenue group by account_id, month)"
REDUCTIONS = ("revenue_totals", "revenue_retention", "revenue_cohorts", "revenue_spells", "revenue_movements")


def quickest(work: Callable[[], object], times: int = 3) -> float:
    """Return the seconds of the quickest of several runs."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def survival_seconds(n: int) -> float:
    """Return the seconds of the curve and of its mean, lifetimes counted in days, a third with late entry."""
    rng = np.random.default_rng(0)
    life, seen = rng.exponential(40, n), rng.uniform(0, 72, n)
    tenure = np.ceil(np.minimum(life, seen) * 30.4375) / 30.4375
    entry = np.where(rng.random(n) < 1 / 3, tenure * rng.uniform(0, 0.5, n), 0.0)
    return quickest(lambda: survival_curve(tenure, life <= seen, entry=entry).restricted_mean(36))


def write_revenue(path: Path, accounts: int) -> int:
    """Write one row an account and month, lives of 3 to 40 months, and return the number of rows."""
    duckdb.sql(
        f"""copy (
            select 'a' || lpad(cast(i as varchar), 7, '0') as account_id,
                   cast(date '2022-09-01' + to_months(cast(m as integer)) as timestamp) as month,
                   100.0 + i * 7919 % 900 + m as mrr
            from range({accounts}) as accounts(i), range({MONTHS}) as months(m)
            where m >= i * 31 % 38 and m < i * 31 % 38 + 3 + i * 17 % 41
        ) to '{path}' (format parquet, compression zstd)"""
    )
    return int(duckdb.sql(f"select count(*) from '{path}'").fetchall()[0][0])


def main() -> None:
    """Print one line a piece of work."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=1_000_000)
    options = parser.parse_args()
    print(f"survival of {options.accounts:,} accounts: {survival_seconds(options.accounts):.2f} s")
    last = month_number(date(2025, 12, 1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "revenue.parquet"
        print(f"{write_revenue(path, options.accounts):,} rows of revenue")
        with Engine({"revenue": path}) as engine:
            bare = quickest(lambda: engine.sql(BARE))
            print(f"bare group-by account and month: {bare:.2f} s")
            for name in REDUCTIONS:
                seconds = quickest(lambda name=name: engine.query(name, last_month=last))
                print(f"{name}: {seconds:.2f} s, {seconds / bare:.1f} times")


if __name__ == "__main__":
    main()
