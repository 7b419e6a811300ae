"""Who will stay? A forecast from what was known before the sale, or the answer that these columns cannot tell."""

from dataclasses import replace
from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.metrics.accounts import Accounts
from icp_core.metrics.lifetimes import NOBODY_SAYS
from icp_core.metrics.proportion import share
from icp_core.results import Estimate, Unit, format_value, plural, unknown
from icp_core.segments.forecast.design import Design, design
from icp_core.segments.forecast.hazard import Lives, Predicted, predict
from icp_core.segments.forecast.result import Forecast, ForecastGroup, Third
from icp_core.segments.forecast.skill import concordance
from icp_core.segments.grouping import natural_break

Floats: TypeAlias = np.ndarray

MONTHS = 12.0
FEWEST_ACCOUNTS, FEWEST_LOST = 200, 30  # below it the predicted spread is noise (docs/method.md: correlation .04 at 60)
THIRDS = ("lowest third", "middle third", "highest third")
AT_RISK, STAYS = "at risk", "expected to stay"


def forecast(accounts: Accounts, columns: tuple[str, ...], *, seed: int = 0) -> Forecast:
    """Forecast 12-month retention from columns known before the sale, each account by a model that has not seen it.

    Args:
        accounts: The account table.
        columns: The columns that were known before the sale; none that is known only afterwards may be among them.
        seed: Seed of the fifths.

    Returns:
        The map of the live accounts, or the reason why these columns forecast nothing. The order of the rows does not
        matter.

    Source:
        docs/method.md; decision 0025.
    """
    frame = accounts.frame.sort_values("account_id", ignore_index=True)
    rows = frame[frame["tenure"].notna() & frame["left"].notna()] if accounts.lifetimes_from else frame.iloc[:0]
    rows = rows.reset_index(drop=True)
    lives = _lives(rows)
    lost = int(lives.left.sum())
    order = unknown(Unit.RATIO, "no forecast was made", n=lost)
    nothing = Forecast(found=False, why="", months=MONTHS, n=len(rows), lost=lost, order=order, columns=columns)
    known = design(rows, columns)
    why = _too_little(accounts, len(rows), lost, known) or _too_short(lives)
    if why:
        return replace(nothing, why=why)
    found = predict(known, lives, months=MONTHS, seed=seed)
    order = concordance(found.pace, lives, found.fold)
    thirds = _thirds(found.kept, lives)
    found_any = found.penalty is not None and order.low is not None and order.low > 0.5
    measured = replace(nothing, order=order, thirds=thirds, columns=tuple(known.blocks))
    if not found_any:
        return replace(measured, why=_no_better(order))
    return _mapped(replace(measured, found=True), rows, found)


def _lives(rows: pd.DataFrame) -> Lives:
    tenure = rows["tenure"].to_numpy(dtype=float)
    entry = np.minimum(rows["entry"].fillna(0.0).to_numpy(dtype=float), tenure)
    return Lives(tenure, rows["left"].to_numpy(dtype=bool), entry)


def _too_little(accounts: Accounts, n: int, lost: int, known: Design) -> str:
    if not accounts.lifetimes_from:
        return f"Nothing can be forecast: {accounts.why_no_lifetimes or NOBODY_SAYS}."
    if n < FEWEST_ACCOUNTS or lost < FEWEST_LOST:
        return (
            f"Not enough data for a forecast: it needs {FEWEST_ACCOUNTS} accounts and {FEWEST_LOST} that left; here "
            f"are {n:,} and {lost:,}. With fewer, what is predicted is noise."
        )
    if not known.blocks:
        return (
            "Nothing can be forecast: no column describes the accounts before the sale. Add columns such as industry, "
            "employees or country to the customers."
        )
    return ""


def _too_short(lives: Lives) -> str:
    """Say why a year cannot be forecast although there are accounts enough."""
    at = lives.curve().at(MONTHS)
    if not at.known:
        return f"A year cannot be forecast: {at.why}."
    return "Nobody has left within 12 months: there is nothing to forecast." if at.value == 1.0 else ""


def _no_better(order: Estimate) -> str:
    if order.low is None:
        return (
            f"These columns do not forecast who stays: {order.why}. So there is no map, and nobody is called at risk."
        )
    return (
        "These columns do not forecast who stays. Models made from four fifths of the accounts put the accounts of the "
        f"other fifth in the right order in {_percent(order.value)} of pairs ({_between(order)}); chance alone does so "
        "in half of them. So there is no map, and nobody is called at risk."
    )


