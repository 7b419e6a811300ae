"""Which columns only repeat an outcome, or are known only after it, and therefore explain nothing?"""

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.dataset.lists import holds_lists
from icp_core.metrics.column_kinds import as_words, is_quantity, plain_name

Outcomes: TypeAlias = Mapping[str, np.ndarray]  # words that name an outcome -> its value per account, shape (n,)

WHO_LEFT = "who left"
COPY = 0.98  # association from which a column counts as a copy of an outcome
FEWEST_KNOWN = 20  # accounts with a value
FEWEST_LEFT = 5  # accounts with a value of which nearly all have left
ALL_DIFFERENT = 0.9  # distinct values per known value, from which a column names accounts
MOST_COMPARED = 20_000  # accounts on which a column is compared with the outcomes; a copy is one in a part as well
BY_NAME = "its name says that it is known only afterwards"
AFTER_LEAVING = "filled only for accounts that left, so it is known only afterwards"
AFTERWARDS = re.compile(
    r"\b(churn\w*|cancel\w*|attrition|terminat\w*|offboard\w*|refund\w*|win ?back|outcome|lost reason|loss reason"
    r"|exit (reason|survey|interview)|reason (for )?(leaving|left|lost|loss)|leaving reason|end date|renewal status"
    r"|lifetime value|ltv|cltv|clv|tenure\w*|total (charges?|revenue|paid|spend|spent)|(revenue|spend|paid) to date"
    r"|last (log ?in|seen|active|activity|used|usage|order|purchase|invoice|payment|contact)\w*|days since \w+"
    r"|inactive\w*|deactivat\w*|(closed?|lost|left) (date|reason|why)|dunning|save offer|exit fee)\b"
)


def named_afterwards(column: str) -> bool:
    """Whether a column's name says that it is known only once an account has left or stayed.

    Example:
        >>> named_afterwards("churn_reason"), named_afterwards("TotalCharges"), named_afterwards("Contract")
        (True, True, False)
    """
    return AFTERWARDS.search(plain_name(column)) is not None


def staying(frame: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return what a column must not repeat where it is asked who stays: leaving, the months stayed, all that was paid.

    Args:
        frame: One row an account, with left, tenure and arr.
    """
    left = frame["left"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    tenure, arr = (frame[name].to_numpy(dtype=float) for name in ("tenure", "arr"))
    return {
        WHO_LEFT: left,
        "how long the account has stayed": tenure,
        "what the account has paid to date": tenure * arr,
    }


def repeats_staying(frame: pd.DataFrame, columns: Iterable[str]) -> dict[str, str]:
    """Return the columns by which it makes no sense to ask who stays, each with the reason.

    Such a column is no finding: a CRM type "Former customer" says who left and not why. The test is that of the
    search for shared traits.

    Args:
        frame: One row an account, with left, tenure and arr.
        columns: Columns to look at.

    Example:
        >>> frame = pd.DataFrame({"left": [True, False] * 20, "tenure": range(40), "arr": 1.0})
        >>> frame["Type"] = np.where(frame["left"], "Former customer", "Customer")
        >>> frame["Plan"] = ["Basic", "Basic", "Pro", "Pro"] * 10
        >>> repeats_staying(frame, ["Type", "Plan"])
        {'Type': 'it repeats who left'}
    """
    outcomes = staying(frame)
    found = {}
    for column in columns:
        why = BY_NAME if named_afterwards(column) else _repeated(frame[column], outcomes)
        if why:
            found[column] = why
    return found


def _repeated(column: pd.Series, outcomes: Outcomes) -> str:
    if holds_lists(column) or pd.api.types.is_datetime64_any_dtype(column):
        return ""
    ordered = is_quantity(column)
    values = column if ordered else as_words(column)
    known = values.notna().to_numpy()
    names_accounts = values.nunique() > ALL_DIFFERENT * known.sum()
    return "" if names_accounts and not ordered else copied(values, outcomes, ordered=ordered)


def copied(values: pd.Series, outcomes: Outcomes, *, ordered: bool) -> str:
    """Return which outcome a column repeats, in words ("it repeats who left"); "" where it repeats none.

    Args:
        values: One value an account, words or numbers; shape (n,).
        outcomes: What it must not repeat.
        ordered: Whether the values are numbers with an order.

    Source:
        Categories: Cramér (1946), section 21.9; numbers: Spearman's rank correlation, for two outcomes the area under
        the curve. From ``COPY`` on a column counts as a copy.
    """
    step = slice(None, None, -(-max(len(values), 1) // MOST_COMPARED))
    values = values.iloc[step]
    known = values.notna().to_numpy()
    outcomes = {words: outcome[step] for words, outcome in outcomes.items()}
    if _only_of_those_who_left(known, outcomes.get(WHO_LEFT)):
        return AFTER_LEAVING
    for words, outcome in outcomes.items():
        both = known & np.isfinite(outcome)
        if both.sum() < FEWEST_KNOWN or len(np.unique(outcome[both])) < 2:
            continue
        if _association(values[both], outcome[both], ordered=ordered) > COPY:
            return f"it repeats {words}"
    return ""


def _only_of_those_who_left(known: np.ndarray, left: np.ndarray | None) -> bool:
    if left is None:
        return False
    here, overall = left[known], left[np.isfinite(left)]
    here = here[np.isfinite(here)]
    enough = len(here) >= FEWEST_LEFT and known.mean() < 0.95
    return bool(enough and here.mean() > COPY and overall.mean() < 0.9)


def _association(values: pd.Series, outcome: np.ndarray, *, ordered: bool) -> float:
    """Return how far a column tells an outcome, 0 to 1; 0 for words and an outcome of many values."""
    binary = len(np.unique(outcome)) == 2
    if ordered:
        return (_separation if binary else _rank_correlation)(values.to_numpy(float), outcome)
    return _cramer(values, outcome) if binary else 0.0


def _rank_correlation(values: np.ndarray, outcome: np.ndarray) -> float:
    ranks = pd.DataFrame({"a": values, "b": outcome}).rank()
    spread = ranks.std()
    return 0.0 if not spread.all() else abs(float(ranks["a"].corr(ranks["b"])))


def _separation(values: np.ndarray, outcome: np.ndarray) -> float:
    """Return |2 AUC - 1|: 1 when a cut in the number separates the two outcomes completely."""
    high = outcome == outcome.max()
    ranks = pd.Series(values).rank().to_numpy()
    inside, outside = int(high.sum()), int((~high).sum())
    area = (ranks[high].sum() - inside * (inside + 1) / 2) / (inside * outside)
    return abs(2 * float(area) - 1)


def _cramer(values: pd.Series, outcome: np.ndarray) -> float:
    """Return Cramer's V of a category with a two-valued outcome: 1 when the level tells the outcome."""
    table = pd.crosstab(values.to_numpy(), outcome).to_numpy(float)
    expected = table.sum(1, keepdims=True) * table.sum(0, keepdims=True) / table.sum()
    return float(np.sqrt(((table - expected) ** 2 / expected).sum() / table.sum()))
