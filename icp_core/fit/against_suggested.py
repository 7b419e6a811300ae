"""Where do the declared ICP and the one that the customers suggest differ, and what would each change bring?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from icp_core.fit.agreement import jaccard
from icp_core.fit.coverage import Judged, share_inside
from icp_core.fit.outcomes import Outcomes
from icp_core.fit.score import Fit, fit_accounts
from icp_core.fit.uneven import uneven_fit
from icp_core.profile import EFFECTS, Criterion, IcpProfile
from icp_core.results import Estimate, Unit, join_words, unknown

Relation = Literal["the same", "differs", "only declared", "only suggested"]


@dataclass(frozen=True)
class Picked:
    """Whom an ICP picks, and how they did.

    Args:
        customers: Share of all customers, live and left, that is inside.
        n: Customers that are inside, as far as can be told.
        arr: Recurring revenue a year of the live ones among them.
        retention_12m: Share of them still here after a year.
        win_rate: Share of the closed deals of new business with them that were won.
    """

    customers: Estimate
    n: int
    arr: Estimate
    retention_12m: Estimate
    win_rate: Estimate


@dataclass(frozen=True)
class ColumnRow:
    """One column that either ICP looks at.

    Args:
        column: Its name.
        declared: What the declared ICP asks there, in words; empty where it asks nothing.
        suggested: What the suggested one asks.
        relation: How the two stand to each other.
        then: Whom the declared ICP would pick with the suggested criterion in the place of its own; without its own
            where nothing is suggested. None where both ask the same.
    """

    column: str
    declared: str
    suggested: str
    relation: Relation
    then: Picked | None


@dataclass(frozen=True)
class AgainstSuggested:
    """The declared ICP beside the suggested one.

    Args:
        declared: Whom the declared ICP picks.
        suggested: Whom the suggested one picks.
        rows: One a column: first where they differ, then what only one of them asks, then where they agree.
        common: Of the customers that either picks, the share that both pick.
        sentence: What it comes to.
    """

    declared: Picked
    suggested: Picked
    rows: tuple[ColumnRow, ...]
    common: Estimate
    sentence: str


def against_suggested(outcomes: Outcomes, declared: IcpProfile, suggested: IcpProfile) -> AgainstSuggested:
    """Hold two ICPs against each other, criterion by criterion.

    Args:
        outcomes: What became of the accounts and deals.
        declared: The declared ICP.
        suggested: The one that the data suggest.
    """
    accounts = outcomes.accounts
    fits = [fit_accounts(accounts.described, profile, explained=False) for profile in (declared, suggested)]
    rows = []
    for column in dict.fromkeys((*declared.columns, *suggested.columns)):
        own, other = criteria_on(declared, column), criteria_on(suggested, column)
        relation: Relation = (
            "the same" if _asked(own) == _asked(other) else "differs" if own and other
            else "only declared" if own else "only suggested"
        )  # fmt: skip
        then = None if relation == "the same" else _picked(outcomes, taken_over(declared, column, suggested))
        rows.append(ColumnRow(column, _words(own), _words(other), relation, then))
    order: Sequence[Relation] = ("differs", "only suggested", "only declared", "the same")
    rows.sort(key=lambda row: order.index(row.relation))
    common = jaccard(*(fit.frame["inside"] for fit in fits))
    return AgainstSuggested(
        declared=_picked(outcomes, declared, fits[0]),
        suggested=_picked(outcomes, suggested, fits[1]),
        rows=tuple(rows),
        common=common,
        sentence=_sentence(rows, common),
    )


def criteria_on(profile: IcpProfile, column: str) -> tuple[Criterion, ...]:
    """Return the criteria of an ICP on one column."""
    return tuple(item for item in profile.criteria if item.column == column)


def taken_over(declared: IcpProfile, column: str, suggested: IcpProfile) -> IcpProfile:
    """Return the declared ICP with the suggested criteria on one column in the place of its own.

    Weights of a suggestion add up to about 100; they are brought to the scale of the declared ones, so that a criterion
    taken over neither drowns the others nor drowns among them. Where nothing is suggested, its own are dropped.

    Example:
        >>> own = IcpProfile(criteria=[{"column": "region", "op": "in", "value": ["EMEA"], "weight": 2}])
        >>> found = IcpProfile(criteria=[{"column": "region", "op": "in", "value": ["LATAM"], "weight": 70}])
        >>> [(str(item), item.weight) for item in taken_over(own, "region", found).criteria]
        [('region LATAM', 2.0)]
    """
    own, other = criteria_on(declared, column), criteria_on(suggested, column)
    typical = float(np.median([item.weight for item in declared.criteria])) if declared.criteria else 1.0
    weight = own[0].weight if own else typical
    taken = [item.model_copy(update={"weight": weight}) for item in other]
    criteria: list[Criterion] = []
    for item in declared.criteria:
        if item.column != column:
            criteria.append(item)
        elif taken:
            criteria.extend(taken)
            taken = []
    return IcpProfile.model_validate({**declared.model_dump(), "criteria": [*criteria, *taken]})


def _picked(outcomes: Outcomes, profile: IcpProfile, fit: Fit | None = None) -> Picked:
    accounts, deals = outcomes.accounts, outcomes.deals
    if fit is None:
        fit = fit_accounts(accounts.described, profile, explained=False)
    inside = fit.sides[0]
    rate = unknown(Unit.RATIO, "there are no deals")
    if deals is not None:
        own = deals.frame[[name for name in profile.columns if name in deals.attributes]]
        fit_deals = fit_accounts(own, profile, explained=False)
        rate = outcomes.win_rate(fit_deals.sides[0], uneven_fit(deals, fit_deals))
    return Picked(
        customers=share_inside(Judged.of(fit), np.ones(len(inside), dtype=bool), noun="customers"),
        n=int(inside.sum()),
        arr=outcomes.live_arr(inside),
        retention_12m=outcomes.retention(inside),
        win_rate=rate,
    )


def _asked(criteria: Sequence[Criterion]) -> list[tuple[str, object, str]]:
    """Return what criteria ask for, whatever their weight and the order of their values."""
    return sorted(
        (item.op, tuple(sorted(item.value)) if not item.numeric else item.value, item.mode)  # type: ignore[arg-type]
        for item in criteria
    )


def _words(criteria: Sequence[Criterion]) -> str:
    return join_words(f"{item.condition} ({EFFECTS[item.mode]})" for item in criteria)


def _sentence(rows: Sequence[ColumnRow], common: Estimate) -> str:
    same = [row.column for row in rows if row.relation == "the same"]
    other = [row.column for row in rows if row.relation != "the same"]
    if not other:
        return "The declared ICP asks for what the customers suggest."
    agree = f"They agree on {join_words(same)} and differ on {join_words(other)}" if same else (
        f"They differ on {join_words(other)}"
    )  # fmt: skip
    if common.value is None:
        return f"{agree}."
    return f"{agree}; of the customers that either picks, {100 * common.value:.0f} % are picked by both."
