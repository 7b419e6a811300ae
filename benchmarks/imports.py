"""The whole import beside bare DuckDB that reads the same CSV as text and writes Parquet: time and peak memory.

.venv/bin/python benchmarks/imports.py [--rows 1000000 10000000] [--runs 3]

Each run is a process of its own, the two in turn; time is that of the work, without the start of Python and the
loading of libraries and word lists, memory is the peak of the whole process.
"""

import argparse
import itertools
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MONTHS = 40


def main() -> None:
    """Write the files, then measure both in turn and print the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--deals", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", nargs=3, help="used by the script itself: write, bare or ours; table; file")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(*options.one)))
        return
    with tempfile.TemporaryDirectory() as folder:
        files = [("revenue", Path(folder) / f"revenue_{rows}.csv") for rows in options.rows]
        files.append(("deals", Path(folder) / f"deals_{options.deals}.csv"))
        for table, file in files:
            run("write", table, file)
        for table, file in files:
            runs = [(run("bare", table, file), run("ours", table, file)) for _ in range(options.runs)]
            bare, ours = zip(*runs, strict=True)
            print(file.stem)
            print("  s ", compared(bare, ours, "seconds", ".2f"))
            print("  MB", compared(bare, ours, "megabytes", ".0f"))
            steps, silence = (statistics.median(run[what] for run in ours) for what in ("steps", "silence"))
            print(f"  the bar moved {steps:.0f} times, longest time between two of them {silence:.2f} s")


def compared(bare: tuple[dict, ...], ours: tuple[dict, ...], what: str, form: str) -> str:
    """Put the medians and the ratio into words."""
    one, two = (statistics.median(run[what] for run in runs) for runs in (bare, ours))
    return f"bare {one:{form}}, import {two:{form}}, ratio {two / one:.2f}"


def run(which: str, table: str, file: Path) -> dict:
    """Do one thing in a process of its own; this one stays small, because a child begins with its parent's peak."""
    command = [sys.executable, __file__, "--one", which, table, str(file)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measured(which: str, table: str, file: str) -> dict:
    """Do the work once; return seconds and the peak memory of this process."""
    if which == "write":
        rows = int(Path(file).stem.split("_")[1])
        return {"file": str(revenue(rows, Path(file)) if table == "revenue" else deals(rows, Path(file)))}
    with tempfile.TemporaryDirectory() as folder:
        found = bare(file, folder) if which == "bare" else imported(table, file, folder)
    return found | {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def bare(file: str, folder: str) -> dict:
    """Let DuckDB copy the file to Parquet, every cell as text."""
    import duckdb

    started = time.perf_counter()
    duckdb.connect().execute(
        f"COPY (SELECT * FROM read_csv('{file}', all_varchar = true)) TO '{folder}/out.parquet' (FORMAT parquet)"
    )
    return {"seconds": time.perf_counter() - started}


def imported(table: str, file: str, folder: str) -> dict:
    """Import the file as the app does, with somebody who watches how far it is."""
    from icp_core.ingest import Source, import_files

    warm_up(table, Path(file), Path(folder))
    told = [time.perf_counter()]
    source = Source(table, Path(file), Path(file).name)
    done = import_files([source], Path(folder), progress=lambda _doing, _share: told.append(time.perf_counter()))
    told.append(time.perf_counter())
    report = done.reports[table]
    assert report.rows_read == report.rows_kept, report
    silence = max(after - before for before, after in itertools.pairwise(told))
    return {"seconds": told[-1] - told[0], "steps": len(told) - 2, "silence": silence}


def warm_up(table: str, file: Path, folder: Path) -> None:
    """Import the first rows, so that libraries and word lists are loaded, as they are in a running app."""
    from icp_core.ingest import Source, import_files

    small = folder / "first.csv"
    with file.open() as stream:
        small.write_text("".join(next(stream) for _ in range(20)))
    import_files([Source(table, small, small.name)], folder)


def revenue(rows: int, path: Path) -> Path:
    """Write account x month with cents."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(1)
    accounts = rows // MONTHS
    months = pd.date_range("2021-01-01", periods=MONTHS, freq="MS").strftime("%Y-%m-%d").to_numpy()
    table = {
        "account_id": np.repeat([f"acc-{number:07d}" for number in range(accounts)], MONTHS),
        "month": np.tile(months, accounts),
        "mrr": np.round(rng.lognormal(6, 1, accounts * MONTHS), 2),
    }
    pd.DataFrame(table).to_csv(path, index=False)
    return path


def deals(rows: int, path: Path) -> Path:
    """Write opportunities with ten columns, some cells quoted."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(2)
    created = pd.to_datetime("2021-01-01") + pd.to_timedelta(rng.integers(0, 1500, rows), unit="D")
    closed = created + pd.to_timedelta(rng.integers(1, 200, rows), unit="D")
    table = {
        "Opportunity ID": [f"006{number:012d}" for number in range(rows)],
        "Account ID": [f"acc-{number:07d}" for number in rng.integers(0, 100_000, rows)],
        "Stage": rng.choice(["Closed Won", "Closed Lost", "Negotiation", "Discovery"], rows),
        "Amount": np.round(rng.lognormal(9, 1, rows), 2),
        "Created Date": created.strftime("%Y-%m-%d"),
        "Close Date": closed.strftime("%Y-%m-%d"),
        "Lead Source": rng.choice(["Inbound", "Outbound", "Partner, global", "Event"], rows),
        "Owner": rng.choice([f"Rep {number}" for number in range(60)], rows),
        "Type": rng.choice(["New Business", "Expansion"], rows),
        "Loss Reason": rng.choice(["Price", "", "Timing", "Competitor"], rows),
    }
    pd.DataFrame(table).to_csv(path, index=False)
    return path


if __name__ == "__main__":
    main()
