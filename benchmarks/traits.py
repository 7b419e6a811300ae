"""What the search for traits recovers, announces by luck and costs, beside pysubgroup in the same run.

.venv/bin/python benchmarks/traits.py [recovery] [luck] [speed] [whole] [--runs 60] [--peer FOLDER]

``recovery``: overlap of the found rule with a planted one. ``luck``: how often a trait is announced where there is
none. ``speed``: the search alone. ``whole``: the whole answer, with its test, at up to 100,000 accounts.
``--peer`` names the site-packages of another environment that holds pysubgroup (``pip install --no-deps pysubgroup``
beside scipy, scikit-learn, statsmodels, matplotlib and multiprocess; its own pins ask for numpy below 2).
"""

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.traits import Success, find_traits
from icp_core.traits.encode import encode, stack
from icp_core.traits.evidence import support
from icp_core.traits.miner import Miner

SIZES = (300, 1000, 3000, 10_000)
LOW, HIGH = np.exp(5 + 1.4 * np.array([-0.3, 1.1]))  # a band of employees that holds 48 % of the accounts
SHARES = np.array([18, 14, 12, 10, 9, 8, 7, 6, 5, 5, 3, 3]) / 100  # of the industries
RULES = {  # words: success inside, success outside, industries, smallest and largest number of employees
    "3 of 12 industries in a band, .2 to .35": (0.35, 0.2, (1, 3, 5), LOW, HIGH),
    "3 of 12 industries in a band, .2 to .5": (0.5, 0.2, (1, 3, 5), LOW, HIGH),
    "3 of 12 industries in a band, .3 to .7": (0.7, 0.3, (1, 3, 5), LOW, HIGH),
    "one industry (14 %) from 60 employees, .2 to .6": (0.6, 0.2, (1,), 60.0, np.inf),
    "one industry (10 %) from 60 employees, .2 to .6": (0.6, 0.2, (3,), 60.0, np.inf),
    "one industry (9 %) from 60 employees, .2 to .6": (0.6, 0.2, (4,), 60.0, np.inf),
}
Lives = Callable[[np.random.Generator, int], np.ndarray]
LIVES: dict[str, Lives] = {  # months until an account leaves
    "one pace": lambda rng, n: rng.exponential(33.6, n),
    "at renewals alone": lambda rng, n: 12.0 * rng.geometric(0.3, n),
    "early or never (Weibull)": lambda rng, n: 60 * rng.weibull(0.7, n),
}


def planted(rule: str, n: int, seed: int) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """One data set: 13 attributes with 5 % missing, success, and the planted rule."""
    rng = np.random.default_rng([n, seed])
    inside, outside, industries, low, high = RULES[rule]
    industry = rng.choice(12, n, p=SHARES)
    region = rng.choice(6, n, p=[0.4, 0.25, 0.15, 0.1, 0.06, 0.04])
    country = region * 4 + rng.integers(0, 4, n)
    employees = rng.lognormal(5, 1.4, n)
    holds = np.isin(industry, industries) & (employees >= low) & (employees <= high)
    frame = pd.DataFrame(
        {
            "industry": _named("industry", industry),
            "region": _named("region", region),
            "country": _named("country", country),
            "funding": _named("funding", rng.choice(5, n)),
            "crm": _named("crm", rng.choice(6, n)),
            **{f"tool {place}": _named("has", (rng.random(n) < p) * 1) for place, p in enumerate((0.5, 0.3, 0.2, 0.1))},
            "employees": employees,
            "revenue": np.exp(0.8 * np.log(employees) + rng.normal(1, 0.8, n)),
            "age": rng.gamma(2, 6, n),
            "seats": rng.lognormal(3, 1, n),
        }
    )
    success = rng.random(n) < np.where(holds, inside, outside)
    return frame.mask(rng.random(frame.shape) < 0.05), success, holds


