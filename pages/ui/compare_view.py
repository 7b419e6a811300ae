"""Which groups differ from the rest in a number that people choose: every column at once, then one of them closely."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import breakdown_chart
from icp_core.metrics import DEFINITIONS, Breakdown
from pages.ui import cached, headers, measured_deals, show, state
from pages.ui.work import Work

FIRST = "win_rate"  # shown first where deals tell it
NOTHING = "No group differs from the others by more than luck."
HOLM = (
    "Every group of every column is held against all others, and the more there are, the stricter the test (Holm): "
    "luck is called a difference in one of 20 companies at most. Groups that do not differ stand by size, for their "
    "order by value would be luck; small ones are pooled."
)


def compare(work: Work, observed: Observed) -> None:
    """Let people choose a number, say what differs in it, and show one column closely."""
    metrics = measured_deals.metrics_to_compare(work, observed)
    if not metrics:
        why = "no column makes two groups of 8 customers or deals of which a number is known"
        show.nothing_yet(show.sentence(f"Groups cannot be compared: {why}"), show.DATA, "Look at the columns")
        return
    place = metrics.index(FIRST) if FIRST in metrics else 0
    metric = st.selectbox(
        "Number",
        metrics,
        place,
        format_func=show.title_of,
        help="What it is stands beneath.",
        **state.kept("compare_metric"),
    )
    st.caption(show.escape(DEFINITIONS[metric].sentence))
    found = {one.column: one for one in measured_deals.breakdowns(work, observed, metric)}
    _verdicts(metric, found)
    if left_out := measured_deals.left_out(work, observed, metric):
        st.caption(show.escape(left_out))
    names = list(found)
    order = sorted(
        range(len(names)), key=lambda place: (not _differs(found[names[place]]), bool(found[names[place]].why))
    )
    st.header("One column closely", anchor=False)
    column = st.selectbox("By", names, order[0], format_func=headers.in_words, **state.kept(f"compare_by:{metric}"))
    _closely(work, metric, found[column])


def _verdicts(metric: str, found: dict[str, Breakdown]) -> None:
    """Say which columns hold a group that differs, which none, and which are not tested."""
    clear = [one for one in found.values() if _differs(one)]
    quiet = [name for name, one in found.items() if one.tests and not one.why and not _differs(one)]
    lines = [f"- {show.escape(one.sentence)}" for one in clear]
    if quiet:
        words = f"{show.title_of(metric)}: no clear difference by {headers.listed(quiet, 'or')}."
        lines.append(f"- {show.escape(words)}")
    lines += [f"- {show.escape(one.sentence)}" for one in found.values() if one.why]
    differs = headers.listed(one.column for one in clear)
    st.markdown(show.escape(f"{show.title_of(metric)} differs clearly by {differs}." if clear else NOTHING))
    st.markdown("\n".join(lines))
    st.caption(HOLM)


def _closely(work: Work, metric: str, one: Breakdown) -> None:
    figure = cached.figure(
        work,
        "compare",
        lambda: breakdown_chart(one, title=show.title_of(metric), currency=work.currency),
        (metric, one.column),
    )
    show.chart(figure, "compare_chart")
    rows = [
        {
            "group": group.name,
            "n": group.n,
            "own": group.estimate,
            "rest": group.rest,
            "more": group.more,
            "different": group.different,
        }
        for group in one.groups
    ]
    columns = {
        "group": st.column_config.TextColumn("Group"),
        "n": st.column_config.NumberColumn("n", format="localized", help="Customers, deals or answers of the group."),
        "own": st.column_config.TextColumn(show.title_of(metric), help=DEFINITIONS[metric].sentence),
        "rest": st.column_config.TextColumn("All others", help="The same over all other groups together."),
        "more": st.column_config.TextColumn("Difference", help="The group less all others, with its 90 % interval."),
        "different": st.column_config.CheckboxColumn("Differs", help="More than luck, all groups taken into account."),
    }
    alt = f"{show.title_of(metric)} by {headers.in_words(one.column)}"
    show.estimate_table(rows, alt=alt, columns=columns, currency=work.currency)
    notes = [
        show.sentence(one.why),
        f"{one.left_out:,} of unknown group are left out." if one.left_out else "",
        "A customer or deal may be in several groups." if one.several else "",
        f"Window: {one.overall.window}." if one.overall.window else "",
    ]
    st.caption(show.escape(" ".join(note for note in notes if note)))
    show.download_csv("Download the groups (CSV)", one.table(), f"{metric}-by-{one.column}.csv")


def _differs(one: Breakdown) -> bool:
    return any(group.different for group in one.groups)
