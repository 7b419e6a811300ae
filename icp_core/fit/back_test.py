"""Would the ICP have told a year ago which accounts stay, grow and buy?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

import numpy as np

from icp_core.dataset import Dataset
from icp_core.fit.matching import Bools
from icp_core.fit.outcomes import difference
from icp_core.fit.score import Fit
from icp_core.fit.tally import INSIDE, RINGS, Ints, Ring
from icp_core.fit.uneven import uneven_fit
from icp_core.fit.years import Year, year_of
from icp_core.metrics.accounts import Accounts
from icp_core.metrics.deals import Deals
from icp_core.metrics.differences import p_of_difference
from icp_core.metrics.multiple import holm
from icp_core.results import Estimate, Unit, format_date, format_value, join_words

CHANCE = 0.05  # of any ring called different where none is, over all rings and outcomes together
Outcome = Literal["retention", "nrr", "win_rate"]
OUTCOMES: tuple[Outcome, ...] = ("retention", "nrr", "win_rate")
LABELS: dict[Outcome, str] = {"retention": "retention", "nrr": "net revenue retention", "win_rate": "win rate"}

ByOutcome: TypeAlias = Mapping[Outcome, Estimate]


@dataclass(frozen=True)
class RingYear:
    """One ring in the year that was to be predicted, and in the year before it.

    Args:
        ring: Its name.
        n: Accounts in it that were live when the year began.
        after: By outcome, what became of it in the year: ``retention``, ``nrr``, ``win_rate``.
        before: The same in the year before, as far as the files reach back.
        p: By outcome, the chance of so large a difference from the other rings without any, corrected for all rings
            and outcomes looked at; None where there is nothing to compare.
    """

    ring: Ring
    n: int
    after: dict[Outcome, Estimate]
    before: dict[Outcome, Estimate]
    p: dict[Outcome, float | None]

    @property
    def differs(self) -> tuple[Outcome, ...]:
        """Outcomes in which the ring differs from the others by more than chance."""
        return tuple(name for name in OUTCOMES if (p := self.p[name]) is not None and p < CHANCE)


@dataclass(frozen=True)
class BackTest:
    """The rings as they were to be known when a year began, against what happened in that year.

    Args:
        opening: Day on which the rings were drawn.
        closing: Last day of the year.
        rings: The rings with accounts in them, from the bullseye outwards.
        inside: By outcome, what became of the accounts and deals inside.
        outside: The same outside.
        lifts: Inside minus outside.
        tests: Comparisons of a ring with the others that were made.
        sentence: What it comes to, the number of outcomes looked at taken into account.
        why: Why nothing can be said; empty otherwise.
    """

    opening: date
    closing: date
    rings: tuple[RingYear, ...]
    inside: dict[Outcome, Estimate]
    outside: dict[Outcome, Estimate]
    lifts: dict[Outcome, Estimate]
    tests: int
    sentence: str
    why: str = ""


def back_test(data: Dataset, accounts: Accounts, deals: Deals | None, fit: Fit, fit_deals: Fit | None) -> BackTest:
    """Draw the rings a year before the last day of the data, and look at what happened after.

    Only accounts live on that day count, and only deals created after it, so that what is judged lies behind the day
    on which it is judged. Each ring is held against all other placed accounts; Holm's correction over all rings and
    outcomes keeps the chance of any false "different" at 5 %.

    Args:
        data: The data set.
        accounts: The account table.
        deals: The deal table; None when there is none.
        fit: The fit of ``accounts.frame``, row by row.
        fit_deals: The fit of ``deals.frame``, row by row.

    Source:
        Holm (1979). That rings drawn at random are called different in at most 5 % of worlds: benchmarks/back_test.py.
    """
    uneven = uneven_fit(deals, fit_deals, with_open=True)
    year = year_of(data, accounts, deals, data.as_of)
    before = year_of(data, accounts, deals, year.opening)
    year, before = (replace(one, why_no_rate=one.why_no_rate or uneven) for one in (year, before))
    return judged_by(year, before, fit, fit_deals)


def judged_by(year: Year, before: Year, fit: Fit, fit_deals: Fit | None) -> BackTest:
    """Judge rings by a year and the year before it; see :func:`back_test`."""
    rings = _Groups(_placed(fit, len(year.live)), _placed(fit_deals, len(year.created)))
    sides = _Groups(_sided(rings.accounts), _sided(rings.deals))
    shown = [place for place in range(len(RINGS) - 1) if rings.holds(place)]
    p, tests = _tested(year, rings, shown)
    inside, outside = (sides.outcomes(year, side) for side in (0, 1))
    lifts = {name: difference(inside[name], outside[name]) for name in OUTCOMES}
    return BackTest(
        opening=year.opening,
        closing=year.closing,
        rings=tuple(
            RingYear(
                ring=RINGS[place],
                n=int((year.live & (rings.accounts == place)).sum()),
                after=rings.outcomes(year, place),
                before=rings.outcomes(before, place),
                p={name: p.get((place, name)) for name in OUTCOMES},
            )
            for place in shown
        ),
        inside=inside,
        outside=outside,
        lifts=lifts,
        tests=tests,
        sentence=_sentence(year, (inside, outside), lifts, _tested(year, sides, [0, 1])[0]),
        why="" if any(lift.known for lift in lifts.values()) else _why(lifts),
    )


@dataclass(frozen=True)
class _Groups:
    """Number of the group of each account and of each deal, -1 for none; shapes (n,) and (d,)."""

    accounts: Ints
    deals: Ints

    def holds(self, group: int) -> bool:
        return bool((self.accounts == group).any() or (self.deals == group).any())

    def outcomes(self, year: Year, group: int) -> dict[Outcome, Estimate]:
        return _outcomes(year, self.accounts == group, self.deals == group)

    def rest(self, year: Year, group: int) -> dict[Outcome, Estimate]:
        accounts, deals = ((codes >= 0) & (codes != group) for codes in (self.accounts, self.deals))
        return _outcomes(year, accounts, deals)


def _outcomes(year: Year, accounts: Bools, deals: Bools) -> dict[Outcome, Estimate]:
    return {"retention": year.retention(accounts), "nrr": year.nrr(accounts), "win_rate": year.win_rate(deals)}


def _placed(fit: Fit | None, n: int) -> Ints:
    """Return the place of each account's ring; -1 where it cannot be placed."""
    nowhere = np.full(n, -1, dtype=np.int64)
    return nowhere if fit is None else np.where(fit.places == len(RINGS) - 1, -1, fit.places)


