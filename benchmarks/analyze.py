"""Wall time and peak memory of ``icp-workbench analyze`` on the sample company with 5,000 accounts.

.venv/bin/python benchmarks/analyze.py [--accounts 5000] [--runs 3]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = str(Path(sys.executable).parent / "icp-workbench")
TABLES = ("customers", "deals", "revenue", "spend", "usage", "feedback", "headcount", "releases", "events")


def main() -> None:
    """Make the files once, analyse them several times, print each run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "sample"
        subprocess.check_call([COMMAND, "sample", "--out", str(sample), "--accounts", str(options.accounts)])
        command = [COMMAND, "analyze", "--icp", str(sample / "icp.yaml"), "--answers", str(sample / "answers.csv")]
        for table in TABLES:
            command += [f"--{table}", str(sample / f"{table}.csv")]
        times, peak = [], 0
        for _ in range(options.runs):
            started = time.perf_counter()
            process = subprocess.Popen([*command, "--out", str(Path(folder) / "result")])
            _, status, usage = os.wait4(process.pid, 0)
            times.append(time.perf_counter() - started)
            peak = max(peak, usage.ru_maxrss)
            assert status == 0
        rows = sum(1 for table in TABLES for _ in (sample / f"{table}.csv").open()) - len(TABLES)
        print(
            f"{options.accounts} accounts, {rows:,} rows: "
            f"median {statistics.median(times):.1f} s, peak {peak / 1024:.0f} MB"
        )


if __name__ == "__main__":
    main()
