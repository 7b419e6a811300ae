"""Which grouping finds planted segments better, k-means or the survival mixture, and does either see groups in none?

.venv/bin/python benchmarks/segments.py [--runs 20] [--null-runs 40] [--sizes 60 200 1000 10000] [--out FILE.jsonl]
.venv/bin/python benchmarks/segments.py --table FILE.jsonl

Five planted companies (three to five segments, or one) with 48 months of starts, 8 % of the values missing, growth, and
three kinds of lifetimes: exponential; renewals once a year with prices from a list; early-or-never (Weibull, shape 0.7)
with heavy-tailed values. Agreement with the planted segments is the adjusted Rand index (ARI). Every company is a line
of JSON as soon as it is done; the tables are made from the lines.

``mixture`` is the mixture alone, ``default`` what the product shows with it: k-means where the mixture does not settle
or tells one group only. The third structure test, a shared trait, is not searched here; its p-value is drawn evenly
between 0 and 1, as a valid test gives it where there is nothing.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from icp_core.segments.features import Features, features
from icp_core.segments.grouping import k_means_labels
from icp_core.segments.mixture import fit_mixture
from icp_core.segments.structure import structure_tests

SIZES = (60, 200, 1000, 10_000)
LIFETIMES = ("exponential", "renewal", "Weibull")
PRICES = np.array([1200, 3600, 6000, 12000, 24000, 48000, 96000, 240000, 600000.0])
# share, ARR, spread of its logarithm, churn a year, growth of the logarithm a year
WORLDS: dict[str, list[tuple[float, float, float, float, float]]] = {
    "grid of four": [
        (0.20, 60e3, 0.6, 0.08, 0.18),
        (0.15, 50e3, 0.6, 0.40, -0.10),
        (0.35, 6e3, 0.6, 0.10, 0.05),
        (0.30, 5e3, 0.6, 0.45, -0.05),
    ],
    "three tiers": [(0.15, 90e3, 0.5, 0.06, 0.22), (0.35, 18e3, 0.5, 0.18, 0.05), (0.50, 4e3, 0.6, 0.42, -0.08)],
    "five with whales": [
        (0.02, 600e3, 0.5, 0.04, 0.15),
        (0.18, 45e3, 0.5, 0.10, 0.15),
        (0.20, 30e3, 0.5, 0.40, -0.12),
        (0.30, 6e3, 0.5, 0.12, 0.03),
        (0.30, 4e3, 0.5, 0.50, -0.05),
    ],
    "four that overlap": [
        (0.25, 30e3, 1.0, 0.12, 0.10),
        (0.25, 25e3, 1.0, 0.30, -0.05),
        (0.25, 8e3, 1.0, 0.14, 0.04),
        (0.25, 7e3, 1.0, 0.35, -0.04),
    ],
    "one": [(1.0, 12e3, 1.2, 0.22, 0.03)],
}


def company(world: str, lifetimes: str, n: int, rng: np.random.Generator) -> tuple[Features, np.ndarray]:
    """Draw the accounts of a company and the segment each was planted in."""
    share, arr, spread, churn, growth = np.array(WORLDS[world]).T
    segment = rng.choice(len(share), n, p=share)
    age, pace = rng.uniform(0, 48, n), -np.log(1 - churn[segment]) / 12
    life = rng.exponential(1 / pace)
    if lifetimes == "renewal":
        life = 12.0 * rng.geometric(churn[segment])
    elif lifetimes == "Weibull":
        life = 12 * (rng.exponential(1, n) / (12 * pace)) ** (1 / 0.7)
    left, tenure = life < age, np.minimum(life, age).clip(0.25)
    years = tenure / 12
    first = np.exp(rng.normal(np.log(arr[segment]), spread[segment]))
    yearly = growth[segment] + rng.normal(0, 0.15, n) / np.sqrt(np.maximum(years, 0.25))
    last = first * np.exp(yearly * years)
    if lifetimes == "renewal":
        listed = PRICES[np.abs(np.log(last[:, None] / PRICES)).argmin(axis=1)]
        last = listed * rng.choice([1, 0.9, 0.8], n, p=[0.6, 0.25, 0.15])
    elif lifetimes == "Weibull":
        last = last * np.exp(rng.standard_t(3, n) * 0.25)
    first = np.where(rng.random(n) < 0.08, np.nan, first)
    last = np.where(rng.random(n) < 0.04, np.nan, last)
    frame = pd.DataFrame({"arr": last, "initial_arr": first, "tenure": tenure, "entry": 0.0, "left": left})
    return features(frame.astype({"left": "boolean"})), segment


def compared(known: Features, segment: np.ndarray, trait_p: float, seed: int) -> dict[str, object]:
    """Group one company both ways and test it for structure."""
    from sklearn.metrics import adjusted_rand_score

    here = np.isfinite(known.arr)
    filled = np.where(here, known.log_arr, np.median(known.log_arr[here]))
    begun = time.process_time()
    cuts = k_means_labels(filled, known.life, 4, seed=seed)
    middle = time.process_time()
    found = fit_mixture(np.where(here, known.log_arr, np.nan), known.tenure, known.entry, known.left, seed=seed)
    ended = time.process_time()
    classes = np.zeros(len(segment), int) if found is None else found.probability(found.seen).argmax(axis=1)
    groups = len(np.unique(classes))
    ari = {"k-means": adjusted_rand_score(segment, cuts), "mixture": adjusted_rand_score(segment, classes)}
    tests = structure_tests(known, trait_p=trait_p, seed=seed)
    return {
        **ari,
        "default": ari["mixture"] if groups > 1 else ari["k-means"],
        "groups": groups,
        "settled": found is not None,
        "found": any(test.holds for test in tests),
        "seconds k-means": middle - begun,
        "seconds mixture": ended - middle,
    }


def simulate(sizes: list[int], runs: int, null_runs: int, first: int) -> Iterator[dict[str, object]]:
    """Yield one line a company, run by run, so that what is there early covers every cell."""
    for run in range(first, max(runs, null_runs)):
        for n in sizes:
            for place, world in enumerate(WORLDS):
                if run >= (null_runs if world == "one" else runs):
                    continue
                for kind, lifetimes in enumerate(LIFETIMES):
                    rng = np.random.default_rng([24, place, kind, n, run])
                    known, segment = company(world, lifetimes, n, rng)
                    cell = {"world": world, "lifetimes": lifetimes, "n": n, "run": run}
                    yield cell | compared(known, segment, float(rng.random()), run)


def tables(lines: pd.DataFrame) -> str:
    """Return the tables in Markdown: agreement a cell, the worst world of each, and the worlds of one group."""
    planted, one = lines[lines["world"] != "one"], lines[lines["world"] == "one"]
    words = [
        "| lifetimes | n | companies | k-means | mixture alone | default | default - k-means (90 %) | worst world |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for (lifetimes, n), cell in planted.groupby(["lifetimes", "n"]):
        gain = cell["default"] - cell["k-means"]
        half = 1.645 * gain.std() / np.sqrt(len(gain))
        each = gain.groupby(cell["world"]).mean().sort_values()
        mean = cell[["k-means", "mixture", "default"]].mean()
        words.append(
            f"| {lifetimes} | {n:,} | {len(cell)} | {mean['k-means']:.3f} | {mean['mixture']:.3f} | "
            f"{mean['default']:.3f} | {gain.mean():+.3f} ({gain.mean() - half:+.3f} to {gain.mean() + half:+.3f}) | "
            f"{each.index[0]} {each.iloc[0]:+.3f} |"
        )
    words += [
        "",
        "| lifetimes, one group | n | companies | mixture tells one group | found false | s k-means | s mixture |",
    ]
    words.append("| --- | --- | --- | --- | --- | --- | --- |")
    for (lifetimes, n), cell in one.groupby(["lifetimes", "n"]):
        seconds = cell[["seconds k-means", "seconds mixture"]].median()
        words.append(
            f"| {lifetimes} | {n:,} | {len(cell)} | {100 * (cell['groups'] == 1).mean():.0f} % | "
            f"{100 * (~cell['found']).mean():.0f} % | {seconds.iloc[0]:.2f} | {seconds.iloc[1]:.2f} |"
        )
    words += ["", f"Did not settle: {int((~lines['settled']).sum())} of {len(lines):,}."]
    power = planted.groupby("n")["found"].mean()
    words.append("Found true where segments were planted: " + ", ".join(f"{n:,}: {p:.0%}" for n, p in power.items()))
    return "\n".join(words)


def main() -> None:
    """Simulate and print the tables, or print the tables of lines that are there already."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--null-runs", type=int, default=40)
    parser.add_argument("--first-run", type=int, default=0, help="to share the runs between processes")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--out", type=Path, default=Path("segments.jsonl"))
    parser.add_argument("--table", type=Path)
    options = parser.parse_args()
    if options.table is None:
        with options.out.open("w", encoding="utf-8") as out:
            for line in simulate(options.sizes, options.runs, options.null_runs, options.first_run):
                out.write(json.dumps(line, default=float) + "\n")
                out.flush()
    sys.stdout.write(tables(pd.read_json(options.table or options.out, lines=True)) + "\n")


if __name__ == "__main__":
    main()
