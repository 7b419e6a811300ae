"""What kind of values does a column hold, and what is it called in plain words?"""

import re

import numpy as np
import pandas as pd

MOST_CODES = 12  # distinct whole numbers up to which a column is read as codes (Region 1 to 3), not as a quantity
LARGEST_CODE = 99  # codes are small; 250 and 5000 in few distinct values are the middles of bands
QUANTITIES = ("employees", "annual_revenue")  # canonical numbers, quantities however few distinct values they take


def holds_codes(column: pd.Series) -> bool:
    """Whether a column of numbers holds codes (whole, small, few of them), which have no order: Region 1, 2 and 3.

    Example:
        >>> [holds_codes(pd.Series(values)) for values in ([1.0, 2.0, 3.0], [30.0, 750.0], [0.5])]
        [True, False, False]
    """
    if not pd.api.types.is_numeric_dtype(column) or column.name in QUANTITIES:
        return False
    values = column.dropna().unique()
    whole = all(float(value).is_integer() for value in values[: MOST_CODES + 1])
    few = 0 < len(values) <= MOST_CODES
    return few and whole and float(np.abs(values.astype(float)).max()) <= LARGEST_CODE


def is_quantity(column: pd.Series) -> bool:
    """Whether a column holds numbers with an order: neither words, nor flags, nor codes.

    Example:
        >>> [is_quantity(pd.Series(values)) for values in ([30.0, 750.0], [1.0, 2.0], [True, False], ["a", "b"])]
        [True, False, False, False]
    """
    number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    return number and not holds_codes(column)


def as_words(column: pd.Series) -> pd.Series:
    """Return a column of categories, flags or codes as words; unknown stays unknown."""
    if pd.api.types.is_bool_dtype(column):
        return column.map({True: "Yes", False: "No"}).astype("str")
    if pd.api.types.is_numeric_dtype(column):
        return column.map(lambda value: f"{value:g}", na_action="ignore").astype("str")
    words = column.astype("str").str.strip()
    return words.where(words != "")


def plain_name(column: str) -> str:
    """Write a column's name in lower case with single spaces, for matching.

    Example:
        >>> plain_name("TotalCharges"), plain_name("churn_reason")
        ('total charges', 'churn reason')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    return re.sub(r"[^a-z0-9]+", " ", spaced.lower()).strip()
