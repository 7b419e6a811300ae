"""Which attributes may explain success, and which must be set aside?"""

import re

import pandas as pd

from icp_core.dataset.lists import holds_lists
from icp_core.metrics.afterwards import (
    AFTER_LEAVING,
    ALL_DIFFERENT,
    BY_NAME,
    FEWEST_KNOWN,
    Outcomes,
    copied,
    named_afterwards,
)
from icp_core.metrics.column_kinds import as_words, holds_codes, plain_name
from icp_core.traits.encode import SMALLEST_LEVEL
from icp_core.traits.result import SetAside

LEAST_KNOWN = 0.05  # share of accounts with a value
LONG_TEXT = 5.0  # words a cell, on average
DATE = r"^\s*\d{4}-\d{1,2}-\d{1,2}|^\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
MEASURED = re.compile(
    r"\b(nps|csat|ces|satisfaction|health score|(support |open )?tickets?|log ?ins?|(monthly |daily )?active users?"
    r"|mau|dau|adoption|feature usage|usage)\b"
)
_BY_ITSELF = ", so it would explain the outcome by itself"
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
        reason = _reason(frame[column], column, outcomes)
        if reason:
            aside.append(SetAside(column, reason))
        else:
            usable.append(column)
    return tuple(usable), tuple(aside)


def _reason(column: pd.Series, header: str, outcomes: Outcomes) -> str:
    if named_afterwards(header):
        return f"{BY_NAME}{_BY_ITSELF}"
    name = plain_name(header)
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
    ordered = number and not holds_codes(column)
    why = _form(values[known], name, number=ordered)
    if why:
        return why
    same = copied(values, outcomes, ordered=ordered)
    return f"{same}{_BY_ITSELF}" if same and same != AFTER_LEAVING else same


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
