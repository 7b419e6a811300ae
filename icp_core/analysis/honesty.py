"""What the files can answer and what they cannot: every metric, every symptom, and the column that would help."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from icp_core.checklist import SYMPTOMS, Evidence, Symptom
from icp_core.dataset import Dataset
from icp_core.metrics import DEFINITIONS, Capability, lacking

Answer = Literal["yes", "not enough", "no", "people only"]


@dataclass(frozen=True, slots=True)
class Answerable:
    """One thing that somebody may want to know.

    Args:
        title: The metric's name, or the symptom's statement.
        function: Home function of a symptom; empty for a metric.
        answer: "yes"; "not enough" when the columns are there and hold too little; "no" when columns are missing;
            "people only" when no file could tell.
        why: What it is made of, what was found wanting, or what is missing.
        needs: The columns to add (``table.column``), the fewest that do; empty when columns are not what is missing.
    """

    title: str
    function: str
    answer: Answer
    why: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addition:
    """Columns that are not in the files, and what they would answer.

    Args:
        columns: As ``table.column``.
        answers: Titles of what could be answered with them and not without.
    """

    columns: tuple[str, ...]
    answers: tuple[str, ...]


def answerable(
    data: Dataset, capabilities: Sequence[Capability], evidence: Mapping[str, Evidence]
) -> tuple[Answerable, ...]:
    """Say of every metric and then of every symptom whether the files can answer it.

    Args:
        data: The imported tables.
        capabilities: What became of each metric.
        evidence: The files' own answer to each symptom, by id.

    Returns:
        One entry a metric and one a symptom, in their usual order.
    """
    return (
        *(_metric(data, item) for item in capabilities),
        *(_symptom(data, symptom, evidence[symptom.id]) for symptom in SYMPTOMS),
    )


def additions(found: Iterable[Answerable], given: Collection[str]) -> tuple[Addition, ...]:
    """Return which columns would answer more, those that answer most first.

    A table that is not there comes as a whole, with every column that something needs of it. Of columns that are asked
    for alone and together with others each group stands by itself; the larger one counts what both answer.

    Args:
        found: What can be answered and what cannot.
        given: Names of the tables that are there.

    Example:
        >>> one = Answerable("Logo churn", "", "no", "", ("customers.churn_date",))
        >>> two = Answerable("CAC", "", "no", "", ("customers.churn_date", "spend.amount"))
        >>> [(item.columns, len(item.answers)) for item in additions([one, two], ["customers"])]
        [(('customers.churn_date', 'spend.amount'), 2), (('customers.churn_date',), 1)]
    """
    missing = [item for item in found if item.answer == "no"]
    wanted = sorted({column for item in missing for column in item.needs})

    def whole(needs: Sequence[str]) -> tuple[str, ...]:
        absent = {_table(column) for column in needs} - set(given)
        return tuple(column for column in wanted if column in needs or _table(column) in absent)

    made = [
        Addition(columns, tuple(item.title for item in missing if set(item.needs) <= set(columns)))
        for columns in {whole(item.needs) for item in missing}
    ]
    return tuple(sorted(made, key=lambda item: (-len(item.answers), len(item.columns), item.columns)))


def _table(column: str) -> str:
    return column.split(".")[0]


def _metric(data: Dataset, item: Capability) -> Answerable:
    if item.can:
        return Answerable(item.title, "", "yes", item.why)
    needs = lacking(data, DEFINITIONS[item.metric].needs)
    return Answerable(item.title, "", "no" if needs else "not enough", item.why, needs)


def _symptom(data: Dataset, symptom: Symptom, found: Evidence) -> Answerable:
    if found.verdict == "people only":
        return Answerable(symptom.statement, symptom.function, "people only", found.why)
    if found.verdict != "no data":
        return Answerable(symptom.statement, symptom.function, "yes", symptom.evidence)
    needs = lacking(data, symptom.needs)
    return Answerable(symptom.statement, symptom.function, "no" if needs else "not enough", found.why, needs)
