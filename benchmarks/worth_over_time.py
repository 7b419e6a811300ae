"""Is the lead of those inside called shrinking when it is not, and is it found when it is?

    .venv/bin/python benchmarks/worth_over_time.py [--worlds 300] [--accounts 200 600 2000]

Planted: five years of accounts and three times as many deals, of which half are inside; the lead on staying a year and
on winning is 15 points in every year, or goes from 30 to 0. Printed: the share of companies with any trend called, and
of each trend found where it is planted.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.core.fit.planted_leads import leads


def main() -> None:
    """Draw many companies of each size and count the trends called."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--worlds", type=int, default=300)
    parser.add_argument("--accounts", type=int, nargs="+", default=[200, 600, 2000])
    options = parser.parse_args()
    for n in options.accounts:
        level = [leads(n, np.random.default_rng([n, seed]), 0.15, 0.15) for seed in range(options.worlds)]
        falling = [leads(n, np.random.default_rng([n, seed]), 0.30, 0.0) for seed in range(options.worlds)]
        false = np.mean([any(worth.moved for worth in found) for found in level])
        found = {one.name: np.mean([world[at].moved for world in falling]) for at, one in enumerate(falling[0])}
        print(f"{n} accounts: called without a trend {false:.3f}; found:", {k: round(v, 2) for k, v in found.items()})


if __name__ == "__main__":
    main()
