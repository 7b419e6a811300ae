"""Which attributes may explain success, and which must be set aside?"""

import re
from typing import TypeAlias

import numpy as np
import pandas as pd

from icp_core.dataset.lists import holds_lists
from icp_core.traits.conditions import as_words, holds_codes, plain_name
from icp_core.traits.encode import SMALLEST_LEVEL
from icp_core.traits.result import SetAside

Outcomes: TypeAlias = dict[str, np.ndarray]  # what an attribute must not repeat: words -> value per account, shape (n,)

COPY = 0.98  # association from which an attribute counts as a copy of an outcome
FEWEST_KNOWN = 20  # accounts with a value
LEAST_KNOWN = 0.05  # share of accounts with a value
ALL_DIFFERENT = 0.9  # distinct values per known value
LONG_TEXT = 5.0  # words a cell, on average
DATE = r"^\s*\d{4}-\d{1,2}-\d{1,2}|^\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
AFTERWARDS = re.compile(
    r"\b(churn\w*|cancel\w*|attrition|terminat\w*|offboard\w*|refund\w*|win ?back|outcome|lost reason|loss reason"
    r"|exit (reason|survey|interview)|reason (for )?(leaving|left|lost|loss)|leaving reason|end date|renewal status"
    r"|lifetime value|ltv|cltv|clv|tenure\w*|total (charges?|revenue|paid|spend|spent)|(revenue|spend|paid) to date"
    r"|last (log ?in|seen|active|activity|used|usage|order|purchase|invoice|payment|contact)\w*|days since \w+"
    r"|inactive\w*|deactivat\w*|(closed?|lost|left) (date|reason|why)|dunning|save offer|exit fee)\b"
)
MEASURED = re.compile(
    r"\b(nps|csat|ces|satisfaction|health score|(support |open )?tickets?|log ?ins?|(monthly |daily )?active users?"
    r"|mau|dau|adoption|feature usage|usage)\b"
)
MOST_COMPARED = 20_000  # accounts on which a column is compared with the outcomes; a copy is one in a part as well
NUMBERED = re.compile(r"\b(id|ids|number|no|code|key|zip|postal|phone|fax|duns|siren|vat)\b")


def screen(
    frame: pd.DataFrame, attributes: tuple[str, ...], outcomes: Outcomes
) -> tuple[tuple[str, ...], tuple[SetAside, ...]]:
    """Split the attributes into those that may explain success and those that may not, each with its reason.

    Args:
        frame: One row an account.
        attributes: Columns to look at.
        outcomes: What an attribute must not repeat, by the words that name it ("who left", "the ARR", "success").

    Returns:
        The usable attributes in their order, and the others with the reason.
    """
    usable, aside = [], []
    for column in attributes:
        reason = _reason(frame[column], plain_name(column), outcomes)
        if reason:
            aside.append(SetAside(column, reason))
        else:
            usable.append(column)
    return tuple(usable), tuple(aside)


def _reason(column: pd.Series, name: str, outcomes: Outcomes) -> str:
    if AFTERWARDS.search(name):
        return "its name says that it is known only afterwards, so it would explain the outcome by itself"
    lists = holds_lists(column)
    number = not lists and pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    if MEASURED.search(name):
        return "it is measured while an account is a customer, so nobody has it before the sale"
    values = column if lists or number else as_words(column)
    known = values.notna().to_numpy()
    if known.sum() < max(min(FEWEST_KNOWN, len(values) / 2), LEAST_KNOWN * len(values)):
        return f"almost empty: {int(known.sum()):,} of {len(values):,} accounts have a value"
    if lists:
        return ""
    why = _form(values[known], name, number=number and not holds_codes(column))
    return why or _copy(values, known, outcomes, ordered=number and not holds_codes(column))


def _form(values: pd.Series, name: str, *, number: bool) -> str:
    counts = values.value_counts()
    distinct, n = len(counts), len(values)
    if distinct == 1:
        return "every account has the same value"
    if number:
        numbered = distinct > ALL_DIFFERENT * n and n >= FEWEST_KNOWN and NUMBERED.search(name) is not None
        whole = numbered and bool((values == values.round()).all())
        return "nearly every account has its own number, so it names accounts and does not group them" if whole else ""
    sample = values.iloc[:1000].astype("str")
    if sample.str.match(DATE).mean() > 0.8:
        return "it holds dates; when something happened is no trait of the account"
    words = (sample.str.count(r"\s+") + 1).mean()
    if distinct > ALL_DIFFERENT * n and n >= FEWEST_KNOWN:
        text = words > LONG_TEXT
        return "free text" if text else "nearly every account has its own value, so it names accounts"
    if words > LONG_TEXT and distinct > 0.3 * n:
        return "free text"
    if (counts >= SMALLEST_LEVEL).sum() < 2:
        return f"too few accounts share a value ({distinct:,} different values, fewer than two of them common enough)"
    return ""


def _copy(values: pd.Series, known: np.ndarray, outcomes: Outcomes, *, ordered: bool) -> str:
    step = slice(None, None, -(-max(len(values), 1) // MOST_COMPARED))
    values, known = values.iloc[step], known[step]
    outcomes = {words: outcome[step] for words, outcome in outcomes.items()}
    left = outcomes.get("who left")
    if left is not None:
        here, overall = left[known], left[np.isfinite(left)]
        here = here[np.isfinite(here)]
        if len(here) >= SMALLEST_LEVEL and known.mean() < 0.95 and here.mean() > COPY and overall.mean() < 0.9:
            return "filled only for accounts that left, so it is known only afterwards"
    for words, outcome in outcomes.items():
        both = known & np.isfinite(outcome)
        if both.sum() < FEWEST_KNOWN or len(np.unique(outcome[both])) < 2:
            continue
        binary = len(np.unique(outcome[both])) == 2
        if ordered:
            strength = _separation if binary else _rank_correlation
            found = strength(values[both].to_numpy(float), outcome[both])
        elif binary:
            found = _cramer(values[both], outcome[both])
        else:
            continue
        if found > COPY:
            return f"it repeats {words}, so it would explain the outcome by itself"
    return ""


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
