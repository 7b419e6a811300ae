"""What the search for shared traits answers."""

from dataclasses import dataclass, field

import pandas as pd

from icp_core.results import Estimate, Unit, unknown
from icp_core.traits.conditions import Condition


@dataclass(frozen=True)
class SetAside:
    """An attribute that the search leaves out, and why."""

    column: str
    reason: str


@dataclass(frozen=True)
class Largest:
    """How much of a trait rests on its few largest accounts, and the answer without them.

    Args:
        held_by_one: Share of the ARR of the trait's accounts that the largest of them holds.
        held_by_few: The same for the three largest together.
        inside: Held-out share that succeeds inside, without these three.
        outside: The same outside.
        stays: Whether the same search, without these three, finds the trait again.
        sentence: All of it in words.
    """

    held_by_one: Estimate
    held_by_few: Estimate
    inside: Estimate
    outside: Estimate
    stays: bool
    sentence: str


_NOT_MEASURED = unknown(Unit.RATIO, "it was not measured")


@dataclass(frozen=True)
class Trait:
    """A rule whose accounts succeed more often than the others, beyond what the whole search finds by chance.

    Args:
        rule: One to three conditions that hold together.
        n: Accounts that meet the rule, among those whose success is known.
        rate_inside: Share that succeeds among accounts that a rule mined WITHOUT them puts inside (held out).
        rate_outside: The same for the accounts it puts outside.
        lift: ``rate_inside`` over ``rate_outside``.
        p_value: Chance that a search over data without any trait finds one as strong.
        q_value: Largest p-value of this and every earlier rule; rules are tested in order and the first that fails
            ends the list, so that the chance of announcing any false rule stays at 5 %.
        word: ``clear`` (p at most .01) or ``likely`` (at most .05).
        sentence: The trait in words.
        members: Accounts that meet the rule.
        caution: What a reader must know before acting on it; empty when nothing.
        kept_inside: Share still here after 12 months among the accounts inside, held out as well.
        kept_outside: The same outside.
        largest: How much rests on the largest accounts; None where nobody knows what accounts pay.
        adds: By how many points each condition raises the share that succeeds, held out: the whole rule against the
            rule without it, in the order of ``rule``.
    """

    rule: tuple[Condition, ...]
    n: int
    rate_inside: Estimate
    rate_outside: Estimate
    lift: Estimate
    p_value: float
    q_value: float
    word: str
    sentence: str
    members: tuple[str, ...]
    caution: str = ""
    kept_inside: Estimate = _NOT_MEASURED
    kept_outside: Estimate = _NOT_MEASURED
    largest: Largest | None = None
    adds: tuple[Estimate, ...] = ()


@dataclass(frozen=True)
class Traits:
    """Traits of the most successful accounts, or the reason why none is announced.

    Args:
        found: Whether any trait passed its test.
        why: What was done and, when nothing was found, what that means.
        items: The traits, in the order in which they were found; at most three.
        set_aside: Attributes that were left out, each with its reason.
        success: What "successful" means here, in words.
        n_success: Accounts that are successful.
        n: Accounts of which that can be told.
        rates: Share of successful accounts per column and level: ``column, level, n, rate, low, high``.
        p_value: p-value of the strongest rule, announced or not; None when nothing was searched.
        worst: What the least successful accounts share, found by the same search and the same test with the outcome
            turned round; its rates are shares that belong to the least successful. Sought only beside a trait.
        why_worst: What was done there, or why nothing is announced.
    """

    found: bool
    why: str
    items: tuple[Trait, ...]
    set_aside: tuple[SetAside, ...]
    success: str
    n_success: int
    rates: pd.DataFrame = field(repr=False)
    n: int = 0
    p_value: float | None = None
    worst: tuple[Trait, ...] = ()
    why_worst: str = ""
