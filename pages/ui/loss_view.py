"""Why deals are lost, and whether that has changed."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import loss_reasons_chart
from pages.ui import cached, measured_deals, show
from pages.ui.work import Work

REASONS = {
    "reason": st.column_config.TextColumn("Reason"),
    "n": st.column_config.NumberColumn("Lost deals", format="localized"),
    "share": st.column_config.TextColumn("Share", help="Of the lost deals that name a reason; 90 % interval."),
    "shift": st.column_config.TextColumn("Change", help="The last year less the year before, with its 90 % interval."),
    "clear": st.column_config.CheckboxColumn("Clear change", help="More than luck, all reasons taken into account."),
    "value": st.column_config.TextColumn("Value", help="Of these deals."),
}


def losses(work: Work, observed: Observed) -> None:
    """Say which reason is named most and whether one has become commoner, then show them all."""
    st.header("Why are deals lost?", anchor=False)
    found = measured_deals.loss_reasons(work, observed)
    if found.why:
        show.cannot_answer(found.why)
        return
    st.markdown(show.escape(found.sentence))
    show.chart(cached.figure(work, "loss_reasons", lambda: loss_reasons_chart(found)), "loss_reasons")
    show.estimate(st, "Lost deals with a reason", found.named, meaning="Share of the lost deals that name a reason.")
    rows = [
        {
            "reason": one.reason,
            "n": count,
            "share": one.share,
            "value": one.value,
            "shift": one.shift,
            "clear": one.shifted,
        }
        for one, count in zip(found.reasons, found.table()["n"], strict=True)
    ]
    show.estimate_table(rows, alt="Reasons of lost deals", columns=REASONS, currency=work.currency)
    st.caption(
        "Two whole years are compared, so that no season is taken for a change. The more reasons, the stricter the "
        "test (Holm). A reason is what somebody typed, not what the customer thought."
    )
    show.download_csv("Download the reasons (CSV)", found.table(), "loss-reasons.csv")