def null_company(kind: str, n: int, seed: int) -> Accounts:
    """A company in which no attribute has to do with anything."""
    rng = np.random.default_rng([n, seed])
    age, life = rng.uniform(0, 48, n), LIVES[kind](rng, n)
    tenure = np.minimum(life, age).clip(0.3)
    growth = rng.normal(0, 0.15, n) / np.sqrt(np.maximum(tenure / 12, 0.25))
    initial = rng.lognormal(9.2, 0.8, n)
    tools = np.array(["SAP", "AWS", "Slack", "Jira"])
    has = rng.random((n, 4)) < 0.3
    attributes = pd.DataFrame(
        {
            "industry": _named("industry", rng.choice(12, n, p=SHARES)),
            "region": rng.choice(["EMEA", "AMER", "APAC", "LATAM"], n),
            "crm": _named("crm", rng.choice(6, n)),
            "employees": np.round(rng.lognormal(5, 1.4, n)),
            "seats": np.round(rng.lognormal(3, 1, n)),
            "technologies": [list(tools[row]) for row in has],
        }
    )
    known = {
        "start": pd.Timestamp("2025-12-31") - pd.to_timedelta(age * 30.4375, unit="D"),
        "left": life < age,
        "tenure": tenure,
        "arr": initial * np.exp(growth * tenure / 12),
        "initial_arr": initial,
        "growth": growth,
    }
    return as_accounts(attributes, known)


def as_accounts(attributes: pd.DataFrame, known: dict[str, object]) -> Accounts:
    """Put attributes and what is known of the accounts into an account table."""
    n = len(attributes)
    frame = pd.DataFrame({"account_id": [f"a{place:06d}" for place in range(n)], "name": "", "end": pd.NaT})
    frame["start"] = pd.Series(known.get("start", pd.NaT), index=range(n)).astype("datetime64[us]")
    frame["left"] = pd.array(known.get("left", [pd.NA] * n), dtype="boolean")
    for name in ("tenure", "arr", "initial_arr", "growth"):
        frame[name] = np.asarray(known.get(name, np.full(n, np.nan)), float)
    frame["entry"] = 0.0
    frame = pd.concat([frame, attributes], axis=1)
    return Accounts(frame, date(2025, 12, 31), tuple(attributes.columns), "given", "", "given", "")


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Jaccard of two sets of accounts."""
    either = (a | b).sum()
    return float((a & b).sum() / either) if either else 0.0


def ours(frame: pd.DataFrame, success: np.ndarray) -> tuple[np.ndarray, float]:
    """Accounts inside our best rule, and the seconds that the search took."""
    codes = stack(encode(frame, tuple(frame.columns)))
    begun = time.perf_counter()
    miner = Miner(codes, float(success.mean()), support(len(success)))
    _, box = miner.best(success - success.mean())
    took = time.perf_counter() - begun
    return (codes.inside(box) if box else np.zeros(len(success), dtype=bool)), took


def theirs(frame: pd.DataFrame, success: np.ndarray, *, beam: bool) -> tuple[np.ndarray, float]:
    """The same for pysubgroup: weighted relative accuracy, two conditions, its beam of 20 or its fastest search."""
    import pysubgroup as ps

    data = frame.assign(success=success)
    task = ps.SubgroupDiscoveryTask(
        data,
        ps.BinaryTarget("success", True),
        ps.create_selectors(data, ignore=["success"]),
        result_set_size=1,
        depth=2,
        qf=ps.WRAccQF(),
    )
    begun = time.perf_counter()
    found = (ps.BeamSearch(beam_width=20) if beam else ps.Apriori()).execute(task)
    took = time.perf_counter() - begun
    return np.asarray(found.to_descriptions()[0][1].covers(data)), took


def recovery(runs: int, *, peer: bool) -> None:
    """Print the mean overlap of each world and size."""
    print("\n| planted rule | method | " + " | ".join(f"n = {n:,}" for n in SIZES) + " |\n" + "| --- " * 6 + "|")
    for rule in RULES:
        compared = peer and rule.startswith("one industry")
        rows: dict[str, list[str]] = {"ours": [], **({"pysubgroup": []} if compared else {})}
        for n in SIZES:
            got: dict[str, list[float]] = {name: [] for name in rows}
            for seed in range(runs):
                frame, success, holds = planted(rule, n, seed)
                got["ours"].append(overlap(ours(frame, success)[0], holds))
                if compared and n < SIZES[-1]:
                    got["pysubgroup"].append(overlap(theirs(frame, success, beam=False)[0], holds))
            for name, values in got.items():
                error = np.std(values) / max(len(values), 1) ** 0.5 if values else 0
                rows[name].append(f"{np.mean(values):.2f} (+- {error:.2f})" if values else "")
        for name, cells in rows.items():
            print(f"| {rule} | {name} | " + " | ".join(cells) + " |", flush=True)


def luck(runs: int) -> None:
    """Print how often a trait is announced where there is none."""
    sizes = (100, 300, 1000)
    print("\n| lives | " + " | ".join(f"n = {n:,}" for n in sizes) + " |\n" + "| --- " * 4 + "|")
    for kind in LIVES:
        found = [sum(find_traits(null_company(kind, n, seed)).found for seed in range(runs)) for n in sizes]
        print(f"| {kind} | " + " | ".join(f"{one} of {runs}" for one in found) + " |", flush=True)


def speed(*, peer: bool) -> None:
    """Print the seconds of one search (median of five), and of pysubgroup's in the same run."""
    print("\n| accounts | ours | pysubgroup's fastest | its beam |\n" + "| --- " * 4 + "|")
    for n in (10_000, 100_000):
        frame, success, _ = planted("3 of 12 industries in a band, .2 to .5", n, 1)
        own = float(np.median([ours(frame, success)[1] for _ in range(5)]))
        cells = [f"{own:.3f} s"]
        if peer:
            for beam, repeats in ((False, 3), (True, 1)):
                took = float(np.median([theirs(frame, success, beam=beam)[1] for _ in range(repeats)]))
                cells.append(f"{took:.2f} s ({took / own:,.0f} times)")
        print(f"| {n:,} | " + " | ".join(cells) + " |", flush=True)


