"""Who the customers are: groups, what the best share, and how the declared ICP meets them."""

from typing import Any

from icp_core.report.document import Cell, Document, Figure, Numbers, Table, count
from icp_core.report.section import Section, sentences, title_of
from icp_core.report.svg import Axis, Point, bar_chart, stacked_bar
from icp_core.results import join_words

_PERCENT = Axis((0.0, 100.0), ("0 %", "100 %"))


def groups_section(document: Document, numbers: Numbers) -> Section:
    """Return the customer groups by retention and value."""
    groups = document["segments"]
    if not groups["items"]:
        return Section("groups", "Customer groups", sentences(groups["why"] or "No groups were found"))
    rows = tuple(
        (
            Cell(group["name"], "; ".join(group["traits"])),
            count(group["n"]),
            numbers.cell(group["share"]),
            _share(group.get("arr_share"), numbers),
            numbers.cell(group["retention_12m"]),
            numbers.cell(group["arr_median"]),
            numbers.cell(group["nrr"]),
        )
        for group in groups["items"]
    )
    columns = ("Group", "Customers", "Share", "Share of ARR", "Kept 12 months", "Median ARR", "NRR")
    table = Table("Groups by retention and value", columns, rows, "What happened, never a forecast.")
    points = [numbers.point(group["name"], group["retention_12m"]) for group in groups["items"]]
    label = "Share of each group still a customer after 12 months. The table below holds the same figures."
    kept = Figure("Kept 12 months", bar_chart(points, _PERCENT, label), table)
    stability = groups["stability"]
    again = "" if stability["value"] is None else f"Found again in resampled data: {numbers.value(stability)}"
    lead = sentences(groups["why"], *(group.get("sentence", "") for group in groups["items"]), again)
    return Section("groups", "Customer groups", lead, (kept,))


def traits_section(document: Document, numbers: Numbers) -> Section:
    """Return what the most successful customers have in common."""
    traits = document["traits"]
    lead = sentences(f"Successful means: {traits['success']}" if traits.get("success") else "", traits["why"])
    blocks: list[Table] = []
    if traits["items"]:
        rows = tuple(
            (
                Cell(" and ".join(_condition(condition) for condition in trait["rule"])),
                count(trait["n"]),
                numbers.cell(trait["rate_inside"]),
                numbers.cell(trait["rate_outside"]),
                numbers.cell(trait["lift"]),
                Cell(f"{trait['q_value']:.3f}", number=True),
            )
            for trait in traits["items"]
        )
        note = (
            "Rates are measured on customers that were not used to find the trait. p: chance that a search over "
            "customers who share nothing finds a trait as strong."
        )
        columns = ("Trait", "Customers", "Successful inside", "Successful outside", "Lift", "p")
        blocks.append(Table("Shared traits of the most successful customers", columns, rows, note))
    else:
        lead = lead or sentences("No trait sets the most successful customers apart")
    if traits.get("set_aside"):
        aside = tuple((Cell(column), Cell(reason)) for column, reason in traits["set_aside"].items())
        blocks.append(Table("Columns set aside", ("Column", "Reason"), aside))
    return Section("traits", "What the best customers share", lead, tuple(blocks))


def fit_section(document: Document, numbers: Numbers) -> Section:
    """Return the declared ICP against the customers."""
    fit, icp = document["fit"], document["icp"]
    worth = fit.get("worth_over_time") or ()
    moved = (part["sentence"] for part in worth if part["moved"])
    lead = sentences(fit.get("verdict", ""), fit.get("why", ""), fit.get("a_year_later", ""), *moved, icp["why"])
    blocks: list[Table | Figure] = []
    if fit["rings"]:
        blocks.append(_rings(fit, numbers))
    blocks.append(_coverage(fit, numbers))
    blocks += [_worth(part, numbers) for part in worth if part["trend"]["value"] is not None]
    if fit["gaps"]:
        blocks.append(_gaps(fit, numbers))
    for profile in icp["declared"]:
        reviewed = f"reviewed {profile['reviewed']}" if profile.get("reviewed") else "no review date"
        blocks.append(_criteria(f"Declared: {profile['name']} ({reviewed})", profile))
    if icp["suggested"]:
        blocks.append(_criteria("Suggested by the data", icp["suggested"], *(icp.get("evidence") or ())))
    return Section("icp", "The declared ICP against the customers", lead, tuple(blocks))


