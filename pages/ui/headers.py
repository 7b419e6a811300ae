"""What columns are called: those of the files in words, and those of a table that hold money."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from icp_core.metrics import SEGMENT
from icp_core.results import column_words, join_words, with_currency


def in_words(column: str) -> str:
    """Name a column of the files within a sentence or a list, the groups found here too."""
    return "segment (the groups found here)" if column == SEGMENT else column_words(column)


def title(column: str) -> str:
    """Name a column of the files at the head of a part or a table."""
    words = in_words(column)
    return f"{words[:1].upper()}{words[1:]}"


def listed(columns: Iterable[str], last: str = "and") -> str:
    """Name several columns of the files as a sentence does."""
    return join_words([in_words(column) for column in columns], last)


def money(label: str, currency: str, **options: Any) -> Any:
    """Declare a column of amounts; the currency stands in its header where somebody said it."""
    return st.column_config.NumberColumn(with_currency(label, currency), format="localized", **options)
