"""Agreement between functions: do they mean the same customers when they say "our ICP"?"""

import streamlit as st

from icp_core.charts import estimates_chart
from icp_core.fit import Alignment
from icp_core.fit.agreement import Agreement, agreement
from icp_core.results import join_words
from pages.ui import cached, show
from pages.ui.work import Work

TONES = {"the same ICP": "green", "partly the same ICP": "orange", "different ICPs": "red", "cannot tell yet": "gray"}


def functions(work: Work, found: Alignment) -> None:
    """Show how far the declared ICPs pick the same customers, what makes the difference, and whom they dispute."""
    st.header("Do your functions mean the same customers?", anchor=False)
    meant = [one for one in work.workspace.profiles if one.criteria and not one.negative]
    compared = work.workspace.active_profile
    declared = tuple(one for one in meant if one.function or one == compared)  # the other drafts are nobody's
    if len(declared) < 2:
        words = (
            "One ICP is declared. Let each function declare its own, and say on the ICP page whose each one is: then "
            "you see on real customers where they differ."
        )
        show.nothing_yet(words, show.ICP, "Declare the ICP of another function")
        return
    key = "|".join(one.model_dump_json(include={"name", "function", "criteria", "rings"}) for one in declared)
    seen = cached.measured(work, "agreement", lambda: agreement(found.outcomes.accounts, declared), key)
    show.verdict(seen.word, seen.sentence)
    pairs = {f"{pair.one} / {pair.other}": pair.common for pair in seen.pairs}
    if len(pairs) > 1:
        chart = cached.figure(work, "agreement", lambda: estimates_chart(pairs, title="picked by both"), key)
        show.chart(chart, "agreement")
    _pairs(seen)
    show.estimates({"alpha": ("Agreement (Krippendorff's alpha)", seen.alpha)}, defined=False)
    st.caption(
        "1 is full agreement on every customer, 0 what chance would give; from .80 it is called good, below .67 not "
        "enough to draw conclusions from."
    )
    _disputed(seen)
    show.steps((show.ICP, "See the ICPs side by side"))


def _pairs(seen: Agreement) -> None:
    rows = [
        {
            "pair": f"{pair.one} / {pair.other}",
            "common": pair.common,
            "only_one": pair.only_one,
            "only_other": pair.only_other,
            "cause": join_words(f"{one.criterion} of {one.whose} ({one.accounts:,})" for one in pair.causes),
        }
        for pair in seen.pairs
    ]
    text = st.column_config.TextColumn
    columns = {
        "pair": "The two",
        "common": text("Picked by both, of either"),
        "only_one": "Only the first",
        "only_other": "Only the second",
        "cause": text("Criteria that keep out what the other picks", width="large"),
    }
    show.estimate_table(rows, alt="Every two ICPs on the real customers", columns=columns)


def _disputed(seen: Agreement) -> None:
    st.subheader(f"Customers they disagree on: {len(seen.disputed):,}", anchor=False)
    if seen.disputed.empty:
        return
    show.table(seen.disputed.head(10), alt="The first customers that the ICPs place differently")
    show.download_csv("Download all of them (CSV)", seen.disputed, "disputed_accounts.csv")
