"""Deal stages: won, lost or open; known ones by themselves, and for the rest how much the name gives away."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from icp_core.dataset.books import read_book
from icp_core.dataset.folding import folded

WON, LOST, OPEN = "won", "lost", "open"

_NUMBERING = re.compile(r"^(?:(?:[a-z] ?)?\d+ )+|(?: \d+)+$")
_REMARK = re.compile(r"\s[-–—/]\s|[:(|,;]")  # what follows says more about the outcome before it ('Lost - no budget')
INTERNAL = 5  # digits from which a name is the internal number of a stage (HubSpot), which may be any outcome
WORD = 4  # letters up to which a part of a name has to be a word of its own ('won', but not in 'wonderful')


class Certainty(StrEnum):
    """How much the name of a stage gives away."""

    KNOWN = "known"  # says won, lost or open
    ONGOING = "ongoing"  # says what is done at the moment: a deal on its way
    NEAR = "near"  # just before the end; may be what this company calls won
    FINAL = "final"  # sounds as if the deal had ended, without saying how
    UNKNOWN = "unknown"  # says nothing


@dataclass(frozen=True, slots=True)
class StageSense:
    """What a stage is taken for.

    Args:
        outcome: ``won``, ``lost`` or ``open``; ``open`` whenever the name is not known.
        certainty: How much the name gives away.
    """

    outcome: str
    certainty: Certainty

    def doubtful(self, *, both_known: bool) -> bool:
        """Whether figures may be wrong with it; ``both_known`` says that the column has a won and a lost stage."""
        return self.certainty is Certainty.FINAL or (
            not both_known and self.certainty in (Certainty.NEAR, Certainty.UNKNOWN)
        )


@lru_cache(maxsize=4096)
def stage_sense(stage: str) -> StageSense:
    """Say what a stage means, as far as its name tells.

    Example:
        >>> [stage_sense(name).outcome for name in ("Closed-Lost to Competition", "6 - Closed Won", "Gewonnen")]
        ['lost', 'won', 'won']
        >>> [str(stage_sense(name).certainty) for name in ("Negotiation", "Contract sent", "Signed", "Not won", "4711")]
        ['ongoing', 'near', 'final', 'final', 'unknown']
    """
    name = _bare(stage)
    known = _known(name) or _known_with_remark(stage)
    if known:
        return StageSense(known, Certainty.KNOWN)
    if name.isdigit():
        return StageSense(OPEN, Certainty.FINAL if len(name) >= INTERNAL else Certainty.UNKNOWN)
    if name.replace(" ", "") in _squashed()["standard"]:
        return StageSense(OPEN, Certainty.ONGOING)
    for certainty in (Certainty.FINAL, Certainty.NEAR, Certainty.ONGOING):
        if _patterns()[certainty].search(f" {name}"):
            return StageSense(OPEN, certainty)
    return StageSense(OPEN, Certainty.UNKNOWN)


def _bare(stage: str) -> str:
    """Take numbering and words that any stage has off a name, as long as something is left."""
    name = folded(stage)
    words = [word for word in name.split() if word not in _book()["about"]]
    short = _NUMBERING.sub("", " ".join(words)).strip()
    return short or name


def _known(name: str) -> str:
    """Return the outcome that a name states; empty when it does not, or states two."""
    squashed = name.replace(" ", "")
    for outcome in (WON, LOST, OPEN):
        if squashed in _squashed()[outcome]:
            return outcome
    words = name.split()
    said = {outcome for outcome in (WON, LOST) for word in words if word in _book()[outcome]}
    if len(said) != 1:
        return ""
    outcome = said.pop()
    if len(words) > 1 and words[0] in _book()["closed"] and words[1] in _book()[outcome]:
        return outcome
    return outcome if words[0] in _book()[outcome] and words[1] in ("to", "due", "because", "by") else ""


def _known_with_remark(stage: str) -> str:
    """Return the outcome before a dash or a bracket, when the remark behind it does not call it into question."""
    head, *rest = _REMARK.split(stage, maxsplit=1)
    outcome = _known(_bare(head)) if rest else ""
    remark = f" {folded(rest[0])}" if rest else ""
    if outcome == WON:
        return "" if any(pattern.search(remark) for pattern in _patterns().values()) else WON
    return LOST if outcome == LOST and not set(remark.split()) & set(_book()[WON]) else ""


def _book() -> Mapping[str, list[str]]:
    book: dict[str, list[str]] = read_book("icp_core.ingest.values", "stages.yaml")
    return book


@lru_cache
def _squashed() -> Mapping[str, frozenset[str]]:
    return {
        kind: frozenset(folded(name).replace(" ", "") for name in _book()[kind])
        for kind in (WON, LOST, OPEN, "standard")
    }


@lru_cache
def _patterns() -> Mapping[Certainty, re.Pattern[str]]:
    """Return what a part of a name of each kind looks like: the beginning of a word, or a short word."""
    return {
        certainty: re.compile(
            " (?:" + "|".join(part + (r"\b" if len(part) <= WORD else "") for part in _book()[certainty.value]) + ")"
        )
        for certainty in (Certainty.FINAL, Certainty.NEAR, Certainty.ONGOING)
    }
