"""From single answers to one line a symptom, one score a function and one overall, with what is not known beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from icp_core.checklist.answers import DONT_KNOW, NOT_APPLICABLE, Answer, latest
from icp_core.checklist.symptoms import FUNCTIONS, LEVELS, Function, Symptom, shown
from icp_core.checklist.verdicts import Agreement, Evidence, Verdict, agreement
from icp_core.results import Estimate, Unit, join_words, plural, unknown

MIN_ANSWERED = 0.60  # share of a function's symptoms that must be answered before it gets a score
RAG = ((75.0, "severe"), (50.0, "drifting"), (25.0, "watch"), (0.0, "healthy"))  # labels, not calibrated
_SMALL_GROUP = 4  # people; up to here the range tells of disagreement, above it the middle half does
_DISAGREEMENT = 2  # levels
_TOP = len(LEVELS) - 1


@dataclass(frozen=True)
class SymptomResult:
    """One symptom with what people and files say.

    Args:
        symptom: The symptom.
        answers: The newest answer of each person.
        median: Median of the graded answers, 0 to 4; None when nobody gave one.
        spread: Lowest and highest of them.
        disagreement: Range of 2 levels or more among up to 4 people; middle half of 2 or more among 5 and more.
        evidence: What the files say.
        agreement: How the two stand to each other.
        sentence: All that in one sentence.
    """

    symptom: Symptom
    answers: tuple[Answer, ...]
    median: float | None
    spread: tuple[int, int] | None
    disagreement: bool
    evidence: Evidence
    agreement: Agreement
    sentence: str

    @property
    def applies(self) -> bool:
        """Whether the symptom counts: not when everybody who answered called it not applicable."""
        return not self.answers or any(answer.answer != NOT_APPLICABLE for answer in self.answers)


@dataclass(frozen=True)
class FunctionScore:
    """The score of one function; 0 is healthy, 100 the worst.

    Args:
        function: The function.
        score: Index, n = symptoms answered; its interval is the range of the bounds, not a confidence interval.
        word: "healthy", "watch", "drifting" or "severe"; empty when there is no score. A label, not calibrated.
        confidence: Share of all answers asked for that were given as a level, 0 to 1.
        low: The score if every "don't know" were 0; None when there is no score.
        high: The score if every "don't know" were 4.
    """

    function: Function
    score: Estimate
    word: str
    confidence: float
    low: float | None
    high: float | None


def score(
    answers: Sequence[Answer], evidence: Mapping[str, Evidence], *, extended: bool = False
) -> tuple[dict[str, SymptomResult], tuple[FunctionScore, ...], Estimate]:
    """Score the checklist.

    The files never change a score; "don't know" lowers the confidence, never the score; "not applicable" takes the
    symptom out.

    Args:
        answers: All answers ever given; the newest of each person counts.
        evidence: What the files say, by symptom; a symptom that is missing here has no data.
        extended: Whether the seven extended symptoms count.

    Returns:
        One result a symptom shown, one score a function, and the mean of the functions.

    Source:
        docs/method.md.

    Example:
        >>> sales = ["new_logos_falling", "cycle_lengthening", "win_rate_falling"]
        >>> results, functions, overall = score([Answer(symptom=s, function="Sales", answer=3) for s in sales], {})
        >>> functions[0].score.value, functions[0].word, functions[0].confidence, print(overall)
        unknown: not enough functions with a score (1 of 5)
        (75.0, 'severe', 0.6, None)
    """
    by_symptom: dict[str, list[Answer]] = {}
    for answer in latest(answers):
        by_symptom.setdefault(answer.symptom, []).append(answer)
    results = {
        symptom.id: _result(symptom, tuple(by_symptom.get(symptom.id, ())), evidence.get(symptom.id))
        for symptom in shown(extended=extended)
    }
    functions = tuple(
        _function_score(name, [result for result in results.values() if result.symptom.function == name])
        for name in FUNCTIONS
    )
    return results, functions, _overall(functions)


def rag_word(index: float) -> str:
    """Return the label of a score from 0 to 100.

    Example:
        >>> rag_word(24.9), rag_word(25), rag_word(50), rag_word(75)
        ('healthy', 'watch', 'drifting', 'severe')
    """
    return next(word for line, word in RAG if index >= line)


def levels_of(answers: Sequence[Answer], *, dont_know: int | None = None) -> list[int]:
    """Return the graded levels; a "don't know" counts as ``dont_know``, or not at all when that is None."""
    levels = [answer.answer if isinstance(answer.answer, int) else None for answer in answers]
    stood_in = [
        dont_know if level is None and answer.answer == DONT_KNOW else level
        for level, answer in zip(levels, answers, strict=True)
    ]
    return [level for level in stood_in if level is not None]


def _result(symptom: Symptom, answers: tuple[Answer, ...], found: Evidence | None) -> SymptomResult:
    nothing: Verdict = "people only" if symptom.people_only else "no data"
    found = found or Evidence(symptom.id, nothing, None, "No file was looked at for this." if symptom.evidence else "")
    levels = levels_of(answers)
    middle = float(median(levels)) if levels else None
    asked = any(answer.answer == DONT_KNOW for answer in answers)
    word = agreement(middle, asked=asked, verdict=found.verdict)
    return SymptomResult(
        symptom,
        answers,
        middle,
        (min(levels), max(levels)) if levels else None,
        _disagree(levels),
        found,
        word,
        _sentence(answers, levels, found, word),
    )


def _disagree(levels: list[int]) -> bool:
    if len(levels) < 2:
        return False
    if len(levels) <= _SMALL_GROUP:
        return max(levels) - min(levels) >= _DISAGREEMENT
    lower, _, upper = quantiles(levels, n=4, method="inclusive")
    return upper - lower >= _DISAGREEMENT


def _sentence(answers: tuple[Answer, ...], levels: list[int], found: Evidence, word: Agreement) -> str:
    if levels:
        middle = median(levels)
        said = LEVELS[int(middle)] if middle == int(middle) else f"{LEVELS[int(middle)]} to {LEVELS[int(middle) + 1]}"
        people = f"{plural(len(levels), 'person says', 'people say')} {said}"
        if _disagree(levels):
            people += f", but between {LEVELS[min(levels)]} and {LEVELS[max(levels)]}"
    elif answers:
        people = "Nobody could say" if any(a.answer == DONT_KNOW for a in answers) else "This does not apply"
    else:
        people = "Nobody has answered yet"
    if found.verdict == "people only":
        return f"{people}. No file can answer this."
    data = {
        "present": "the data show it",
        "absent": "the data do not show it",
        "unclear": "the data cannot decide",
        "no data": "there are no data",
    }[found.verdict]
    return f"{people}; {data}{f': {word}' if word else ''}."


def _function_score(function: Function, results: Sequence[SymptomResult]) -> FunctionScore:
    applying = [result for result in results if result.applies]
    answered = [result for result in applying if result.median is not None]
    given = sum(_share_graded(result) for result in applying)
    confidence = given / len(applying) if applying else 0.0
    if not applying:
        nothing = unknown(Unit.INDEX, "every symptom was marked as not applicable")
        return FunctionScore(function, nothing, "", confidence, None, None)
    if len(answered) < MIN_ANSWERED * len(applying):
        few = unknown(Unit.INDEX, f"not enough answers ({len(answered)} of {len(applying)})", n=len(answered))
        return FunctionScore(function, few, "", confidence, None, None)
    value = _index([result.median for result in answered if result.median is not None])
    judged = [result for result in applying if levels_of(result.answers, dont_know=0)]
    low = _index([median(levels_of(result.answers, dont_know=0)) for result in judged])
    high = _index([median(levels_of(result.answers, dont_know=_TOP)) for result in judged])
    why = 'the range shows the score if every "don\'t know" were a 0, and if it were a 4' if low < high else ""
    ends = (low, high) if why else (None, None)
    estimate = Estimate(value, Unit.INDEX, len(answered), ends[0], ends[1], why=why)
    return FunctionScore(function, estimate, rag_word(value), confidence, low, high)


def _index(medians: Sequence[float]) -> float:
    return 100 * sum(medians) / (_TOP * len(medians))


def _share_graded(result: SymptomResult) -> float:
    counted = [answer for answer in result.answers if answer.answer != NOT_APPLICABLE]
    return len(levels_of(counted)) / len(counted) if counted else 0.0


def _overall(functions: Sequence[FunctionScore]) -> Estimate:
    known = [function for function in functions if function.score.known]
    if len(known) < MIN_ANSWERED * len(functions):
        why = f"not enough functions with a score ({len(known)} of {len(functions)})"
        return unknown(Unit.INDEX, why, n=len(known))
    missing = [function.function for function in functions if not function.score.known]
    why = f"without {join_words(missing)}: too few answers" if missing else ""
    values = [function.score.value or 0.0 for function in known]
    lows, highs = [f.low or 0.0 for f in known], [f.high or 0.0 for f in known]
    ends = (sum(lows) / len(known), sum(highs) / len(known)) if lows != highs else (None, None)
    return Estimate(sum(values) / len(known), Unit.INDEX, len(known), ends[0], ends[1], why=why)
