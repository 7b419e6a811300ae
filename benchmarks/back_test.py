"""How often is a ring called different although the outcomes have nothing to do with the rings?

.venv/bin/python benchmarks/back_test.py [--worlds 400] [--accounts 250 1200]

The sample company is imported once for each size; in every world its accounts and its deals are dealt out anew over the
rings, so that what happened has nothing to do with them. Printed: the share of worlds in which any ring is called
different in any outcome, and in which inside and outside are said to differ.
"""

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from icp_core.analysis import compare, observe
from icp_core.fit import Fit
from icp_core.fit.back_test import OUTCOMES, judged_by
from icp_core.fit.years import year_of
from icp_core.ingest import Source, import_files
from icp_core.profile import profile_from_text
from icp_core.sample import write_company
from icp_core.workspace import Settings

TABLES = ("customers", "deals", "revenue")


def main() -> None:
    """Import the sample company, deal its rings out anew many times, print how often chance is called a difference."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--accounts", type=int, nargs="+", default=[250, 1200])
    options = parser.parse_args()
    for accounts in options.accounts:
        any_ring, any_side, rings = 0, 0, dict.fromkeys(OUTCOMES, 0)
        for shuffled in worlds(accounts, options.worlds):
            found = [name for row in shuffled.rings for name in row.differs]
            any_ring += bool(found)
            any_side += "did better" in shuffled.sentence or "did worse" in shuffled.sentence
            for name in set(found):
                rings[name] += 1
        count = options.worlds
        by_outcome = ", ".join(f"{name} {hits / count:.3f}" for name, hits in rings.items())
        print(f"{accounts} accounts, {count} worlds: any ring {any_ring / count:.3f} ({by_outcome})", end="")
        print(f", inside against outside {any_side / count:.3f}")


def worlds(accounts: int, count: int):
    """Yield the back-test of the sample company with its rings dealt out anew."""
    rng = np.random.default_rng(accounts)
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "sample"
        write_company(sample, accounts=accounts)
        sources = [Source(table=name, path=sample / f"{name}.csv", name=f"{name}.csv") for name in TABLES]
        observed = observe(import_files(sources, Path(folder) / "data").data, Settings())
        comparison = compare(observed, profile_from_text((sample / "icp.yaml").read_text()))
        year = year_of(observed.data, observed.accounts, observed.deals, observed.data.as_of)
        before = year_of(observed.data, observed.accounts, observed.deals, year.opening)
        for _ in range(count):
            yield judged_by(year, before, dealt(comparison.fit, rng), dealt(comparison.fit_deals, rng))


def dealt(fit: Fit, rng: np.random.Generator) -> Fit:
    """Return the fit with its rings in another order."""
    shuffled = replace(fit)
    shuffled.__dict__["places"] = rng.permutation(fit.places)
    return shuffled


if __name__ == "__main__":
    main()
