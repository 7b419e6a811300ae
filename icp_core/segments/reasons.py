"""What makes the groups, and why is this account in its group?"""

import re

import pandas as pd

from icp_core.results import Unit, format_value
from icp_core.segments.result import Segments

GRID_WORDS = ("High value", "Low value", "Kept", "Lost")
FIDELITY = "These cuts place "  # begins the sentence about the rule as a whole


def rule_lines(segments: Segments) -> tuple[str, ...]:
    """Return the rule of the groups one line a group, without the share that it places rightly (``fidelity``).

    Args:
        segments: The groups; those of a grid have a line for each half of its sides.

    Example:
        >>> from icp_core.results import unknown
        >>> none = unknown(Unit.RATIO, "no groups")
        >>> rule = "Kept: still a customer. Lost: has left."
        >>> rule_lines(Segments(True, "", "grid", none, (), pd.Series(dtype="str"), pd.DataFrame(), rule=rule))
        ('Kept: still a customer', 'Lost: has left')
    """
    heads = "|".join(re.escape(f"{name}:") for name in (*(item.name for item in segments.items), *GRID_WORDS))
    lines = re.split(rf"\. (?={heads}|{re.escape(FIDELITY)})", segments.rule.removesuffix("."))
    return tuple(line for line in lines if line and not line.startswith(FIDELITY))


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
    months = f"{segments.horizon:.0f} months"
    whole = pd.notna(row["expected_life"]) and row["expected_life"] >= segments.horizon
    if gone is not None and (segments.method == "grid" or pd.isna(row["expected_life"])):
        facts.append("has left" if gone else "is still a customer")
    elif gone:
        more = " or more" if whole else ""
        facts.append(f"left after {row['expected_life']:.0f} months{more}")
    elif gone is not None and whole:
        facts.append(f"is still a customer, expected to stay all of the {months} looked at")
    elif gone is not None:
        facts.append(f"is still a customer, expected to stay {row['expected_life']:.0f} of {months}")
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
