"""Words that figures hang on: which stages are won or lost, and which states mean that a customer has left."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from icp_core.ingest.findings import Findings
from icp_core.ingest.forms import Item, Mask, Question
from icp_core.ingest.rows.asking import Asking, Words, by_count, words_of
from icp_core.ingest.rows.columns import Columns
from icp_core.ingest.rows.prospects import Stages
from icp_core.ingest.rows.sieve import Sieve
from icp_core.ingest.values.stages import LOST, OPEN, WON, Certainty, StageSense, stage_sense
from icp_core.ingest.values.words import State, customer_state
from icp_core.results import join_words, plural

STAGES, STATES = "stages", "states"
STAGE_OPTIONS = {WON: "Won", LOST: "Lost", OPEN: "Still open"}
HERE, LEFT, NOT_SAID = "here", "left", "unknown"
STATE_OPTIONS = {HERE: "Still a customer", LEFT: "Has left", NOT_SAID: "Leave it unknown"}
MANY_UNCLEAR = 0.05  # share of customers in an unclear state from which the churn rate hangs on the answer
NAMED = 6  # stages that a sentence names


@dataclass(frozen=True)
class StageRows:
    """Which rows the stages decide.

    Args:
        counted: Rows of which the stage alone tells the outcome, shape (n,).
        ended: Rows that the file calls closed beside the stage, shape (n,).
        others: Outcomes that the other rows have.
    """

    counted: Mask
    ended: Mask
    others: frozenset[str] = frozenset()


def outcome_by_stage(outcome: pd.Series, header: str, asking: Asking, rows: StageRows) -> pd.Series:
    """Apply what a person said of the stages, and ask about those that are not known.

    Args:
        outcome: What the names of the stages say, as far as they are known; else open.
        header: The column of stages.
        asking: The file.
        rows: Which rows the stages decide.

    Returns:
        The outcome with the answers in it.
    """
    words = words_of(asking.raw.rows[header], rows.counted)
    senses = _senses(words, rows)
    answers = asking.answers(STAGES, STAGE_OPTIONS)
    present = [place for place, count in enumerate(words.counts) if count]
    meant = {answers.get(words.texts[place], senses[place].outcome) for place in present}
    asked = [
        place for place in present if senses[place].certainty is not Certainty.KNOWN or words.texts[place] in answers
    ]
    if asked:
        asking.ask(
            _stage_question(header, asking, (words, senses, asked), both_known={WON, LOST} <= meant | rows.others)
        )
    changed = {text: answers[text] for text in words.texts if text in answers}
    if changed:
        said = join_words([f"'{text}' is {choice}" for text, choice in changed.items()][:NAMED])
        more = f", and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
        asking.findings.note(f"As you said of '{header}': {said}{more}.", column=header)
    return words.spread(changed, outcome) if changed else outcome


def _senses(words: Words, rows: StageRows) -> list[StageSense]:
    """Return what each stage is taken for; one that holds closed deals is no stage of deals on their way."""
    ended = np.bincount(words.codes[rows.counted & rows.ended & (words.codes >= 0)], minlength=len(words.texts))
    senses = [stage_sense(text) for text in words.texts]
    return [
        sense if sense.certainty is Certainty.KNOWN or not count else replace(sense, certainty=Certainty.FINAL)
        for sense, count in zip(senses, ended, strict=True)
    ]


def _stage_question(
    header: str, asking: Asking, stages: tuple[Words, list[StageSense], list[int]], *, both_known: bool
) -> Question:
    words, senses, asked = stages
    answers = asking.answers(STAGES, STAGE_OPTIONS)
    unknown = [place for place in asked if words.texts[place] not in answers]
    doubtful = [words.texts[place] for place in unknown if senses[place].doubtful(both_known=both_known)]
    sentence = f"Which stages in '{header}' mean that a deal was won or lost?"
    if doubtful:
        sentence += (
            f" {_named(doubtful)} may be the end of a deal; until you say so "
            f"{'it counts' if len(doubtful) == 1 else 'they count'} as open, and win rate and pipeline would be wrong."
        )
    elif unknown:
        sentence += " These sound like deals on their way, and count as open."
    items = by_count(
        Item(
            words.texts[place],
            words.texts[place],
            answers.get(words.texts[place], senses[place].outcome),
            int(words.counts[place]),
        )
        for place in asked
    )
    return Question(
        STAGES, asking.findings.table, asking.raw.name, sentence, STAGE_OPTIONS,
        decided=not unknown, items=asking.with_examples(items, words), urgent=bool(doubtful),
    )  # fmt: skip


def say_one_sided(frame: pd.DataFrame, sieve: Sieve, header: str, findings: Findings) -> None:
    """Say it where no deal is won or none is lost: the win rate cannot be told then."""
    outcomes = frame["outcome"][sieve.kept]
    won, lost = bool((outcomes == WON).any()), bool((outcomes == LOST).any())
    if (won and lost) or outcomes.empty:
        return
    what = "lost" if won else "won" if lost else "won or lost"
    why = "Perhaps the export leaves such deals out, or their stage has a name that is not known."
    findings.warn(
        f"No deal in this file is {what}, so it holds no win rate. {why}",
        remedy=f"Say which stage means {what}, or export all deals: open, won and lost.",
        column=header,
    )


def states_of_customers(columns: Columns, asking: Asking, stages: Stages | None = None) -> Columns:
    """Apply what a person said of the states of customers, and ask about those that may be either.

    Args:
        columns: The columns of a customers file, with ``churned`` among them or not.
        asking: The file.
        stages: The column that tells who never was a customer; a word that says so in the same column is no state.
    """
    header = asking.decided.columns.get("churned", "")
    if not header or "churned" not in columns.parsed:
        return columns
    parsed = columns.parsed["churned"]
    others = stages.never if stages is not None and stages.header == header else np.zeros(len(parsed.bad), dtype=bool)
    parsed = replace(parsed, bad=parsed.bad & ~others)
    columns = replace(columns, parsed=columns.parsed | {"churned": parsed})
    words = words_of(asking.raw.rows[header], ~others)
    answers = asking.answers(STATES, STATE_OPTIONS)
    bad = set(words.codes[parsed.bad].tolist())
    asked = [
        place
        for place, text in enumerate(words.texts)
        if words.counts[place] and (place in bad or customer_state(text) is State.UNCLEAR or text in answers)
    ]
    if not asked:
        return columns
    asking.ask(_state_question(header, asking, words, asked, bad))
    flags = {HERE: False, LEFT: True, NOT_SAID: pd.NA}
    said = {text: flags[answers[text]] for text in words.texts if text in answers}
    if not said:
        return columns
    asking.findings.note(f"As you said of '{header}': {_told(answers, words.texts)}.", column=header)
    answered = np.isin(words.codes, [place for place, text in enumerate(words.texts) if text in said])
    mended = replace(parsed, values=words.spread(said, parsed.values), bad=parsed.bad & ~answered)
    return replace(columns, parsed=columns.parsed | {"churned": mended})


def _state_question(header: str, asking: Asking, words: Words, asked: list[int], bad: Iterable[int]) -> Question:
    answers = asking.answers(STATES, STATE_OPTIONS)
    unreadable = set(bad)
    open_ones = [place for place in asked if words.texts[place] not in answers]
    share = words.counts[open_ones].sum() / max(words.counts.sum(), 1) if open_ones else 0.0
    sentence = f"Which words in '{header}' mean that a customer has left?"
    if open_ones:
        sentence += (
            f" {_named([words.texts[place] for place in open_ones])} may mean either; churn and retention follow it."
        )
    items = by_count(
        Item(
            words.texts[place],
            words.texts[place],
            answers.get(words.texts[place], NOT_SAID if place in unreadable else HERE),
            int(words.counts[place]),
        )
        for place in asked
    )
    return Question(
        STATES, asking.findings.table, asking.raw.name, sentence, STATE_OPTIONS,
        decided=not open_ones, items=asking.with_examples(items, words),
        urgent=bool(unreadable & set(open_ones)) or bool(share >= MANY_UNCLEAR),
    )  # fmt: skip


def _named(texts: list[str]) -> str:
    shown = [f"'{text}'" for text in texts[:NAMED]]
    return join_words([*shown, f"{plural(len(texts) - NAMED, 'other')}"] if len(texts) > NAMED else shown)


def _told(answers: dict[str, str], texts: tuple[str, ...]) -> str:
    told = [f"'{text}': {STATE_OPTIONS[answers[text]].lower()}" for text in texts if text in answers]
    return "; ".join(told[:NAMED]) + (f"; and {len(told) - NAMED} more" if len(told) > NAMED else "")
