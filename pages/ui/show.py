"""How results look on a page: numbers with their evidence, verdicts, charts, tables, downloads, and what to do next."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from icp_core.charts import alt_text
from icp_core.errors import UserError
from icp_core.metrics import DEFINITIONS
from icp_core.report import to_csv
from icp_core.results import Estimate, format_interval, format_value

START, DATA, RETENTION = "pages/steps/start.py", "pages/steps/data.py", "pages/steps/retention.py"
SEGMENTS, ICP, FIT = "pages/steps/segments.py", "pages/steps/icp.py", "pages/steps/fit.py"
DRIFT, CHECKLIST, SUMMARY = "pages/steps/drift.py", "pages/steps/checklist.py", "pages/steps/summary.py"
WINNING, FOCUS, ABOUT = "pages/steps/winning.py", "pages/steps/focus.py", "pages/steps/about.py"
TRAITS = "pages/steps/traits.py"
REVENUE, COMPARE = "pages/steps/revenue.py", "pages/steps/compare.py"
PROSPECTS, GUIDES = "pages/steps/prospects.py", "pages/steps/guides.py"
NUMBER_WIDTH = 185  # pixels a number needs with its evidence; four stand beside each other on a laptop
MOST_BESIDE = 4
NOTHING = "–"  # in the cell of a table for which there is no value
PAGE_WIDTH = 1080  # pixels; longer lines are hard to read

TONES = {
    "drifting": "red", "clear": "red", "early signs": "orange", "stable": "green",
    "cannot tell yet": "gray", "not enough data": "gray",
    "present": "red", "absent": "green", "unclear": "gray", "no data": "gray", "people only": "gray",
    "blind spot": "red", "confirmed": "orange", "perception gap": "violet", "agreed healthy": "green",
    "healthy": "green", "watch": "orange", "severe": "red",
    "likely": "blue",
}  # fmt: skip
_ONE_LINE = re.compile(r"(?<=\d) (?=%)|(?<=\b[np]) (?== \d)|(?<=\b[np] =) (?=\d)")  # 72 %, n = 9 and p = 0.03
_NO_LINK = {"://": ":\u2060//", "www.": "www\u2060.", "@": "\u2060@"}  # a joiner that nobody sees
_CHART = {"displayModeBar": False, "responsive": True}
_CALM = "This page could not be shown. Nothing you entered is lost. Reload it; if it stays, open the Data page."
_log = logging.getLogger("icp_workbench")


def estimate(place: Any, label: str, value: Estimate, *, name: str = "", meaning: str = "", currency: str = "") -> None:
    """Show a number large, its interval, n and window beneath, its definition behind the question mark.

    Args:
        place: Where it stands.
        label: What it is called.
        value: The number.
        name: Canonical name, whose definition is shown.
        meaning: What it is, where no definition has its name.
        currency: ISO code for money.
    """
    definition = DEFINITIONS.get(name)
    known = format_value(value.value, value.unit, currency=currency) if value.known else "Unknown"
    with place.container(gap="xxsmall"):
        st.metric(label, known, help=definition.sentence if definition else meaning or None)
        st.caption(evidence_words(value, currency))


def evidence_words(value: Estimate, currency: str = "") -> str:
    """Write what stands behind a number: interval, n, window, caution; or why it is unknown."""
    if not value.known:
        return escape(sentence(value.why))
    counted = f"n = {value.n:,}" if value.n else ""
    line = ", ".join(part for part in (format_interval(value, currency=currency), counted, value.window) if part)
    return escape(f"{line}. {sentence(value.why)}" if value.why else line)


def estimates(items: Mapping[str, tuple[str, Estimate]], currency: str = "", *, defined: bool = True) -> None:
    """Show several numbers in cells that wrap on a narrow screen.

    Args:
        items: Name of the metric to its label and number.
        currency: ISO code for money.
        defined: Whether the names are those of the definitions, shown behind a question mark.
    """
    grid = number_grid(len(items))
    for name, (label, value) in items.items():
        estimate(grid.cell(), label, value, name=name if defined else "", currency=currency)


def meanings(items: Mapping[str, tuple[Estimate, str]], currency: str = "") -> None:
    """Show several numbers in cells, each with its own meaning: label to number and meaning; unknown ones small."""
    known = {label: item for label, item in items.items() if item[0].known}
    if known:
        grid = number_grid(len(known))
        for label, (value, meaning) in known.items():
            estimate(grid.cell(), label, value, meaning=meaning, currency=currency)
    unknowns({label: value for label, (value, _) in items.items() if not value.known})


def estimates_known_first(
    items: Mapping[str, tuple[str, Estimate]], currency: str = "", *, defined: bool = True
) -> None:
    """Show what is known large, the rest small with its reason and the way to add it."""
    known = {name: item for name, item in items.items() if item[1].known}
    if known:
        estimates(known, currency, defined=defined)
    if len(known) < len(items):
        unknowns({label: value for label, value in items.values() if not value.known})
        link(DATA, "See which file or column adds the answer")


def number_grid(count: int) -> Any:
    """Begin a grid whose rows come out full, or nearly so, for so many numbers."""
    columns = min((MOST_BESIDE, MOST_BESIDE - 1), key=lambda width: -count % width)
    return st.grid(min(columns, max(count, 1)), min_column_width=NUMBER_WIDTH, border=True)


def facts(items: Mapping[str, Estimate], currency: str = "") -> None:
    """Show several numbers small, one a line: for cards that hold more than one."""
    lines = []
    for label, value in items.items():
        known = format_value(value.value, value.unit, currency=currency) if value.known else "unknown"
        lines.append(f"{escape(label)}: **{escape(known)}**  \n:small[{evidence_words(value, currency)}]")
    st.markdown("\n\n".join(lines))


def between(value: Estimate) -> str:
    """Write the interval of a share as counts of a hundred, in brackets; nothing where it has none."""
    return "" if value.low is None or value.high is None else f" ({100 * value.low:.0f} to {100 * value.high:.0f})"


def unknowns(items: Mapping[str, Estimate]) -> None:
    """Name small what the data cannot answer, what shares a reason together."""
    by_reason({label: value.why for label, value in items.items()}, "Unknown:")


def by_reason(items: Mapping[str, str], head: str = "") -> None:
    """Write small what each label has to be told with it, what shares a reason together: label to reason."""
    reasons: dict[str, list[str]] = {}
    for label, why in items.items():
        reasons.setdefault(why, []).append(label)
    lines = [f"- {escape('; '.join(labels))}: {escape(why.rstrip('.'))}." for why, labels in reasons.items()]
    if lines:
        st.caption("\n".join([f"{head}\n", *lines] if head else lines))


def verdict(word: str, words: str, *, label: str = "") -> None:
    """Show a word of the closed list as a badge, and the sentence that explains it."""
    if word:
        st.badge(f"{label}: {word}" if label else sentence(word).rstrip("."), color=TONES.get(word, "blue"))
    if words:
        st.markdown(escape(words))


def title_of(name: str) -> str:
    """Return a metric's name in words."""
    definition = DEFINITIONS.get(name)
    return definition.title if definition else name


