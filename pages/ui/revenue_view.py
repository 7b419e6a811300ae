"""What the Revenue page shows: the answer, the numbers, the waterfall, and behind tabs what lies beneath them."""

import streamlit as st

from icp_core.analysis import Observed
from icp_core.charts import movements_chart, points_of_movements, quarters_chart, waterfall_chart
from icp_core.metrics import ArrMovements, ArrPeriod
from icp_core.results import Unit, format_month, format_value
from pages.ui import agreement_view, artefacts_view, cached, headers, measured, quarter_view, show, state, value_view
from pages.ui.work import Work

NUMBERS = ("arr", "mrr", "quick_ratio", "nrr", "grr", "gross_churn")
SERIES = ("nrr", "grr", "arr")
SOURCES = ("revenue history", "revenue months", "new customers")  # what the movements rest on
COURSE, LARGEST, WORTH = "Over time", "Largest customers", "What a customer is worth"
CONTRACTS, AGREE = "First contracts", "Do the files agree?"
PARTS = (COURSE, LARGEST, WORTH, CONTRACTS, AGREE)
KINDS = {
    "new": "Customers that pay for the first time.",
    "expansion": "Customers that pay more than the month before.",
    "reactivation": "Customers that had stopped paying and pay again.",
    "contraction": "Customers that pay less than the month before.",
    "churn": "Customers that stopped paying.",
}
MOVES = {
    "kind": st.column_config.TextColumn("What"),
    "amount": st.column_config.TextColumn("ARR"),
    "times": st.column_config.TextColumn("How often", help="Each customer counts once a month."),
    "meaning": st.column_config.TextColumn("Means"),
}
STEPS = ("quarter", "month")


def answer(work: Work, observed: Observed) -> None:
    """Say in one sentence what last year's customers pay today, with growth and without."""
    net, gross = (observed.metrics[name].estimate for name in ("nrr", "grr"))
    if net.value is None:
        words = f"Whether the customers of a year ago pay more today is unknown: {net.why}"
    else:
        unit = f"{work.currency} 100".strip()
        words = (
            f"Of every {unit} of recurring revenue a year ago, the same customers pay {100 * net.value:.0f} today"
            f"{show.between(net)}"
        )
        if gross.value is not None:
            words += f"; without what grew it is {100 * gross.value:.0f}{show.between(gross)}"
        if net.why:
            words += f". {show.sentence(net.why)}"
    st.markdown(show.escape(show.sentence(words)))


def numbers(work: Work, observed: Observed) -> None:
    """Show the key numbers: what is known large, the rest small with its reason."""
    shown = {name: (show.title_of(name), observed.metrics[name].estimate) for name in NUMBERS}
    show.estimates_known_first(shown, work.currency)


def last_year(work: Work) -> None:
    """Show what made ARR rise or fall in the last twelve months, as a waterfall and as a table."""
    year = measured.arr_movements(work).over(12)
    if year is None:
        return
    first, last = (format_month(month) for month in (year.label.split(" to ")[0], year.label.split(" to ")[-1]))
    st.header("What made it rise or fall?")
    rose = "rose" if year.closing >= year.opening else "fell"
    opening, closing = (_money(amount, work.currency) for amount in (year.opening, year.closing))
    st.markdown(show.escape(f"From {first} to {last} ARR {rose} from {opening} to {closing}."))
    figure = cached.figure(work, "waterfall", lambda: waterfall_chart(year, currency=work.currency))
    show.chart(figure, "waterfall")
    show.table(_moves(year, work.currency), alt="What made ARR rise or fall", columns=MOVES)
    st.caption("Opening, the five movements and closing add up to the cent.")


def parts(work: Work, observed: Observed) -> None:
    """Show behind tabs what lies beneath; only the open one is computed."""
    show.parts(
        "revenue_part",
        {
            COURSE: lambda: _course(work, observed),
            LARGEST: lambda: value_view.largest(work, observed),
            WORTH: lambda: value_view.worth(work, observed),
            CONTRACTS: lambda: value_view.contracts(work, observed),
            AGREE: lambda: agreement_view.agreement(work, observed),
        },
    )


def _course(work: Work, observed: Observed) -> None:
    """Show the movements and the quick ratio over time, then the retention of revenue by quarter."""
    st.header("What moved it, over time?", anchor=False)
    artefacts_view.artefacts(observed, SOURCES)
    found = measured.arr_movements(work)
    if not found.months:
        show.cannot_answer(found.why)
        return
    by = st.segmented_control("One bar a", STEPS, default="quarter", required=True, **state.kept("movements_by"))
    periods = found.quarters if by == "quarter" else found.months
    figure = cached.figure(work, "movements", lambda: movements_chart(periods, currency=work.currency), by)
    show.chart(figure, "movements")
    show.table(found.rows(by), alt=f"Movements of ARR by {by}", columns=_columns(work.currency))
    show.by_reason({period.label: period.why for period in periods if period.why})
    pale = " Pale: the quarter is not complete." if any(not period.complete for period in periods) else ""
    st.caption(show.escape(f"From {found.source}.{pale}"))
    show.download_csv("Download the movements (CSV)", found.rows(by), f"arr-movements-by-{by}.csv")
    _quick_ratio(work, found)
    quarter_view.quarters(work, observed, SERIES, page="revenue")


def _quick_ratio(work: Work, found: ArrMovements) -> None:
    """Show by quarter how much was gained for each unit that was lost."""
    points = points_of_movements(found.quarters)
    if not any(point.estimate.known for point in points):
        return
    st.header("How much is gained for each unit lost?", anchor=False)
    figure = cached.figure(
        work, "quick_ratio", lambda: quarters_chart(points, title="quick ratio", currency=work.currency)
    )
    show.chart(figure, "quick_ratio")
    st.caption(
        "Quick ratio: new and expansion over churn and contraction, by quarter. At 1 gains and losses are equal."
    )


def _moves(year: ArrPeriod, currency: str) -> list[dict[str, object]]:
    moved = [
        {
            "kind": kind,
            "amount": _money(year.moved[kind], currency),
            "times": f"{year.accounts[kind]:,}",
            "meaning": meaning,
        }
        for kind, meaning in KINDS.items()
    ]
    return [
        {
            "kind": "opening",
            "amount": _money(year.opening, currency),
            "meaning": "ARR in the month before.",
            "times": "",
        },
        *moved,
        {
            "kind": "closing",
            "amount": _money(year.closing, currency),
            "times": f"{year.paying:,}",
            "meaning": "ARR in the last month; how many pay it.",
        },
    ]


def _money(amount: float, currency: str) -> str:
    return format_value(amount, Unit.MONEY, currency=currency)


def _columns(currency: str) -> dict[str, object]:
    kinds = {
        kind: st.column_config.NumberColumn(kind.capitalize(), help=meaning, format="localized")
        for kind, meaning in KINDS.items()
    }
    return {
        "period": st.column_config.TextColumn("Period"),
        "opening": headers.money("Opening", currency),
        **kinds,
        "arr": headers.money("Closing", currency),
        "quick_ratio": st.column_config.NumberColumn(
            "Quick ratio", help="New and expansion over churn and contraction.", format="%.2fx"
        ),
    }
