"""Which table a file holds."""

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from icp_core.ingest.forms import RawTable
from icp_core.ingest.matching.headers import plain
from icp_core.ingest.matching.mapping import column_map
from icp_core.ingest.values.literals import is_month_name

FAIR_SCORE = 2.5  # a file whose signs add up to this is recognised with a confidence of about 0.5
WIDE_MONTHS = 3  # headers that name months from which a revenue file has a column for each month
MANY_REPEATS = 0.3  # share of repeated accounts that speaks for revenue and against customers


@lru_cache
def _roles() -> dict[str, dict[str, Any]]:
    text = resources.files("icp_core.ingest.matching").joinpath("roles.yaml").read_text("utf-8")
    roles: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return roles


ROLES = ("customers", "deals", "revenue", "spend", "usage", "feedback", "headcount", "releases", "events")


def guess_table(raw: RawTable) -> tuple[str, float]:
    """Say which table a file holds, by its headers and by whether accounts repeat in it.

    Returns:
        The canonical table and a confidence from 0 to 1; a file of subscription periods is ``revenue``.
    """
    scores = {table: _score(raw, table) for table in ROLES}
    table = max(scores, key=lambda name: scores[name])
    rest = max(score for name, score in scores.items() if name != table)
    if scores[table] <= 0:
        return "customers", 0.0
    share = scores[table] / (scores[table] + FAIR_SCORE)
    ahead = (scores[table] - max(rest, 0.0)) / scores[table]
    return table, round(share * float((0.5 + 0.5 * ahead) ** 0.5), 3)


def month_headers(header: Iterable[str]) -> tuple[str, ...]:
    """Return the headers that name months, in a file with a column for each month."""
    return tuple(name for name in header if is_month_name(name))


def _score(raw: RawTable, table: str) -> float:
    role, decided = _roles()[table], column_map(raw, table)
    sure = {guess.canonical: guess.confidence for guess in decided.guesses if guess.canonical}
    sure |= dict.fromkeys(decided.helpers, 0.8)
    wide = table == "revenue" and len(month_headers(raw.header)) >= WIDE_MONTHS
    if not wide and not all(any(name in sure for name in group) for group in role["needs"]):
        return 0.0
    score = sum(weight * sure.get(name, 0.0) for name, weight in role["signs"].items()) + (3.0 if wide else 0.0)
    if table in ("customers", "revenue") and "account_id" in decided.columns:
        repeats = 1 - raw.rows[decided.columns["account_id"]].nunique() / max(len(raw.rows), 1)
        score += (2.0 if table == "revenue" else -2.5) * (repeats > MANY_REPEATS)
    if table == "revenue":
        score -= 1.5 * _has_word(raw, ("leads", "sessions", "active", "stage"))
    return float(score)


def _has_word(raw: RawTable, words: Iterable[str]) -> bool:
    there = {word for header in raw.header for word in plain(header).split()}
    return bool(there & set(words))
