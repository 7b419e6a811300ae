"""Which groups do the accounts fall into by retention and value, and are they really there?"""

from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.results import Unit, format_value, plural, unknown
from icp_core.segments.choice import Made, Method, choose
from icp_core.segments.commoner import commoner_levels
from icp_core.segments.describe import Described, RetentionOf, describe, in_order
from icp_core.segments.explain import explain
from icp_core.segments.features import Features, features
from icp_core.segments.grouping import natural_break
from icp_core.segments.names import Place, name_groups
from icp_core.segments.places import account_points
from icp_core.segments.result import Segment, Segments, StructureTest
from icp_core.segments.structure import structure_tests

Floats: TypeAlias = np.ndarray

ORDERED_BY = ("arr", "initial_arr", "tenure", "entry", "left")
GROUPS = (2, 6)  # fewest and most groups that can be asked for


def find_segments(
    accounts: Accounts,
    *,
    method: Method = "mixture",
    k: int = 4,
    retention_of: RetentionOf | None = None,
    trait_p: float | None = None,
    seed: int = 0,
) -> Segments:
    """Group the accounts by retention and value, and test whether groups are really there.

    From 50 accounts and 10 leavers on: a mixture of groups that pay alike and leave at a like pace, their number chosen
    by BIC; or k-means on log ARR and 0.75 x expected life within 36 months, where a live account counts with what it
    may still stay and not with its age. k-means also steps in where the mixture does not settle or tells one group
    only. Below: value above or below its natural break, by kept or lost. With value or retention alone: that one axis.
    With neither: no groups, and what would answer.

    Args:
        accounts: The account table.
        method: ``mixture`` or ``k-means``.
        k: Groups for k-means, 2 to 6.
        retention_of: Net revenue retention of the accounts with the given ids; None: unknown.
        trait_p: p-value of the strongest shared trait (``Traits.p_value``), as one of the structure tests.
        seed: Seed of k-means, of the resamples and of the bootstrap.

    Returns:
        The groups; ``found`` is False when no structure test holds, and the groups then are cuts made for reading.
        Neither the order of the rows nor the ids of the accounts matter.

    Raises:
        ValueError: ``k`` is not between 2 and 6.

    Source:
        docs/method.md.
    """
    if not GROUPS[0] <= k <= GROUPS[1]:
        raise ValueError(f"k must lie between {GROUPS[0]} and {GROUPS[1]}, not {k}")
    frame = _in_one_order(accounts.frame)
    known = features(frame)
    made = choose(known, method=method, k=k, seed=seed)
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
    rule, fidelity = _rule(made, known, labels, names)
    return Segments(
        found=any(test.holds for test in tests),
        why=_why(made, tests, known, accounts),
        method=made.method,
        stability=made.grouping.mean_stability,
        items=tuple(items),
        labels=_by_account(frame, words, accounts),
        points=account_points(frame, known, words, made, names),
        tests=tests,
        rule=rule,
        horizon=known.horizon,
        fidelity=fidelity,
        one_group=made.one_group,
    )


def _in_one_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Order the accounts by what the groups are made from, so that neither rows nor ids decide a random start."""
    axes = [frame[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan) for name in ORDERED_BY]
    by_id = frame["account_id"].rank(method="first").to_numpy()
    return frame.iloc[np.lexsort([by_id, *reversed(axes)])].reset_index(drop=True)


def _names(made: Made, known: Features, labels: pd.Series) -> dict[int, str]:
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


def _rule(made: Made, known: Features, labels: pd.Series, names: dict[int, str]) -> tuple[str, float | None]:
    """Return the groups as cuts in words, and the share that the cuts place as the groups do."""
    if made.method != "grid":
        rows = made.rows & np.isfinite(known.arr)
        groups = labels[rows].to_numpy(dtype=int)
        present = {label: name for label, name in names.items() if (groups == label).any()}
        return explain(known.arr[rows], known.life[rows], groups, present, horizon=known.horizon)
    if made.value is None:
        return "Kept: still a customer. Lost: has left.", 1.0
    cut = format_value(float(np.exp(natural_break(made.value[made.rows]))), Unit.MONEY)
    return f"High value: ARR above {cut}. Low value: ARR up to {cut}. Kept: still a customer. Lost: has left.", 1.0


def _why(made: Made, tests: tuple[StructureTest, ...], known: Features, accounts: Accounts) -> str:
    words = []
    holding = [test.sentence for test in tests if test.holds]
    if holding:
        words += ["Customers differ beyond chance." if made.one_group else "The groups are really there.", *holding]
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
        told = "told by their lifetime alone" if made.method == "mixture" else "placed at the median value"
        words.append(f"{plural(blank, 'account')} without ARR were {told}.")
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
        points=account_points(frame, known, words),
    )


def _by_account(frame: pd.DataFrame, words: pd.Series, accounts: Accounts) -> pd.Series:
    labels = words.astype("str").set_axis(pd.Index(frame["account_id"].to_numpy()))
    return labels.reindex(accounts.frame["account_id"].to_numpy()).rename("segment")
