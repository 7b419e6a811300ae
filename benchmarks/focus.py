"""Do the 80 % intervals of the what-if hold the truth? Simulated companies whose rings have known rates.

.venv/bin/python benchmarks/focus.py [--worlds 300]
"""

import argparse
from datetime import date

import numpy as np
import pandas as pd

from icp_core.metrics.deals import Deals
from icp_core.narrow import Narrow, what_if

AS_OF = date(2024, 9, 30)
RINGS = np.array(["bullseye", "inner", "outer", "outside"])
SHARES, WINS = np.array([0.25, 0.25, 0.30, 0.20]), np.array([0.32, 0.24, 0.15, 0.08])
VALUES, CYCLES = np.array([30e3, 26e3, 22e3, 18e3]), np.array([50.0, 60.0, 70.0, 90.0])
SPREAD = 0.8  # of the logarithm of an amount
SIZES = (250, 600, 1_500)


def company(deals: int, seed: int) -> tuple[Deals, pd.Series]:
    """Deals created in 2023, all decided within 175 days."""
    generator = np.random.default_rng([deals, seed])
    ring = generator.choice(4, deals, p=SHARES)
    created = np.datetime64("2023-01-01") + (generator.random(deals) * 365).astype("timedelta64[D]")
    days = np.minimum(np.exp(generator.normal(np.log(CYCLES[ring]), 0.4)), 175)
    ids = pd.Series([f"d{number}" for number in range(deals)], dtype="str")
    frame = pd.DataFrame({
        "deal_id": ids,
        "account_id": ids,
        "outcome": pd.Series(np.where(generator.random(deals) < WINS[ring], "won", "lost"), dtype="str"),
        "created": created.astype("datetime64[us]"),
        "closed": (created + days.astype("timedelta64[D]")).astype("datetime64[us]"),
        "amount": np.exp(generator.normal(np.log(VALUES[ring]) - SPREAD**2 / 2, SPREAD)),
        "is_new": pd.Series(True, range(deals), dtype="boolean"),
    })  # fmt: skip
    return Deals(frame, AS_OF, (), ()), pd.Series(RINGS[ring], ids, dtype="str")


def truth(focus: int, goal: float) -> dict[str, float]:
    """Work out what is true of the first ``focus`` rings, all belief in focus."""
    inside = SHARES[:focus] / SHARES[:focus].sum()
    now, there = float((SHARES * WINS * VALUES).sum()), float((inside * WINS[:focus] * VALUES[:focus]).sum())
    return {
        "ratio": now / there,
        "deals_needed_focus": goal / there,
        "pipeline_focus": goal / there * float((inside * VALUES[:focus]).sum()),
        "win_rate_now": float((SHARES * WINS).sum()),
        "win_rate_focus": float((inside * WINS[:focus]).sum()),
        "prospecting": goal / there / float(SHARES[:focus].sum()),
        "cycle_focus": float((inside * CYCLES[:focus]).sum()),
        "capacity_freed": 1 - now / there * float((inside * CYCLES[:focus]).sum() / (SHARES * CYCLES).sum()),
    }


def main() -> None:
    """Print for each figure the share of companies whose interval holds the truth, and how often it is refused."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--worlds", type=int, default=300)
    options = parser.parse_args()
    goal = 500_000.0
    for focus in (1, 2):
        for size in SIZES:
            names = tuple(str(ring) for ring in RINGS[:focus])
            found: list[Narrow] = [
                what_if(*company(size, seed), None, focus=names, target=goal, belief=1.0, draws=400, seed=seed)
                for seed in range(options.worlds)
            ]
            said = [narrow for narrow in found if not narrow.why]
            held = {
                name: np.mean([getattr(each, name).low <= true <= getattr(each, name).high for each in said])
                for name, true in truth(focus, goal).items()
            }
            words = ", ".join(f"{name} {share:.2f}" for name, share in held.items())
            print(f"{' and '.join(names)}, {size} deals: {len(said)} of {len(found)} said; {words}", flush=True)


if __name__ == "__main__":
    main()
