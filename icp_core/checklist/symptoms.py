"""The symptoms as data: what is asked, what each answer means, and what the files can say about it."""

from functools import cache
from importlib import resources
from typing import Annotated, Literal, get_args

import yaml
from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

Function = Literal["Sales", "Product", "Marketing", "Customer Success", "Executive"]
FUNCTIONS: tuple[Function, ...] = get_args(Function)
LEVELS = ("never", "rarely", "in places", "often", "as a rule")  # answers 0 to 4, always "more is worse"


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Symptom:
    """One statement that people judge and that the files may be able to judge too.

    Args:
        id: Stable name; saved with every answer.
        function: The home function; any other function may answer too.
        statement: What is judged, over the last two quarters; more is worse.
        anchors: What levels 0 to 4 look like, one line each.
        ask: The question to begin the talk with.
        evidence: What the files can say; empty where they can say nothing.
        needs: Columns it is read from, as ``table.column``; alternatives are separated by ``|``, joint needs by ``+``.
        extended: One of the seven that are off by default.
        people_only: No file can answer it.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    function: Function
    statement: Annotated[str, Field(min_length=1)]
    anchors: tuple[str, str, str, str, str]
    ask: Annotated[str, Field(min_length=1)]
    evidence: str = ""
    needs: tuple[str, ...] = ()
    extended: bool = False
    people_only: bool = False

    def __post_init__(self) -> None:
        if self.people_only == bool(self.evidence):
            raise ValueError(f"{self.id}: say what the files can tell, or mark it people_only; not both, not neither")


@cache
def load_symptoms() -> tuple[Symptom, ...]:
    """Read the symptoms that ship with the package, in the order of the functions.

    Raises:
        pydantic.ValidationError: An entry is incomplete or has a field too many.
        ValueError: Two entries share an id.

    Example:
        >>> len(load_symptoms()), sum(symptom.extended for symptom in load_symptoms())
        (27, 7)
    """
    text = resources.files("icp_core.checklist").joinpath("symptoms.yaml").read_text("utf-8")
    symptoms = TypeAdapter(tuple[Symptom, ...]).validate_python(yaml.safe_load(text))
    ids = [symptom.id for symptom in symptoms]
    if len(set(ids)) < len(ids):
        raise ValueError("two symptoms share an id")
    return tuple(sorted(symptoms, key=lambda symptom: FUNCTIONS.index(symptom.function)))


SYMPTOMS: tuple[Symptom, ...] = load_symptoms()
BY_ID: dict[str, Symptom] = {symptom.id: symptom for symptom in SYMPTOMS}


def shown(*, extended: bool) -> tuple[Symptom, ...]:
    """Return the symptoms that are asked: the 20 core ones, or all 27."""
    return tuple(symptom for symptom in SYMPTOMS if extended or not symptom.extended)
