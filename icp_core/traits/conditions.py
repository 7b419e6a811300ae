"""A rule over the accounts' attributes: which accounts it holds for, and how it reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from icp_core.dataset.lists import holds_lists
from icp_core.metrics.column_kinds import as_words
from icp_core.results import join_words

Operator = Literal["in", "not in", "between", ">=", "<="]
Bools: TypeAlias = np.ndarray
_SAID: dict[str, dict[str, str]] = {
    "industry": {"in": "{}", "not in": "any industry but {}"},
    "country": {"in": "in {}", "not in": "outside {}"},
    "region": {"in": "in {}", "not in": "outside {}"},
    "technologies": {"in": "using {}", "not in": "not using {}"},
}
_PLACES = ("in ", "outside ", "using ", "not using ")  # such words follow without a "with"


@dataclass(frozen=True)
class Condition:
    """One condition on one attribute; an unknown value never meets it.

    Args:
        column: Attribute.
        op: ``in`` and ``not in`` take a tuple of words, ``between`` two numbers (both ends belong), the others one.
        value: What is compared with.

    Example:
        >>> print(Condition("employees", "between", (101.0, 500.0)))
        employees from 101 to 500
        >>> Condition("region", "in", ("EMEA",)).holds(pd.Series(["EMEA", "APAC", None])).tolist()
        [True, False, False]
        >>> uses = pd.Series([["SAP", "Salesforce"], ["SAP"], None])
        >>> Condition("technologies", "in", ("Salesforce",)).holds(uses).tolist()
        [True, False, False]
    """

    column: str
    op: Operator
    value: tuple[str, ...] | tuple[float, float] | float

    def holds(self, column: pd.Series) -> Bools:
        """Tell for each account whether its value meets the condition; shape (n,)."""
        if self.op in ("in", "not in"):
            wanted = {str(item) for item in self.value}  # type: ignore[union-attr]
            if holds_lists(column):
                found = [isinstance(cell, Iterable) and bool(wanted & set(cell)) for cell in column]
                inside, known = np.array(found, dtype=bool), column.notna().to_numpy()
            else:
                words = as_words(column)
                inside, known = words.isin(wanted).to_numpy(dtype=bool), words.notna().to_numpy()
            return inside if self.op == "in" else known & ~inside
        numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        low, high = self.bounds
        return (numbers >= low) & (numbers <= high)

    @property
    def bounds(self) -> tuple[float, float]:
        """Lower and upper end of a condition on a number; infinite where it is open."""
        match self.op, self.value:
            case "between", (low, high):
                return float(low), float(high)
            case ">=", float() | int():
                return float(self.value), np.inf
            case "<=", float() | int():
                return -np.inf, float(self.value)
        raise ValueError(f"{self.op} has no bounds")

    def __str__(self) -> str:
        name = self.column.replace("_", " ")
        if self.op in ("in", "not in"):
            words = join_words([str(item) for item in self.value], "or")  # type: ignore[union-attr]
            return f"{name} {'not ' if self.op == 'not in' else ''}{words}"
        low, high = self.bounds
        if self.op == "between":
            return f"{name} from {_number(low)} to {_number(high)}"
        return f"{name} at least {_number(low)}" if self.op == ">=" else f"{name} at most {_number(high)}"


def meets(frame: pd.DataFrame, rule: Iterable[Condition]) -> Bools:
    """Tell for each row of ``frame`` whether it meets every condition of ``rule``; shape (n,)."""
    inside = np.ones(len(frame), dtype=bool)
    for condition in rule:
        inside &= condition.holds(frame[condition.column])
    return inside


def rule_words(rule: Iterable[Condition]) -> str:
    """Write a rule as the beginning of a sentence.

    Example:
        >>> size = Condition("employees", "between", (101.0, 500.0))
        >>> rule_words([Condition("industry", "in", ("Software", "Fintech")), size])
        'Software or Fintech with 101 to 500 employees'
        >>> rule_words([Condition("plan", "in", ("Pro",)), Condition("country", "in", ("France",))])
        'Plan Pro in France'
    """
    first, *others = [_phrase(condition) for condition in rule]
    placed = [words for words in others if words.startswith(_PLACES)]
    held = [words for words in others if words not in placed]
    parts = [first, *placed, *([f"with {join_words(held)}"] if held else [])]
    words = " ".join(parts)
    return words[0].upper() + words[1:]


def _phrase(condition: Condition) -> str:
    """Write a condition as people say it, where its column is one of those that every company has."""
    if condition.op in ("in", "not in"):
        words = join_words([str(item) for item in condition.value], "or")  # type: ignore[union-attr]
        said = _SAID.get(condition.column, {}).get(condition.op)
        return said.format(words) if said else str(condition)
    if condition.column != "employees":
        return str(condition)
    low, high = (_number(end) if np.isfinite(end) else "" for end in condition.bounds)
    return f"{low} to {high} employees" if low and high else f"at {'least' if low else 'most'} {low or high} employees"


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"