def _thirds(kept: Floats, lives: Lives) -> tuple[Third, ...]:
    """Put the accounts in order by their prediction and hold each third against what it did."""
    order = np.argsort(kept, kind="stable")
    found = []
    for name, rows in zip(THIRDS, np.array_split(order, len(THIRDS)), strict=True):
        mean = Estimate(float(kept[rows].mean()), Unit.RATIO, len(rows), window=f"first {MONTHS:.0f} months")
        found.append(Third(name, len(rows), mean, lives.rows(rows).curve().at(MONTHS)))
    return tuple(found)


def _mapped(measured: Forecast, rows: pd.DataFrame, found: Predicted) -> Forecast:
    live = ~rows["left"].to_numpy(dtype=bool)
    cut = natural_break(found.kept)
    arr = rows["arr"].where(rows["arr"].notna(), rows["initial_arr"]).to_numpy(dtype=float)
    known = arr[live & (arr > 0)]
    value_cut = float(np.exp(natural_break(np.log(known)))) if len(np.unique(known)) > 1 else None
    points = pd.DataFrame(
        {
            "account_id": rows["account_id"].astype("str"),
            "arr": arr,
            "predicted": found.kept,
            "group": _names(arr, found.kept < cut, value_cut),
        }
    )
    labels = points.set_index("account_id")["group"]
    order = np.flatnonzero(live)[np.argsort(found.kept[live], kind="stable")]
    points = points.iloc[order].reset_index(drop=True)
    factors = pd.DataFrame(found.factors).iloc[order].reset_index(drop=True)
    groups = tuple(_group(name, points) for name in _in_order(points["group"].unique()))
    weight = {str(name): float(np.abs(np.log(column)).mean()) for name, column in factors.items()}
    ordered = dict(sorted(weight.items(), key=lambda item: -item[1]))
    made = replace(measured, cut=cut, value_cut=value_cut, labels=labels, groups=groups)
    made = replace(made, points=points, factors=factors, weight=ordered)
    return replace(made, why=_better(made))


def _names(arr: Floats, risk: Floats, value_cut: float | None) -> Floats:
    outcome = np.where(risk, AT_RISK, STAYS).astype(object)
    value = np.full(len(arr), "Value unknown, ", dtype=object)
    if value_cut is not None:
        value = np.where(np.isfinite(arr), np.where(arr > value_cut, "High value, ", "Low value, "), value)
        return np.asarray(value + outcome)
    return np.asarray([f"{word[0].upper()}{word[1:]}" for word in outcome], dtype=object)


def _in_order(names: Floats) -> list[str]:
    """Order the groups for reading: high value first, at risk before the others."""
    return sorted(map(str, names), key=lambda name: (not name.startswith("High"), not name.startswith("Low"), name))


def _group(name: str, points: pd.DataFrame) -> ForecastGroup:
    rows = points[points["group"] == name]
    paid = rows["arr"].dropna()
    arr = (
        Estimate(float(paid.sum()), Unit.MONEY, len(paid)) if len(paid) else unknown(Unit.MONEY, "no ARR is known here")
    )
    mean = Estimate(float(rows["predicted"].mean()), Unit.RATIO, len(rows), window=f"first {MONTHS:.0f} months")
    risk = name.lower().endswith(AT_RISK)
    return ForecastGroup(name, risk, len(rows), share(len(rows), len(points)), arr, mean)


def _better(made: Forecast) -> str:
    low, *_, high = made.thirds
    risk = made.at_risk
    words = [
        "These columns forecast who stays, better than chance: the third with the lowest prediction kept "
        f"{_observed(low)} for a year, the highest {_observed(high)}.",
        f"{plural(len(risk), 'live account')} of {len(made.points):,} "
        f"{'is' if len(risk) == 1 else 'are'} of a kind predicted to stay below {_percent(made.cut)} (at risk).",
    ]
    missed = [third for third in made.thirds if third.observed.known and not third.holds]
    if missed:
        told = [f"the {one.name} ({_percent(one.predicted.value)} predicted, {_observed(one)} seen)" for one in missed]
        words.append(f"The order can be relied upon, the numbers cannot in {' and '.join(told)}.")
    return " ".join(words)


def _observed(third: Third) -> str:
    if not third.observed.known:
        return "an unknown share"
    return f"{_percent(third.observed.value)} ({_between(third.observed)})"


def _between(estimate: Estimate) -> str:
    low, high = (format_value(end, estimate.unit) for end in (estimate.low, estimate.high))
    return f"{low} to {high}"


def _percent(value: float | None) -> str:
    return "unknown" if value is None else f"{100 * value:.0f} %"