def _sided(places: Ints) -> Ints:
    """Return 0 for the rings inside, 1 for those outside, -1 for none."""
    return np.where(places < 0, -1, (places >= len(INSIDE)).astype(np.int64))


def _tested(year: Year, groups: _Groups, shown: Sequence[int]) -> tuple[dict[tuple[int, Outcome], float], int]:
    """Return the corrected p-values of each group against the others, and how many tests they stand for.

    Of two groups, either against the other is one test.
    """
    dealt = year.chance_of_nrr(groups.accounts)
    raw: dict[tuple[int, Outcome], float] = {}
    for place in shown:
        own, rest = groups.outcomes(year, place), groups.rest(year, place)
        for name in OUTCOMES:
            p = p_of_difference(own[name], rest[name])
            if p is not None:
                raw[place, name] = dealt.get(place, p) if name == "nrr" else p
    if len(shown) != 2:
        return dict(zip(raw, holm(list(raw.values())), strict=True)), len(raw)
    first = {name: p for (place, name), p in raw.items() if place == shown[0]}
    adjusted = dict(zip(first, holm(list(first.values())), strict=True))
    return {key: adjusted[key[1]] for key in raw}, len(first)


def _why(lifts: ByOutcome) -> str:
    return join_words(dict.fromkeys(lift.why for lift in lifts.values()))


def _sentence(
    year: Year, sides: tuple[ByOutcome, ByOutcome], lifts: ByOutcome, p: Mapping[tuple[int, Outcome], float]
) -> str:
    """Say in which outcomes inside and outside differ by more than chance, corrected for the number of outcomes."""
    inside, outside = sides
    known = [name for name in OUTCOMES if (0, name) in p]
    if not known:
        return f"What the ICP would have told a year ago is unknown: {_why(lifts)}."
    told = [name for name in known if p[0, name] < CHANCE]
    start = f"Judged by what happened after {format_date(year.opening)}"
    if not told:
        compared = join_words(_against(name, inside, outside) for name in known)
        return f"{start}, the ICP told nothing that could not be chance: {compared}."
    better = [name for name in told if (lifts[name].value or 0.0) > 0]
    worse = [name for name in told if name not in better]
    parts = [
        f"{words} ({join_words(_against(name, inside, outside) for name in names)})"
        for names, words in ((better, "the accounts inside did better"), (worse, "the accounts inside did worse"))
        if names
    ]
    silent = [LABELS[name] for name in known if name not in told]
    rest = f"; in {join_words(silent, 'or')} it told nothing that could not be chance" if silent else ""
    return f"{start}, {join_words(parts)}{rest}."


def _against(name: Outcome, inside: ByOutcome, outside: ByOutcome) -> str:
    one, other = (format_value(side[name].value, Unit.RATIO) for side in (inside, outside))
    return f"{LABELS[name]} {one} against {other}"
