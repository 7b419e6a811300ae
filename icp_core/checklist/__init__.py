"""The symptom checklist: what people say beside what the files say, function by function."""

from icp_core.checklist.answers import (
    COLUMNS,
    DONT_KNOW,
    NOT_APPLICABLE,
    Answer,
    answers_from_csv,
    answers_to_csv,
    latest,
)
from icp_core.checklist.evidence import evidence_for
from icp_core.checklist.measured import Measured
from icp_core.checklist.scoring import FunctionScore, SymptomResult, rag_word, score
from icp_core.checklist.symptoms import BY_ID, FUNCTIONS, LEVELS, SYMPTOMS, Symptom, shown
from icp_core.checklist.verdicts import ORDER, Evidence

__all__ = [
    "BY_ID",
    "COLUMNS",
    "DONT_KNOW",
    "FUNCTIONS",
    "LEVELS",
    "NOT_APPLICABLE",
    "ORDER",
    "SYMPTOMS",
    "Answer",
    "Evidence",
    "FunctionScore",
    "Measured",
    "Symptom",
    "SymptomResult",
    "answers_from_csv",
    "answers_to_csv",
    "evidence_for",
    "latest",
    "rag_word",
    "score",
    "shown",
]
