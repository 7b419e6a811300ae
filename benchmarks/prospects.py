"""Seconds and peak memory of ``icp-workbench score`` for a list of a million prospects, its parts beside each other.

.venv/bin/python benchmarks/prospects.py [--rows 1000000] [--runs 1] [--customers 0]

Where other programs keep the processors busy, the seconds of processor time tell more than those of the clock; both
are printed, with the load.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

COMMAND = str(Path(sys.executable).parent / "icp-workbench")
ICP = """name: Mid-market software
criteria:
  - {column: industry, op: in, value: [Software, Fintech], mode: require}
  - {column: employees, op: between, value: [101, 500], mode: score, weight: 2}
  - {column: technologies, op: in, value: [Salesforce], mode: score}
  - {column: region, op: not in, value: [LATAM], mode: exclude}
"""
INDUSTRIES = "['Software','Fintech','Retail','Health','Energy','Media','Travel','Chemicals']"
TOOLS = "['Salesforce','HubSpot','SAP','Snowflake','Oracle','Zendesk']"


def write_prospects(path: Path, rows: int) -> None:
    """Write a list in which a fifth of each column that the ICP asks for is empty."""
    with duckdb.connect() as database:
        database.execute("create macro pick(i, salt, n) as cast(hash(i, salt) % n as bigint)")
        database.execute(
            f"""copy (
                select 'P' || lpad(cast(i as varchar), 7, '0') as account_id,
                       'Company ' || i || ', Inc.' as name,
                       'company' || i || '.example' as domain,
                       if(pick(i, 1, 5) = 0, null, {INDUSTRIES}[1 + pick(i, 2, 8)]) as industry,
                       if(pick(i, 3, 5) = 0, null, cast(exp(2 + 6 * pick(i, 4, 10000) / 1e4) as int)) as employees,
                       ['Germany','France','United States','Brazil','Japan'][1 + pick(i, 5, 5)] as country,
                       if(pick(i, 6, 5) = 0, null, ['EMEA','AMER','APAC','LATAM'][1 + pick(i, 7, 4)]) as region,
                       if(pick(i, 8, 5) = 0, null,
                          {TOOLS}[1 + pick(i, 9, 6)] || '; ' || {TOOLS}[1 + pick(i, 10, 6)]) as technologies
                from range({rows}) as list(i)
            ) to '{path}' (header)"""
        )


def main() -> None:
    """Make the list once, score it several times, print each run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--customers", type=int, default=0, help="Compare with a list of so many customers too.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_prospects(folder / "prospects.csv", options.rows)
        (folder / "icp.yaml").write_text(ICP)
        command = [COMMAND, "score", str(folder / "prospects.csv"), "--icp", str(folder / "icp.yaml")]
        if options.customers:
            write_prospects(folder / "customers.csv", options.customers)
            command += ["--customers", str(folder / "customers.csv")]
        for _ in range(options.runs):
            started = time.perf_counter()
            process = subprocess.Popen([*command, "--out", str(folder / "out")])
            _, status, usage = os.wait4(process.pid, 0)
            assert status == 0
            print(
                f"{options.rows:,} prospects: {time.perf_counter() - started:.1f} s, "
                f"{usage.ru_utime + usage.ru_stime:.1f} s of processor time, peak {usage.ru_maxrss / 1024:,.0f} MB, "
                f"load {os.getloadavg()[0]:.1f}"
            )


if __name__ == "__main__":
    main()
