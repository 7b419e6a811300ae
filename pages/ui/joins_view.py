"""How the files belong together: what was matched by what, what is left over, and who counts as a customer."""

import streamlit as st

from icp_core.ingest import Absent, CustomerCount, TableJoin
from icp_core.results import Unit, format_value, plural
from pages.ui import show
from pages.ui.work import Work


def joins(work: Work) -> None:
    """Show the matched shares of each pair of files, and the several counts of customers."""
    report = work.imported.joins
    if not report.tables and not report.counts:
        st.markdown("There is one file only. With customers and deals, or revenue, this page says how they match.")
        return
    for join in report.tables:
        _pair(work, join)
    _absent(report.absent)
    if report.counts:
        st.subheader("How many customers are there?", anchor=False)
        _counts(report.counts)
        if report.difference:
            st.markdown(show.escape(report.difference))


def _pair(work: Work, join: TableJoin) -> None:
    """One table against another: the share found as a bar, then how, then what was not found."""
    with st.container(border=True, gap="xsmall"):
        st.subheader(show.escape(f"{join.table.capitalize()} and {join.to}"), anchor=False)
        share, known = join.share_known, join.rows_matched + join.rows_of_prospects
        counted = f"{known:,} of {plural(join.rows, 'row')} belong to a known account"
        if join.rows_of_prospects:
            counted += f", {join.rows_matched:,} of them to a customer"
        if share is not None:
            st.progress(share, text=show.escape(f"{format_value(share, Unit.RATIO)}: {counted}"))
        found = "are customers" if join.accounts_of_prospects else "found"
        accounts = f"{join.accounts_matched:,} of {plural(join.accounts, 'account')} {found}"
        if join.share_of_money is not None and join.money is not None:
            whole = format_value(join.money, Unit.MONEY, currency=work.currency)
            accounts += f", with {format_value(join.share_of_money, Unit.RATIO)} of {whole}"
        lines = [f"- {show.escape(show.sentence(accounts))}"]
        for way in join.by:
            examples = f", for example {'; '.join(way.examples)}" if way.examples else ""
            words = f"{plural(way.accounts, 'account')} by {way.how}{examples}"
            lines.append(f"- {show.escape(show.sentence(words))}")
        if join.accounts_unmatched:
            words = f"{plural(join.accounts_unmatched, 'account')} not among the {join.to}: {', '.join(join.unmatched)}"
            more = " and others" if join.accounts_unmatched > len(join.unmatched) else ""
            lines.append(f"- **{show.escape(words)}{more}.** They count in totals, not by their properties.")
        if join.accounts_of_prospects:
            companies = plural(join.accounts_of_prospects, "company", "companies")
            words = f"{plural(join.rows_of_prospects, 'row')} of {companies} that never were customers"
            lines.append(f"- {show.escape(words)}.")
        if join.ambiguous:
            words = f"{plural(join.ambiguous, 'account')} could be several: {', '.join(join.ambiguous_examples)}"
            lines.append(f"- {show.escape(words)}. They were not joined.")
        if join.rows_without:
            lines.append(f"- {plural(join.rows_without, 'row')} without any account.")
        st.markdown("\n".join(lines))


def _absent(absent: tuple[Absent, ...]) -> None:
    said = [
        f"{one.count:,} of {one.of:,} customers without {one.what}, for example {', '.join(one.examples)}"
        for one in absent
        if one.count
    ]
    lines = [f"- {show.escape(show.sentence(words))}" for words in said]
    if lines:
        st.subheader("Customers that stand in one file only", anchor=False)
        st.markdown("\n".join(lines))


def _counts(counts: tuple[CustomerCount, ...]) -> None:
    listed = any(one.name == "crm" for one in counts)  # whether there is a customers file to compare the others with
    lines = [
        f"- {show.escape(one.title)}: **{one.count:,}**"
        f"{f', {one.known:,} of them in the customers file' if listed and one.name != 'crm' else ''}  \n"
        f":small[{show.escape(show.sentence(one.meaning))} "
        f"{show.escape(show.sentence(f'Used for {one.used_for}' if one.used_for else 'For comparison only'))}]"
        for one in counts
    ]
    st.markdown("\n".join(lines))
