"""What a reader should know first, and what to do next: sentences made from results, and from nothing else."""

from icp_core.analysis.assess import Assessment
from icp_core.analysis.compare import Comparison
from icp_core.analysis.observe import Observed
from icp_core.analysis.summary import Action, Finding
from icp_core.drift import Drift
from icp_core.results import Estimate, format_value, join_words, plural

DRIFT_TITLES = {
    "drifting": "The ICP is drifting",
    "early signs": "Early signs of drift",
    "stable": "No drift: the picture is stable",
    "cannot tell yet": "The data cannot tell yet whether there is drift",
    "not enough data": "Not enough data to judge drift",
}


def findings_of(observed: Observed, comparison: Comparison, assessment: Assessment) -> tuple[Finding, ...]:
    """Return what to tell the reader, the most important first."""
    drift = comparison.drift
    found = [Finding(kind="drift", title=DRIFT_TITLES[drift.verdict], sentence=_after_verdict(drift))]
    if comparison.alignment is not None:
        words = " ".join(part for part in (comparison.alignment.verdict, comparison.alignment.why) if part)
        found.append(Finding(kind="fit", title="The declared ICP against the customers", sentence=words))
    segments = observed.segments
    tested = "No groups beyond chance" if segments.items else "The customers could not be grouped"
    title = "Customer groups" if segments.found else tested
    found.append(Finding(kind="segments", title=title, sentence=segments.why))
    found += [
        Finding(kind="traits", title="A trait of the best customers", sentence=trait.sentence)
        for trait in observed.traits.items
    ]
    if not observed.traits.found:
        searched = observed.traits.p_value is not None
        title = "No shared trait beyond chance" if searched else "Shared traits were not searched"
        found.append(Finding(kind="traits", title=title, sentence=observed.traits.why))
    for word, heading in (("blind spot", "Blind spot"), ("perception gap", "Perception gap")):
        found += [
            Finding(kind="checklist", title=f"{heading}: {result.symptom.function}", sentence=result.sentence)
            for result in assessment.symptoms.values()
            if result.agreement == word
        ]
    found += [
        Finding(kind="data", title=f"Looks like a trend and is none: {item.where}", sentence=item.sentence)
        for item in observed.artefacts
    ]
    for table, notes in (
        ("accounts", observed.accounts.notes),
        ("deals", observed.deals.notes if observed.deals else ()),
    ):
        found += [
            Finding(kind="data", title=f"How the {table} were counted", sentence=_sentence(note)) for note in notes
        ]
    found += [
        Finding(
            kind="unknown",
            title=f"{item.title} cannot be answered",
            sentence=_sentence(f"{item.why}: add {item.needs}" if item.needs else item.why),
        )
        for item in observed.capabilities
        if not item.can
    ]
    return tuple(found)


def actions_for(observed: Observed, comparison: Comparison, assessment: Assessment) -> tuple[Action, ...]:
    """Return what to do next; every action follows from a figure that it names."""
    actions: list[Action] = []
    drift, alignment = comparison.drift, comparison.alignment
    if comparison.profile is None:
        actions.append(
            Action(
                sentence="Declare the ICP you sell to today, so that it can be held against your customers.",
                why="No ICP is declared; fit, coverage and most of the drift index need one.",
            )
        )
    if observed.traits.found and comparison.suggestion.profile is not None:
        criteria = join_words([str(item) for item in comparison.suggestion.profile.criteria])
        actions.append(
            Action(
                sentence=f"Review the declared ICP against the suggested one: {criteria}."
                if comparison.profile is not None
                else f"Start from the ICP that the data suggest: {criteria}.",
                why=observed.traits.items[0].sentence,
            )
        )
    who, how = drift.dials.get("who"), drift.dials.get("how")
    if drift.verdict in ("drifting", "early signs"):
        if _over(who, 15):
            actions.append(
                Action(
                    sentence="Look at qualification: new business is leaving the declared ICP. Decide whether the aim "
                    "has moved or the selling has, and change the one that is wrong.",
                    why=f"The dial 'who we sell to' stands at {format_value(who.value, who.unit)} of 100."
                    if who
                    else "",
                )
            )
        if _over(how, 20):
            actions.append(
                Action(
                    sentence="Talk to accounts inside the ICP about what changed for them: results got worse there too "
                    "or overall.",
                    why=f"The dial 'how they do' stands at {format_value(how.value, how.unit)} of 100." if how else "",
                )
            )
    if alignment is not None and alignment.recall.value is not None and alignment.recall.value < 0.5:
        actions.append(
            Action(
                sentence="Look at your best customers outside the declared ICP before you narrow anything.",
                why=f"Only {format_value(alignment.recall.value, alignment.recall.unit)} of the most successful "
                f"customers are inside it (n = {alignment.recall.n:,}).",
            )
        )
    blind = [r.symptom.statement for r in assessment.symptoms.values() if r.agreement == "blind spot"]
    if blind:
        actions.append(
            Action(
                sentence="Bring the blind spots to the next leadership meeting: the data show them, people do not.",
                why=f"{plural(len(blind), 'symptom')} present in the data and answered as absent.",
            )
        )
    if drift.verdict in ("cannot tell yet", "not enough data"):
        actions.append(
            Action(
                sentence="Collect what is missing and look again next quarter.",
                why=_sentence(drift.why or drift.sentence),
            )
        )
    return tuple(actions)


def _after_verdict(drift: Drift) -> str:
    """The sentence without the verdict's word, which the title says already."""
    return _sentence((drift.sentence or drift.why).removeprefix(f"{drift.verdict.capitalize()}: "))


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:].rstrip('.')}." if words else ""


def _over(dial: Estimate | None, line: float) -> bool:
    return dial is not None and dial.value is not None and dial.value >= line
