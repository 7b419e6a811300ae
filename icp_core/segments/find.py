"""Which groups do the accounts fall into by retention and value, and are they really there?"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.results import Unit, format_value, plural, unknown
from icp_core.segments.commoner import commoner_levels
from icp_core.segments.describe import Described, RetentionOf, describe, in_order
from icp_core.segments.explain import explain
from icp_core.segments.features import Features, features
from icp_core.segments.grouping import Grouping, grid, k_means, natural_break
from icp_core.segments.names import Place, name_groups
from icp_core.segments.result import Segment, Segments, StructureTest
from icp_core.segments.structure import structure_tests

Floats: TypeAlias = np.ndarray

FEWEST_ACCOUNTS = 50  # below it, or with fewer leavers, a grid is as good and more stable (docs/method.md)
FEWEST_LOST = 10
GROUPS = (2, 6)  # fewest and most groups that can be asked for


@dataclass(frozen=True)
class _Made:
    """A grouping of some of the accounts and how it came about."""

    method: str
    grouping: Grouping
    rows: Floats
    value: Floats | None
    why: str


def find_segments(
    accounts: Accounts,
    *,
    k: int = 4,
    retention_of: RetentionOf | None = None,
    trait_p: float | None = None,
    seed: int = 0,
) -> Segments:
    """Group the accounts by retention and value, and test whether groups are really there.

    From 50 accounts and 10 leavers on: k-means on log ARR and 0.75 x expected life within 36 months, where a live
    account counts with what it may still stay and not with its age. Below: value above or below its natural break, by
    kept or lost. With value or retention alone: that one axis. With neither: no groups, and what would answer.

    Args:
        accounts: The account table.
        k: Groups for k-means, 2 to 6.
        retention_of: Net revenue retention of the accounts with the given ids; None: unknown.
        trait_p: p-value of the strongest shared trait (``Traits.p_value``), as one of the structure tests.
        seed: Seed of k-means, of the resamples and of the bootstrap.

    Returns:
        The groups; ``found`` is False when no structure test holds, and the groups then are cuts made for reading.
        The order of the rows does not matter.

    Raises:
        ValueError: ``k`` is not between 2 and 6.

    Source:
        docs/method.md.
    """
    if not GROUPS[0] <= k <= GROUPS[1]:
        raise ValueError(f"k must lie between {GROUPS[0]} and {GROUPS[1]}, not {k}")
    frame = accounts.frame.sort_values("account_id", ignore_index=True)
    known = features(frame)
    made = _group(known, k, seed)
    if made is None:
        return _nothing(accounts, frame, known)
    labels = pd.Series(pd.array(np.full(len(frame), -1), dtype="Int64"))
    labels[made.rows] = made.grouping.labels
    labels = labels.where(labels >= 0)
    names = _names(made, known, labels)
    tests = structure_tests(known, trait_p=trait_p, seed=seed)
    words = labels.map(names)
    commoner = commoner_levels(frame, accounts.attributes, words)
    base = Described(frame["account_id"].to_numpy(), known, made.rows, retention_of)
    items: list[Segment] = []
    for label in names:
        stability = made.grouping.stability[label]
        inside = (labels == label).fillna(value=False).to_numpy(dtype=bool)
        items.append(describe(names[label], inside, base, stability=stability, commoner=commoner.get(names[label], ())))
    return Segments(
        found=any(test.holds for test in tests),
        why=_why(made, tests, known, accounts),
        method=made.method,
        stability=made.grouping.mean_stability,
        items=tuple(items),
        labels=_by_account(frame, words, accounts),
        points=_points(frame, known, words),
        tests=tests,
        rule=_rule(made, known, labels, names),
        horizon=known.horizon,
    )


def _group(known: Features, k: int, seed: int) -> _Made | None:
    timed = known.timed
    value = _filled(known.log_arr, known.arr)
    if known.value_known and timed.sum() >= FEWEST_ACCOUNTS and known.churned >= FEWEST_LOST:
        grouping = k_means(value[timed], known.life[timed], k, seed=seed)
        why = f"the groups come from what accounts pay and how many of {known.horizon:.0f} months they stay (k-means)"
        return _Made("k-means", grouping, timed, value, why)
    status = np.isfinite(known.left)
    both_ways = len(np.unique(known.left[status])) > 1
    if known.value_known and known.status_known and both_ways:
        n, lost = int(status.sum()), int(np.nansum(known.left))
        counted = f"{plural(n, 'account')}, {lost} left"
        why = f"too few customers for clusters ({counted}); this is a grid of value by kept or lost"
        if n >= FEWEST_ACCOUNTS and lost >= FEWEST_LOST:
            why = "how long accounts stayed is not known, so this is a grid of value by kept or lost"
        return _Made("grid", grid(value[status], known.left[status], seed=seed), status, value, why)
    if known.value_known:
        rows = np.isfinite(known.arr)
        why = "only value is known, or nobody has left, so these are bands of value at its natural break"
        return _Made("grid", grid(value[rows], None, seed=seed), rows, value, why)
    if known.status_known and both_ways:
        why = "only who left is known and not what accounts pay, so this shows kept against lost"
        return _Made("grid", grid(None, known.left[status], seed=seed), status, None, why)
    return None


def _filled(value: Floats, arr: Floats) -> Floats:
    """Accounts without ARR stand at the median; the reason given says how many."""
    here = np.isfinite(arr)
    return np.where(here, value, np.median(value[here]) if here.any() else 0.0)


def _names(made: _Made, known: Features, labels: pd.Series) -> dict[int, str]:
    places = []
    for label in np.unique(made.grouping.labels):
        inside = (labels == label).fillna(value=False).to_numpy(dtype=bool)
        left = known.left[inside]
        left = left[np.isfinite(left)]
        life = known.life[inside]
        shown = made.value is None or len(np.unique(known.left[np.isfinite(known.left)])) > 1
        places.append(
            Place(
                int(label),
                None if made.value is None else float(np.median(made.value[inside])),
                1 - float(left.mean()) if len(left) and shown else None,
                float(np.nanmean(life)) if np.isfinite(life).any() else None,
            )
        )
    value = np.zeros(1) if made.value is None else made.value[made.rows]
    life = known.life[np.isfinite(known.life)]
    spread = (float(value.std()), float(life.std()) if len(life) else 0.0)
    names = name_groups(places, natural_break(value), spread)
    order = in_order(names, known.log_arr, known.left, labels)
    return {label: names[label] for label in order}


def _rule(made: _Made, known: Features, labels: pd.Series, names: dict[int, str]) -> str:
    if made.method == "k-means":
        rows = made.rows & np.isfinite(known.arr)
        groups = labels[rows].to_numpy(dtype=int)
        present = {label: name for label, name in names.items() if (groups == label).any()}
        return explain(known.arr[rows], known.life[rows], groups, present, horizon=known.horizon)
    if made.value is None:
        return "Kept: still a customer. Lost: has left."
    cut = format_value(float(np.exp(natural_break(made.value[made.rows]))), Unit.MONEY)
    return f"High value: ARR above {cut}. Low value: ARR up to {cut}. Kept: still a customer. Lost: has left."


def _why(made: _Made, tests: tuple[StructureTest, ...], known: Features, accounts: Accounts) -> str:
    words = []
    holding = [test.sentence for test in tests if test.holds]
    if holding:
        words += ["The groups are really there.", *holding]
    elif tests:
        words.append("No test shows separate groups: these are cuts of a continuum, made for reading.")
        words += [test.sentence for test in tests]
    else:
        words.append("The data allow no test whether groups are really there: these are cuts made for reading.")
    words.append(f"{made.why[0].upper()}{made.why[1:]}.")
    out = len(known.arr) - int(made.rows.sum())
    if out:
        words.append(f"{plural(out, 'account')} could not be grouped, because value or lifetime is unknown.")
    blank = int((made.rows & ~np.isfinite(known.arr)).sum())
    if blank and made.value is not None:
        words.append(f"{plural(blank, 'account')} without ARR were placed at the median value.")
    for missing in (accounts.why_no_value, accounts.why_no_lifetimes):
        if missing:
            words.append(f"{missing[0].upper()}{missing[1:]}.")
    return " ".join(words)


def _nothing(accounts: Accounts, frame: pd.DataFrame, known: Features) -> Segments:
    missing = [why for why in (accounts.why_no_value, accounts.why_no_lifetimes) if why]
    if not missing and not len(frame):
        missing = ["there are no accounts"]
    reason = "; ".join(missing) or "value and retention are known for fewer than half of the accounts, or do not differ"
    why = (
        f"The accounts cannot be grouped by retention and value: {reason}. "
        "A column with recurring revenue (current_arr) and one with the day an account left (churn_date) would answer."
    )
    words = pd.Series(pd.array([pd.NA] * len(frame), dtype="string"))
    return Segments(
        found=False,
        why=why,
        method="none",
        stability=unknown(Unit.RATIO, "there are no groups"),
        items=(),
        labels=_by_account(frame, words, accounts),
        points=_points(frame, known, words),
    )


def _by_account(frame: pd.DataFrame, words: pd.Series, accounts: Accounts) -> pd.Series:
    labels = words.astype("str").set_axis(pd.Index(frame["account_id"].to_numpy()))
    return labels.reindex(accounts.frame["account_id"].to_numpy()).rename("segment")


def _points(frame: pd.DataFrame, known: Features, words: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account_id": frame["account_id"].to_numpy(),
            "arr": known.arr,
            "expected_life": known.life,
            "segment": words.astype("str"),
            "left": frame["left"].astype("boolean").to_numpy(),
        }
    ).astype({"account_id": "str", "left": "boolean"})