def narrow_section(document: Document, numbers: Numbers) -> Section:
    """Return what focusing would need and free."""
    narrow = document["narrow"]
    figures = {
        "Deals needed as you sell now": "deals_needed_now",
        "Deals needed with the focus": "deals_needed_focus",
        "Focus against now": "ratio",
        "Capacity freed": "capacity_freed",
        "Deals missing inside the focus": "supply_gap",
        "Pipeline needed for each unit of target": "coverage_needed",
    }
    rows = tuple((Cell(words), *numbers.cells(narrow[name])) for words, name in figures.items() if narrow.get(name))
    blocks: list[Table | Figure] = []
    if any(narrow.get(name, {}).get("value") is not None for name in figures.values()):
        note = "80 % interval by simulation from past deals; past rates may not hold."
        blocks.append(Table("What a focus would need", ("Figure", "Value", "80 % interval", "n", "Basis"), rows, note))
    if narrow.get("rows"):
        blocks.append(_pipeline(narrow, numbers))
    return Section("narrow", "What if you focus", sentences(narrow.get("why", "")), tuple(blocks))


def _pipeline(narrow: dict[str, Any], numbers: Numbers) -> Table:
    rows = tuple(
        (
            Cell(row["ring"]),
            *(numbers.cell(row.get(name)) for name in ("deals", "share", "win_rate", "won_value", "cycle", "needed")),
        )
        for row in narrow["rows"]
    )
    columns = ("Ring", "Deals a quarter", "Share", "Win rate", "Won value", "Cycle", "Deals needed a quarter")
    return Table("Deals by ring", columns, rows)


def _rings(fit: dict[str, Any], numbers: Numbers) -> Figure:
    total = sum(ring["n"] for ring in fit["rings"]) or 1
    points = [Point(ring["ring"], ring["n"] / total, text=f"{100 * ring['n'] / total:.0f} %") for ring in fit["rings"]]
    measures = ("share", "arr", "retention_12m", "nrr", "win_rate")
    rows = tuple(
        (Cell(ring["ring"]), count(ring["n"]), *(numbers.cell(ring.get(name)) for name in measures))
        for ring in fit["rings"]
    )
    columns = ("Ring", "Customers", "Share", "ARR", "Kept 12 months", "NRR", "Win rate")
    label = "Customers by ring of the declared ICP. The table below holds the same figures."
    return Figure("Customers by ring", stacked_bar(points, label), Table("", columns, rows))


def _coverage(fit: dict[str, Any], numbers: Numbers) -> Table:
    words = {
        "coverage_customers": "Customers inside the ICP",
        "coverage_arr": "ARR inside the ICP",
        "coverage_new_logos": "New customers inside the ICP",
        "coverage_pipeline": "Open pipeline inside the ICP",
        "precision": "Of those inside, how many are successful",
        "recall": "Of the successful, how many are inside",
    }
    lifts = {f"Inside against outside: {title_of(name)}": part for name, part in (fit.get("lifts") or {}).items()}
    parts = {words[name]: fit[name] for name in words if fit.get(name)} | lifts
    rows = tuple((Cell(name), *numbers.cells(part)) for name, part in parts.items())
    return Table("How far the ICP holds", ("Figure", "Value", "90 % interval", "n", "Window"), rows)


def _worth(part: dict[str, Any], numbers: Numbers) -> Table:
    rows = tuple(
        (Cell(str(year["year"])), *(numbers.cell(year[name]) for name in ("inside", "outside", "lift")))
        for year in part["years"]
    )
    columns = ("Year", "Inside", "Outside", "Inside less outside")
    return Table(f"Is it worth as much to be inside? {title_of(part['name'])}", columns, rows, part["sentence"])


def _gaps(fit: dict[str, Any], numbers: Numbers) -> Table:
    measures = ("pass_share", "known_share", "precision_without", "recall_without")
    rows = tuple(
        (
            Cell(gap.get("criterion") or gap["column"], gap.get("sentence", "")),
            *(numbers.cell(gap.get(name)) for name in measures),
        )
        for gap in fit["gaps"]
    )
    columns = ("Criterion", "Customers that pass", "Known", "Success inside, without it", "Success found, without it")
    return Table("What each criterion does", columns, rows)


def _criteria(title: str, profile: dict[str, Any], *evidence: str) -> Table:
    rows = tuple(
        (Cell(_condition(criterion)), Cell(criterion["mode"]), Cell(f"{criterion['weight']:g}", number=True))
        for criterion in profile["criteria"]
    )
    return Table(title, ("Criterion", "Kind", "Weight"), rows, " ".join(sentences(*evidence)))


def _condition(condition: dict[str, Any]) -> str:
    """Write one condition in words.

    Example:
        >>> _condition({"column": "employees", "op": "between", "value": [101, 500]})
        'employees between 101 and 500'
    """
    column, op, value = condition["column"], condition["op"], condition["value"]
    if op == "between":
        return f"{column} between {value[0]:,g} and {value[1]:,g}"
    if op in ("in", "not in"):
        listed = join_words([str(item) for item in value], "or")
        return f"{column} {'is not' if op == 'not in' else 'is'} {listed}"
    return f"{column} at {'least' if op == '>=' else 'most'} {value:,g}"


def _share(part: object, numbers: Numbers) -> Cell:
    if isinstance(part, dict):
        return numbers.cell(part)
    return Cell("unknown" if part is None else f"{100 * float(str(part)):.1f} %", number=True)
