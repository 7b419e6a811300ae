"""Why is this account in its group?"""

import pandas as pd

from icp_core.results import Unit, format_value
from icp_core.segments.result import Segments


def why_in_group(segments: Segments, account_id: str, *, currency: str = "") -> str:
    """Say in one sentence what puts an account into its group, and how surely.

    Args:
        segments: The groups.
        account_id: The account.
        currency: ISO code, written before amounts.

    Returns:
        The sentence; for an account that could not be grouped, what is missing.

    Raises:
        KeyError: No such account.

    Example:
        >>> from datetime import date
        >>> from icp_core.metrics import Accounts
        >>> from icp_core.segments import find_segments
        >>> frame = pd.DataFrame({"account_id": list("abcd"), "arr": [900.0, 950, 9_000, 9_500], "tenure": 12.0})
        >>> frame = frame.assign(initial_arr=frame["arr"], entry=0.0, left=[True, False, False, False])
        >>> table = Accounts(frame.astype({"left": "boolean"}), date(2026, 1, 31), (), "given", "", "given", "")
        >>> why_in_group(find_segments(table), "c", currency="EUR")
        'High value, kept: pays EUR 9k a year and is still a customer; it falls here in 85 % of the resamples.'
    """
    rows = segments.points[segments.points["account_id"] == account_id]
    if rows.empty:
        raise KeyError(account_id)
    row = rows.iloc[0]
    if pd.isna(row["segment"]):
        return "In no group: what it pays or how long it stayed is not known."
    return f"{row['segment']}: {_facts(row, segments, currency)}; {_sure(row, segments)}."


def _facts(row: pd.Series, segments: Segments, currency: str) -> str:
    """Say what the account pays and how long it stayed or may stay."""
    gone = bool(row["left"]) if pd.notna(row["left"]) else None
    facts = ["what it pays is not known"]
    if pd.notna(row["arr"]):
        facts = [f"{'paid' if gone else 'pays'} {format_value(row['arr'], Unit.MONEY, currency=currency)} a year"]
    of = f"of {segments.horizon:.0f} months"
    if gone is not None and (segments.method == "grid" or pd.isna(row["expected_life"])):
        facts.append("has left" if gone else "is still a customer")
    elif gone:
        facts.append(f"left after {row['expected_life']:.0f} {of}")
    elif gone is not None:
        facts.append(f"is still a customer, expected to stay {row['expected_life']:.0f} {of}")
    return " and ".join(facts)


def _sure(row: pd.Series, segments: Segments) -> str:
    """Say how surely the account belongs to its group, and which one is next."""
    share = f"{100 * row['probability']:.0f} %"
    sure = f"it belongs here with a probability of {share}"
    if segments.method != "mixture":
        sure = f"it falls here in {share} of the resamples"
    if row["borderline"] and pd.notna(row["second"]):
        sure += f", a borderline case: next is {row['second']}"
    return sure
