"""How satisfied are customers?"""

from math import sqrt

import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.ratio import MIN_VALUES, mean
from icp_core.results import Estimate, Unit, Z, plural, unknown


def nps_of(answers: pd.Series, *, window: str = "") -> Estimate:
    """Return the Net Promoter Score: the share of 9 and 10 less the share of 0 to 6, times 100.

    Args:
        answers: Answers from 0 to 10; missing ones and those outside do not count.
        window: The time it covers, in words.

    Source:
        Reichheld (2003); interval from the variance of the difference of two shares, docs/method.md.

    Example:
        >>> print(nps_of(pd.Series([10.0] * 5 + [8.0] * 3 + [3.0] * 2)))
        30.0 (-10.6 to 70.6, n = 10)
    """
    known = answers[answers.between(0, 10)]
    if len(known) < MIN_VALUES:
        return unknown(Unit.SCORE, f"{plural(len(known), 'answer')}: too few", n=len(known), window=window)
    glad, cross = float((known >= 9).mean()), float((known <= 6).mean())
    error = 100 * Z * sqrt((glad + cross - (glad - cross) ** 2) / len(known))
    score = 100 * (glad - cross)
    return Estimate(score, Unit.SCORE, len(known), max(-100.0, score - error), min(100.0, score + error), window=window)


def csat_of(answers: pd.Series, *, window: str = "") -> Estimate:
    """Return the mean of answers from 1 to 5; missing ones and those outside do not count."""
    known = answers[answers.between(1, 5)]
    if len(known) < MIN_VALUES:
        return unknown(Unit.SCORE, f"{plural(len(known), 'answer')}: too few", n=len(known), window=window)
    result = mean(known, Unit.SCORE, window=window)
    low, high = max(1.0, result.low or 1.0), min(5.0, result.high or 5.0)
    return Estimate(result.value, Unit.SCORE, result.n, low, high, window=window)


def satisfaction(data: Dataset) -> tuple[Estimate, Estimate]:
    """Return NPS and CSAT over the answers of the last 12 months."""
    if "feedback" not in data.tables:
        missing = unknown(Unit.SCORE, "no feedback file: add one with date, nps or csat")
        return missing, missing
    frame = data.frame("feedback")
    today = pd.Timestamp(data.as_of)
    recent = frame[(frame["date"] <= today) & (frame["date"] > today - pd.DateOffset(years=1))]
    window = f"12 months to {data.as_of.isoformat()}"
    answers = {name: recent[name] if name in recent else pd.Series(dtype=float) for name in ("nps", "csat")}
    return nps_of(answers["nps"], window=window), csat_of(answers["csat"], window=window)
