"""Does the forecast find what was planted, say nothing where nothing was planted, and stay near the truth?

Run: ``nice .venv/bin/python -m benchmarks.forecast --runs 40`` (about 10 minutes on 2 cores).

Companies are drawn with four kinds of lifetimes; industry (4 of 12) and size (above 150 employees) tell how fast an
account leaves, or nothing does. One cell in twelve is empty. In ``together`` the two work only
together, which a model that adds up columns cannot say.
"""

import argparse
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from icp_core.segments.forecast.design import design
from icp_core.segments.forecast.find import MONTHS
from icp_core.segments.forecast.hazard import Lives, predict
from icp_core.segments.forecast.skill import concordance

KINDS = ("exponential", "renewal", "weibull", "together")
EMPTY = 1 / 12  # of the cells
CHURN = np.array([0.42, 0.28, 0.22, 0.08])  # a year: neither, large, right industry, both
TOGETHER = np.array([0.30, 0.30, 0.30, 0.08])
NOTHING = 0.22


@dataclass
class Run:
    """What one company gave."""

    found: bool
    order: float
    like_truth: float  # correlation of predicted and true retention
    bias: list[float]  # mean prediction less mean truth, by third of the predictions
    seconds: float


def world(n: int, rng: np.random.Generator, kind: str, *, signal: bool) -> tuple[pd.DataFrame, Lives, np.ndarray]:
    industry, employees = rng.integers(0, 12, n), np.exp(rng.normal(5, 1.3, n))
    cell = 2 * (industry < 4) + (employees > 150)
    churn = (TOGETHER if kind == "together" else CHURN)[cell] if signal else np.full(n, NOTHING)
    age = rng.uniform(0, 48, n)
    if kind == "renewal":
        life = 12.0 * rng.geometric(churn)
    else:
        shape = 0.7 if kind == "weibull" else 1.0
        life = 12 * (rng.exponential(size=n) / -np.log(1 - churn)) ** (1 / shape)
    frame = pd.DataFrame(
        {
            "industry": [f"i{code}" for code in industry],
            "employees": np.round(employees),
            "region": [f"r{code}" for code in rng.integers(0, 4, n)],
            "country": [f"c{code}" for code in rng.integers(0, 20, n)],
            "noise": rng.normal(size=n),
        }
    )
    for name in frame:
        frame.loc[rng.random(n) < EMPTY, name] = None
    return frame, Lives(np.minimum(life, age), life < age, np.zeros(n)), 1 - churn


def run(n: int, seed: int, kind: str, *, signal: bool) -> Run:
    frame, lives, truth = world(n, np.random.default_rng([seed, n]), kind, signal=signal)
    began = time.perf_counter()
    found = predict(design(frame, tuple(frame.columns)), lives, months=MONTHS, seed=0)
    order = concordance(found.pace, lives, found.fold)
    seconds = time.perf_counter() - began
    thirds = np.array_split(np.argsort(found.kept, kind="stable"), 3)
    like = float(np.corrcoef(found.kept, truth)[0, 1]) if signal and np.ptp(found.kept) > 0 else np.nan
    return Run(
        found=found.penalty is not None and order.low is not None and order.low > 0.5,
        order=order.value or np.nan,
        like_truth=like,
        bias=[float(found.kept[rows].mean() - truth[rows].mean()) for rows in thirds],
        seconds=seconds,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    runs = parser.parse_args().runs
    print("| lifetimes | planted | n | found | pairs in order | like the truth | bias by third, points | seconds |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for kind in KINDS:
        for signal in (True, False) if kind != "together" else (True,):
            for n in (250, 1_000, 10_000, 100_000):
                count = {250: 3 * runs, 1_000: runs, 10_000: max(runs // 8, 1), 100_000: 1}[n]
                done = [run(n, seed, kind, signal=signal) for seed in range(count)]
                bias = [100 * float(np.mean([one.bias[part] for one in done])) for part in range(3)]
                like = [one.like_truth for one in done if np.isfinite(one.like_truth)]
                cells = [
                    kind,
                    "yes" if signal else "no",
                    f"{n:,}",
                    f"{sum(one.found for one in done)} of {count}",
                    f"{100 * np.mean([one.order for one in done]):.1f} %",
                    f"{np.mean(like):.2f}" if like else "",
                    " / ".join(f"{part:+.1f}" for part in bias),
                    f"{np.median([one.seconds for one in done]):.1f}",
                ]
                print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
