"""What will happen: who is likely to stay, from what was known before the sale, and how far that can be believed."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import forecast_scatter, pairs_chart
from icp_core.results import Estimate, format_value, plural
from icp_core.segments.forecast import Forecast
from pages.ui import cached, headers, measured_segments, show, state
from pages.ui.work import Work

MOST_SHOWN = 200  # accounts of a table; the download has all
MOST_REASONS = 4
UNUSED = (
    "The columns hold what the file says today. The trend of usage is not among them: it begins after the sale, and "
    "that of today would know what it should forecast."
)
ORDER = (
    "Of two accounts, how often the one that left first had been predicted to leave first. 50 % is chance, 100 % is "
    "perfect. Each account is judged by a model that has not seen it."
)


def forecast(work: Work, observed: Observed) -> None:
    """Say whether the columns forecast anything; show the map if they do, and how far it can be believed."""
    st.header("Who is likely to stay?", anchor=False)
    columns = measured_segments.columns_before_the_sale(work, observed)
    with st.spinner("Forecasting, each fifth of the accounts from the other four"):
        found = measured_segments.forecast(work, observed)
    word = "Better than chance" if found.found else "No forecast" if found.order.known else "Not enough data"
    st.badge(word, color="green" if found.found else "gray")
    st.markdown(show.escape(found.why))
    _columns(work, observed, columns)
    if found.found:
        _map(work, found, columns)
        _groups(work, found)
        _at_risk(work, observed, found)
    if found.thirds:
        _believed(work, found, columns)


def _columns(work: Work, observed: Observed, now: tuple[str, ...]) -> None:
    """Let people say which columns were known before the sale."""
    offered, workspace_id = measured_segments.columns_offered(observed), work.workspace.id
    if not offered:
        return
    with st.expander(f"Made from {plural(len(now), 'column')}: were they all known before the sale?"):
        st.multiselect(
            "Columns known before the sale",
            offered,
            now,
            help="Leave out what is known only of customers: it would seem to forecast what it merely repeats.",
            **state.saving(
                f"forecast_columns:{workspace_id}",
                lambda names: state.save_settings(workspace_id, forecast_columns=tuple(names)),
                list(now),
            ),
        )
        st.caption(UNUSED)


def _map(work: Work, found: Forecast, columns: tuple[str, ...]) -> None:
    figure = cached.figure(work, "forecast_map", lambda: forecast_scatter(found, currency=work.currency), columns)
    show.chart(figure, "forecast_map")
    cut = format_value(found.cut, found.order.unit)
    st.caption(
        show.escape(
            "Live accounts only; where there are thousands, one dot is all of about the same ARR and prediction. "
            f"Predicted: the share of accounts with such columns that stays {found.months:.0f} months from the start. "
            f"At risk: below {cut}, the natural break between all predictions."
        )
    )


def _groups(work: Work, found: Forecast) -> None:
    rows = [
        {"group": one.name, "n": one.n, "share": one.share, "arr": one.arr, "predicted": one.predicted}
        for one in found.groups
    ]
    columns = {
        "group": st.column_config.TextColumn("Group"),
        "n": st.column_config.NumberColumn("Live accounts", format="localized"),
        "share": st.column_config.TextColumn("Share of them"),
        "arr": st.column_config.TextColumn("ARR"),
        "predicted": st.column_config.TextColumn("Predicted, mean"),
    }
    show.estimate_table(rows, alt="Groups of the forecast", columns=columns, currency=work.currency)
    strongest = [name for name, weight in found.weight.items() if weight > 0][:MOST_REASONS]
    if strongest:
        st.markdown(show.escape(f"The forecast comes most from: {', '.join(strongest)}."))


def _at_risk(work: Work, observed: Observed, found: Forecast) -> None:
    st.subheader("Live accounts at risk", anchor=False)
    risk = found.at_risk
    names = observed.accounts.frame.set_index("account_id")["name"]
    rows = [
        {
            "account_id": one.account_id,
            "name": names.get(one.account_id),
            "arr": one.arr,
            "predicted": one.predicted,
            "because": _because(found.reasons(one.account_id)),
        }
        for one in risk.head(MOST_SHOWN).round({"arr": 0, "predicted": 3}).itertuples(index=False)
    ]
    columns = {
        "account_id": st.column_config.TextColumn("Account"),
        "name": st.column_config.TextColumn("Name"),
        "arr": headers.money("ARR", work.currency),
        "predicted": st.column_config.NumberColumn("Predicted", format="percent"),
        "because": st.column_config.TextColumn(
            "Leaves faster because of", help="1.5x: accounts alike in all else leave half as fast again."
        ),
    }
    show.table(rows, alt="Live accounts at risk, the highest ARR first", columns=columns)
    if len(risk) > MOST_SHOWN:
        st.caption(f"The {MOST_SHOWN} with the highest ARR are shown; the download has all live accounts.")
    show.download_csv("Download the forecast of every live account (CSV)", found.table(), "forecast.csv")


def _because(reasons: tuple[tuple[str, float], ...]) -> str:
    faster = [f"{headers.in_words(name)} {factor:.1f}x" for name, factor in reasons if factor >= 1.05]
    return ", ".join(faster[:MOST_REASONS]) or "no single column"


def _believed(work: Work, found: Forecast, columns: tuple[str, ...]) -> None:
    st.header("Can it be believed?", anchor=False)
    figure = cached.figure(
        work,
        "forecast_thirds",
        lambda: pairs_chart(
            [(third.name, third.predicted, third.observed) for third in found.thirds],
            before="predicted",
            after="what happened",
            title=f"still here after {found.months:.0f} months",
        ),
        columns,
    )
    show.chart(figure, "forecast_thirds")
    numbers: dict[str, tuple[Estimate, str]] = {"Pairs in the right order": (found.order, ORDER)}
    show.meanings(numbers, work.currency)
    st.caption(
        "All accounts, live and lost, in three thirds by what was predicted of them, each by a model that has not seen "
        "it. A prediction holds where it lies inside the interval of what happened, or within 3 points of it."
    )
