"""What the search for shared traits answers."""

from dataclasses import dataclass, field

import pandas as pd

from icp_core.results import Estimate
from icp_core.traits.conditions import Condition


@dataclass(frozen=True)
class SetAside:
    """An attribute that the search leaves out, and why."""

    column: str
    reason: str


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
        rates: Share of successful accounts per column and level: ``column, level, n, rate, low, high``.
        p_value: p-value of the strongest rule, announced or not; None when nothing was searched.
    """

    found: bool
    why: str
    items: tuple[Trait, ...]
    set_aside: tuple[SetAside, ...]
    success: str
    n_success: int
    rates: pd.DataFrame = field(repr=False)
    p_value: float | None = None
