"""What a newer export of revenue changes: time, processor time and peak memory of the comparison before it is accepted.

.venv/bin/python benchmarks/changes.py [--accounts 25000] [--runs 3]

The older export has 40 months an account; the newer one 14 more, an eighth more accounts, and one amount in a hundred
corrected. Both are imported first; each run is a process of its own that opens them and compares.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

OLD_MONTHS, MORE_MONTHS = 40, 14
MORE_ACCOUNTS = 0.12  # share of the older accounts that are new in the newer export
CORRECTED = 0.01  # share of the amounts


def main() -> None:
    """Write and import both exports, then compare them several times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=25_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", nargs=2, help="used by the script itself: the folder, and which export")
    parser.add_argument("--compare", nargs=2, help="used by the script itself: the two imports")
    options = parser.parse_args()
    if options.write:
        print(json.dumps(str(imported(Path(options.write[0]), options.write[1], options.accounts))))
        return
    if options.compare:
        print(json.dumps(compared(*map(Path, options.compare))))
        return
    with tempfile.TemporaryDirectory() as folder:
        size = ["--accounts", str(options.accounts)]
        imports = [run("--write", folder, name, *size) for name in ("older", "newer")]
        runs = [run("--compare", *imports) for _ in range(options.runs)]
    print(f"{runs[0]['rows'][0]:,} against {runs[0]['rows'][1]:,} rows")
    for what in ("seconds", "processor seconds", "megabytes before", "megabytes"):
        print(f"  {what}: {statistics.median(run[what] for run in runs):.1f}")


def run(*arguments: str) -> Any:
    """Do one thing in a process of its own; this one stays small, because a child begins with its parent's peak."""
    return json.loads(subprocess.run([sys.executable, __file__, *arguments], check=True, capture_output=True).stdout)


def imported(folder: Path, name: str, accounts: int) -> Path:
    """Write an export as CSV, import it, and return where the import lies."""
    import numpy as np
    import pandas as pd

    from icp_core.ingest import Source, import_files

    newer = name == "newer"
    months = OLD_MONTHS + MORE_MONTHS
    amounts = np.round(np.random.default_rng(1).lognormal(6, 1, (int(accounts * (1 + MORE_ACCOUNTS)), months)), 2)
    if newer:
        amounts += np.random.default_rng(2).random(amounts.shape) < CORRECTED
    else:
        amounts = amounts[:accounts, :OLD_MONTHS]
    days = pd.date_range("2021-01-01", periods=amounts.shape[1], freq="MS").strftime("%Y-%m-%d")
    path = folder / f"{name}.csv"
    table = {
        "account_id": np.repeat([f"acc-{number:07d}" for number in range(len(amounts))], amounts.shape[1]),
        "month": np.tile(days, len(amounts)),
        "mrr": amounts.ravel(),
    }
    pd.DataFrame(table).to_csv(path, index=False)
    done = import_files([Source("revenue", path, path.name)], folder / name)
    return folder / name / done.data.fingerprint


def compared(older: Path, newer: Path) -> dict:
    """Compare the two imports once; what is kept beside the newer one is made anew, as after a real upload."""
    for kept in newer.glob(".*.parquet"):
        kept.unlink()
    from icp_core.ingest import changes, open_dataset

    before, after = open_dataset(older).data, open_dataset(newer).data
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    clock, processor = time.perf_counter(), time.process_time()
    found = changes(before, after)
    seconds, used = time.perf_counter() - clock, time.process_time() - processor
    months = found.tables[1]
    assert months.new > months.changed > months.gone == 0, months
    return {
        "rows": [months.same + months.changed + months.gone, months.same + months.changed + months.new],
        "seconds": seconds, "processor seconds": used, "megabytes before": held,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


if __name__ == "__main__":
    main()
