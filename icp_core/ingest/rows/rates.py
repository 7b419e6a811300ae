"""What a person says of several currencies: one of them, or what each is worth."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from icp_core.ingest.forms import Item, Option, Question, chosen_values, chosen_word

NONE = "none"  # key of the amounts that name no currency beside others that do


@dataclass(frozen=True)
class Decision:
    """What a person decided: the currency of the data, and the rate of each currency that is converted into it."""

    target: str
    rates: Mapping[str, float]


def decided(options: Mapping[str, Option], codes: Sequence[str]) -> Decision | None:
    """Read the answers: a currency, or rates, whose names tell what they lead to; None without an answer.

    Example:
        >>> decided({"rates": {"USD:EUR": "0,92"}}, ["USD"])
        Decision(target='EUR', rates={'USD': 0.92})
        >>> decided({"currency": "GBP"}, ["EUR", "USD"]) is None
        True
    """
    given = {key: rate for key, text in chosen_values(options, "rates").items() if (rate := _rate(text)) and ":" in key}
    targets = Counter(key.partition(":")[2] for key in given)
    chosen = chosen_word(options, "currency")
    target = chosen if chosen in codes else targets.most_common(1)[0][0] if targets else ""
    if not target:
        return None
    return Decision(
        target, {key.removesuffix(f":{target}"): rate for key, rate in given.items() if key.endswith(f":{target}")}
    )


def rates_question(
    items: Mapping[str, int], target: str, table: str, file: str, options: Mapping[str, Option]
) -> Question:
    """Ask for the rates that bring amounts to one currency; an answer is named ``USD:EUR``, worth of 1 USD in EUR.

    Args:
        items: Currency to the number of amounts in it.
        target: The currency to convert into.
        table: Canonical table.
        file: Name of the file as the person knows it.
        options: What the person chose so far.
    """
    given = chosen_values(options, "rates")
    rows = tuple(
        Item(f"{code}:{target}", _worth(code, target), given.get(f"{code}:{target}", ""), count)
        for code, count in items.items()
        if code != target
    )
    sentence = (
        f"What is one unit worth in {target}? With a rate the amounts are converted, with the same rate in every row; "
        "rows without one are left out."
    )
    return Question(
        "rates", table, file, sentence, {}, decided=any(_rate(item.chosen) for item in rows), items=rows, urgent=True
    )


def _worth(code: str, target: str) -> str:
    if code == NONE:
        return f"1 of the amounts that name no currency, in {target}"
    return f"1 {code} in {target}"


def _rate(text: str) -> float:
    try:
        rate = float(text.strip().replace(",", "."))
    except ValueError:
        return 0.0
    return rate if 0 < rate < np.inf else 0.0
