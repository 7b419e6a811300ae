"""Revenue by paid periods or by months: which of the two a file's columns mean, where it has columns for both."""

import re
from collections.abc import Mapping

from icp_core.ingest.matching.headers import plain

PERIOD_COLUMNS = ("start_date", "end_date")  # of a file whose rows are paid periods
_CONTRACT = re.compile(r"contra[ct]t?|vertrag|smlouv|umow")


def names_contract(header: str) -> bool:
    """Whether a header speaks of the contract: its day is the same in every row of a customer.

    Example:
        >>> [names_contract(name) for name in ("Vertragsbeginn", "Fin du contrat", "Inicio del contrato", "Start date")]
        [True, True, True, False]
    """
    return bool(_CONTRACT.search(plain(header)))


def without_other_shape(columns: Mapping[str, str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that the other shape of a revenue file needs no more, each with the reason in words.

    What a person chose stands. Else days of a contract beside a month describe the customer: one row is a month.

    Args:
        columns: Canonical column to header, chosen or guessed.
        chosen: Those that a person chose; an empty header means "do not map".

    Example:
        >>> sorted(without_other_shape({"month": "Monat", "start_date": "Vertragsbeginn", "mrr": "MRR"}, {}))
        ['start_date']
        >>> sorted(without_other_shape({"month": "Datum", "start_date": "Von"}, {"start_date": "Von"}))
        ['month']
        >>> without_other_shape({"month": "date", "start_date": "start", "end_date": "end"}, {})
        {}
    """
    periods = [name for name in PERIOD_COLUMNS if name in columns]
    if "month" not in columns or not periods:
        return {}
    picked = [name for name in periods if chosen.get(name)]
    if chosen.get("month"):
        return {name: f"'{columns['month']}' was chosen as the month" for name in periods if name not in picked}
    if picked:
        return {"month": f"'{columns[picked[0]]}' was chosen, so one row is a paid period"}
    if any(names_contract(columns[name]) for name in periods):
        return dict.fromkeys(periods, f"one row is a month by '{columns['month']}'; this day describes the customer")
    return {}