def chart(figure: Any, key: str) -> None:
    """Show a chart with its words for people who cannot see it."""
    st.plotly_chart(figure, key=key, config=_CHART, alt=alt_text(figure))


def picked(figure: Any, key: str) -> Any:
    """Show a chart whose points can be clicked; return what the clicked one carries (``customdata``), or None."""
    event: Any = st.plotly_chart(
        figure, key=key, config=_CHART, alt=alt_text(figure), on_select="rerun", selection_mode="points"
    )
    points = event["selection"]["points"]
    return points[0].get("customdata") if points else None


def parts(key: str, drawn: Mapping[str, Callable[[], None]]) -> None:
    """Show tabs of which only the open one is computed and drawn: name to what draws it."""
    for tab, draw in zip(st.tabs(list(drawn), key=key, on_change="rerun"), drawn.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def table(rows: Any, *, alt: str, columns: Mapping[str, Any] | None = None) -> None:
    """Show a small table; ``columns`` gives the headers in words and hides every other column.

    The first column names the row, so it stays in view where the others have to be scrolled.
    """
    drawn = dict(columns or {})
    for name in list(drawn)[:1]:
        named = drawn[name]
        drawn[name] = (
            st.column_config.Column(named, pinned=True) if isinstance(named, str) else {**named, "pinned": True}
        )
    order = list(drawn) or None
    st.dataframe(rows, hide_index=True, column_config=drawn, column_order=order, placeholder=NOTHING, alt=alt)


def estimate_table(
    rows: Sequence[Mapping[str, Any]], *, alt: str, columns: Mapping[str, Any], currency: str = ""
) -> None:
    """Show a small table some of whose cells are estimates: each is written with its interval."""
    written_rows = [
        {name: written([cell], currency)[0] if isinstance(cell, Estimate) else cell for name, cell in row.items()}
        for row in rows
    ]
    table(written_rows, alt=alt, columns=columns)


def download_csv(label: str, rows: Any, file: str) -> None:
    """Offer a table, or what makes it, as a CSV file that is made when somebody asks for it."""

    def content() -> str:
        return to_csv(rows() if callable(rows) else rows)

    st.download_button(label, content, file, "text/csv", on_click="ignore", key=f"download:{file}")


def link(page: str, words: str) -> None:
    """Show a link to another page, marked as one."""
    st.page_link(page, label=words, icon=":material/arrow_forward:", icon_position="right")


def steps(*links: tuple[str, str]) -> None:
    """Show where to go on: page and words."""
    with st.container(horizontal=True, gap="medium"):
        for page, words in links:
            link(page, words)


def nothing_yet(words: str, page: str, next_step: str) -> None:
    """Say why a page is empty and what to do next."""
    st.info(escape(words))
    link(page, next_step)


def cannot_answer(why: str) -> None:
    """Say that the files cannot answer a question, why, and where one sees what is missing."""
    nothing_yet(sentence(f"These files cannot answer that: {why}"), DATA, "See which file or column adds the answer")


def escape(text: str) -> str:
    """Keep words as they are: what comes from a file or a person is never read as Markdown, nor made a link.

    A number and its percent sign stay on one line; files and downloads, which do not break lines, have plain spaces.
    """
    text = _ONE_LINE.sub("\u00a0", text)
    for begin, kept in _NO_LINK.items():
        text = text.replace(begin, kept)
    for sign in "\\`*_[]#<$~|:":
        text = text.replace(sign, f"\\{sign}")
    return text


def refused(files: Sequence[str]) -> None:
    """Say above every figure which files it does not hold."""
    if files:
        st.warning("Not everything you uploaded is in these figures. " + " ".join(escape(words) for words in files))
        link(DATA, "Say what the file holds, or remove it")


def sentence(words: str) -> str:
    """Begin with a capital and end with a full stop."""
    text = words.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) or not text else '.'}"


def written(values: Sequence[Estimate], currency: str = "") -> list[str]:
    """Write estimates for a table: value and interval, whose unit is not said again, or unknown."""
    out = []
    for value in values:
        interval = format_interval(value, bare=True)
        words = format_value(value.value, value.unit, currency=currency)
        out.append(f"{words} ({interval})" if interval else words)
    return out


@contextmanager
def boundary() -> Iterator[None]:
    """Turn what goes wrong on a page into a sentence; the programmer finds the rest in the log."""
    try:
        yield
    except UserError as error:
        st.error(escape(str(error)))
    except Exception:  # noqa: BLE001 - the one place where nothing may pass: a person never sees a traceback
        _log.exception("a page failed")
        st.error(_CALM)