def whole() -> None:
    """Print the seconds of the whole answer: columns set aside, table of rates, search, test and held-out rates."""
    print("\n| accounts | columns | wall | CPU | found |\n" + "| --- " * 5 + "|")
    for n in (300, 1000, 3000, 10_000, 100_000):
        rng = np.random.default_rng(n)
        frame, won, _ = planted("3 of 12 industries in a band, .2 to .5", n, 1)
        has, tools = rng.random((n, 4)) < 0.3, np.array(["SAP", "AWS", "Slack", "Jira"])
        for place in range(6):
            frame[f"more {place}"] = rng.normal(0, 1, n) if place % 2 else _named("level", rng.choice(8, n))
        frame["technologies"] = [list(tools[row]) for row in has]
        life, age = rng.exponential(np.where(won, 60, 20)), rng.uniform(0, 48, n)
        known = {"left": life < age, "tenure": np.minimum(life, age), "arr": rng.lognormal(9, 1, n)}
        accounts = as_accounts(frame, known)
        index = pd.Index(accounts.frame["account_id"])
        member = pd.Series(won, index=index, dtype="boolean")
        wall, cpu = time.perf_counter(), time.process_time()
        found = find_traits(accounts, success=Success(member, "planted", worst=~member))
        took, used = time.perf_counter() - wall, time.process_time() - cpu
        print(f"| {n:,} | {len(frame.columns)} | {took:.1f} s | {used:.1f} s | {len(found.items)} |", flush=True)


def _named(word: str, numbers: np.ndarray) -> np.ndarray:
    return np.array([f"{word} {number}" for number in range(int(numbers.max()) + 1)])[numbers]


def main() -> None:
    """Run the parts that are asked for, or all of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", choices=["recovery", "luck", "speed", "whole", []])
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--peer", default="")
    options = parser.parse_args()
    if options.peer:
        sys.path.append(options.peer)
        warnings.filterwarnings("ignore")
    chosen = options.parts or ["recovery", "luck", "speed", "whole"]
    if "speed" in chosen:
        speed(peer=bool(options.peer))
    if "whole" in chosen:
        whole()
    if "recovery" in chosen:
        recovery(options.runs, peer=bool(options.peer))
    if "luck" in chosen:
        luck(options.runs)


if __name__ == "__main__":
    main()
