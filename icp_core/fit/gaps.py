"""What does each criterion do for the ICP: whom does it let in, and what would the ICP be without it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
import pandas as pd

from icp_core.fit.coverage import Judged, share_inside
from icp_core.fit.edges import as_numbers
from icp_core.fit.matching import Bools, Match
from icp_core.fit.score import Fit
from icp_core.fit.tally import INSIDE, RINGS
from icp_core.metrics.proportion import share
from icp_core.results import Estimate, Unit, Z, unknown

FEWEST_BEST = 20  # best customers with a known value, below which their middle range says little
MIDDLE = (0.1, 0.9)  # quantiles between which "most of your best customers" lie


@dataclass(frozen=True)
class Gap:
    """One criterion against the best customers.

    Args:
        column: Column that the criterion looks at.
        criterion: The criterion in words.
        pass_share: Share of the accounts with a known value that meet it (of an exclusion: that it does not keep out).
        known_share: Share of the accounts whose value is known.
        precision_without: Share of the accounts inside that are among the best, if the criterion were dropped.
        recall_without: Share of the best that would then be inside.
        who: Who meets it, and where most of the best lie, in words.
        change: What it is worth, in the words of its contribution; empty where that cannot be said.
    """

    column: str
    criterion: str
    pass_share: Estimate
    known_share: Estimate
    precision_without: Estimate
    recall_without: Estimate
    who: str
    change: str

    @property
    def sentence(self) -> str:
        """What that means, in words."""
        return " ".join(part for part in (self.who, self.change) if part)


@dataclass(frozen=True)
class Best:
    """Who is among the best customers; arrays of shape (n,).

    Args:
        member: True for the best.
        known: True where it is known whether the account is one.
        why_not: Why nobody can be named; empty when somebody can.
    """

    member: Bools
    known: Bools
    why_not: str = ""


def precision_of(judged: Judged, best: Best) -> Estimate:
    """Share of the accounts inside that are among the best (Wilson)."""
    if best.why_not:
        return unknown(Unit.RATIO, best.why_not)
    inside = judged.inside & best.known
    return share(int((inside & best.member).sum()), int(inside.sum()), why_none="no account is inside the ICP")


def recall_of(judged: Judged, best: Best) -> Estimate:
    """Share of the best customers that are inside, the unknown not counted as outside."""
    if best.why_not:
        return unknown(Unit.RATIO, best.why_not)
    return share_inside(judged, best.known & best.member, noun="best customers")


def base_rate_of(best: Best) -> Estimate:
    """Share of all accounts that is among the best: the precision of an ICP that says nothing."""
    if best.why_not:
        return unknown(Unit.RATIO, best.why_not)
    return share(int((best.member & best.known).sum()), int(best.known.sum()))


def precision_lift(judged: Judged, best: Best) -> Estimate:
    """How many times as often an account inside is among the best as any account is.

    Source:
        Delta method on the logarithm; the accounts inside are a part of all, which the covariance respects.
    """
    precision, base = precision_of(judged, best), base_rate_of(best)
    if precision.value is None or base.value is None or base.value == 0:
        why = precision.why or base.why or "no account is among the best"
        return unknown(Unit.FACTOR, why, n=precision.n)
    inside = judged.inside & best.known
    n, rate, hits = precision.n, precision.value / base.value, best.member & best.known
    if not precision.value:
        return Estimate(0.0, Unit.FACTOR, n, 0.0, (precision.high or 0.0) / base.value)
    influence = np.where(inside, (hits - precision.value) / (n * precision.value), 0.0)
    influence -= np.where(best.known, (hits - base.value) / (base.n * base.value), 0.0)
    reach = exp(Z * sqrt(float(np.sum(influence**2))))
    return Estimate(rate, Unit.FACTOR, n, rate / reach, rate * reach)


def find_gaps(fit: Fit, frame: pd.DataFrame, best: Best, worth: Sequence[str]) -> tuple[Gap, ...]:
    """Leave out one criterion at a time and say who passes it and what the ICP would be without it.

    Args:
        fit: The fit of ``frame``.
        frame: The accounts, shape (n, any).
        best: Which of them are the best.
        worth: What each criterion is worth, in words; empty where there is only one. Nothing is judged here, so that
            a criterion has one judgement wherever it is shown.

    Source:
        docs/method.md, "What is each criterion worth?".
    """
    words = worth or [""] * len(fit.matches)
    return tuple(_gap(fit, frame, best, found, said) for found, said in zip(fit.matches, words, strict=True))


def _gap(fit: Fit, frame: pd.DataFrame, best: Best, found: Match, worth: str) -> Gap:
    excluding = found.criterion.mode == "exclude"
    passes = found.known & ((found.score == 0) if excluding else (found.score == 1))
    n_known = int(found.known.sum())
    absent = f"the data have no column '{found.criterion.column}'" if found.absent else "no account has a known value"
    pass_share = share(int(passes.sum()), n_known, why_none=absent)
    without = judged_without(fit, found)
    precision, recall = precision_of(without, best), recall_of(without, best)
    if len(fit.matches) == 1:
        why = "it is the only criterion"
        precision, recall = unknown(Unit.RATIO, why), unknown(Unit.RATIO, why)
    words = str(found.criterion)
    parts = [_who_passes(found, passes, best, pass_share), _range(found, frame, best)]
    change = worth if n_known else ""
    if change and not without.placed.any():
        change = "Without it too little would be known to place anybody."
    who = f"{words}: {absent}." if not n_known else f"{words}: " + " ".join(part for part in parts if part)
    return Gap(
        column=found.criterion.column,
        criterion=words,
        pass_share=pass_share,
        known_share=share(n_known, len(frame), why_none="there are no accounts"),
        precision_without=precision,
        recall_without=recall,
        who=who,
        change=change,
    )


def judged_without(fit: Fit, found: Match) -> Judged:
    """Return who would be judged how without one criterion."""
    totals = fit.totals.without(found)
    ring = totals.rings(fit.profile.rings)
    inside = np.isin(ring, [RINGS.index(name) for name in INSIDE])
    placed = (ring != RINGS.index("unclassified")) & totals.passed
    return Judged(totals.gated, totals.passed, placed & totals.complete, placed, inside)


def _who_passes(found: Match, passes: Bools, best: Best, pass_share: Estimate) -> str:
    if pass_share.value is None:
        return ""
    verb = "are not excluded" if found.criterion.mode == "exclude" else "meet it"
    words = f"{100 * pass_share.value:.0f} % of your customers {verb}"
    members = best.member & best.known & found.known
    if best.why_not or members.sum() < FEWEST_BEST:
        return f"{words}."
    return f"{words}, and {100 * float(passes[members].mean()):.0f} % of your best."


def _range(found: Match, frame: pd.DataFrame, best: Best) -> str:
    if not found.criterion.numeric or found.absent or best.why_not:
        return ""
    members = as_numbers(frame[found.criterion.column][best.member & best.known])
    members = members[~np.isnan(members)]
    if len(members) < FEWEST_BEST:
        return ""
    low, high = np.quantile(members, MIDDLE)
    first, last = _round(low), _round(high)
    return f"Most of your best have {first if first == last else f'{first} to {last}'}."


def _round(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 10 else f"{number:,.2g}"
