"""Spellings in lists and between files: offered, merged only by a person, in all files alike, the original kept."""

from icp_core.ingest import Imported, Source, import_files
from tests.core.ingest.files import column, imported, reasons, written
from tests.core.ingest.test_outcomes import answered, asks, chosen, question

CUSTOMERS = "account_id,Industry\n" + "".join(f"A{n},{('Software', 'Retail')[n % 2]}\n" for n in range(8))
DEALS = "deal_id,account_id,Stage,Industry\n" + "".join(
    f"D{n},A{n},Closed Won,{('Softwares', 'Retail')[n % 2]}\n" for n in range(8)
)
ACROSS, PAIR = "spellings across files:industry", "Softwares → Software"


def both(folder, customers: dict | None = None, deals: dict | None = None) -> Imported:
    sources = [
        Source("customers", written(folder, CUSTOMERS, "c.csv"), "c.csv", options=customers or {}),
        Source("deals", written(folder, DEALS, "d.csv"), "d.csv", options=deals or {}),
    ]
    return import_files(sources, folder / "data")


def technologies(*cells: str) -> str:
    return "account_id,Technologies\n" + "".join(f'A{n},"{cell}"\n' for n, cell in enumerate(cells))


LISTS = technologies("Salesforce; Slack", "Salesforce", "SalesForce; AWS", "SalesForce; Salesforce")


def test_two_files_that_spell_a_word_differently_are_asked_about_and_left_alone(tmp_path) -> None:
    result = both(tmp_path)
    asked = question(result, ACROSS)
    assert chosen(asked) == {PAIR: "keep"}
    assert (asked.file, asked.decided, asked.items[0].count, asked.items[0].group) == ("", False, 4, "Software")
    assert asked.items[0].examples[1:] == ("'Softwares' in d.csv", "'Software' in c.csv")
    assert set(column(result, "deals", "industry")) == {"Softwares", "Retail"}
    assert "Industry (as in the file)" not in result.data.frame("deals")


def test_a_merge_between_files_holds_whichever_file_it_was_answered_for(tmp_path) -> None:
    for place, (customers, deals) in enumerate((({ACROSS: {PAIR: "merge"}}, {}), ({}, {ACROSS: {PAIR: "merge"}}))):
        folder = tmp_path / str(place)
        folder.mkdir()
        result = both(folder, customers, deals)
        assert set(column(result, "deals", "industry")) == {"Software", "Retail"}
        assert column(result, "deals", "Industry (as in the file)")[0] == "Softwares"
        assert "Industry (as in the file)" not in result.data.frame("customers")
        assert question(result, ACROSS).decided
        assert "'Softwares' counts as 'Software' (4 cells)" in reasons(result)


def test_what_was_merged_within_one_file_is_merged_in_the_other_too(tmp_path) -> None:
    customers = "account_id,Industry\n" + "".join(
        f"A{n},{('Telecom', 'Tele-com', 'Retail')[n % 3]}\n" for n in range(9)
    )
    deals = "deal_id,account_id,Stage,Industry\n" + "".join(
        f"D{n},A{n},Won,{('Tele-com', 'Retail')[n % 2]}\n" for n in range(8)
    )
    merge = {"spellings:Industry": {"Tele-com → Telecom": "merge"}}
    sources = [
        Source("customers", written(tmp_path, customers, "c.csv"), "c.csv", options=merge),
        Source("deals", written(tmp_path, deals, "d.csv"), "d.csv"),
    ]
    result = import_files(sources, tmp_path / "data")
    assert set(column(result, "deals", "industry")) == {"Telecom", "Retail"}
    assert column(result, "deals", "Industry (as in the file)")[0] == "Tele-com"
    assert not asks(result, "spellings across files")


def test_files_with_the_same_words_are_not_asked_about(tmp_path) -> None:
    result = imported(tmp_path, customers=CUSTOMERS, deals=DEALS.replace("Softwares", "Software"))
    assert not asks(result, "spellings across files", "spellings")


def test_spellings_within_lists_are_offered_by_what_a_cell_lists(tmp_path) -> None:
    result = imported(tmp_path, customers=LISTS)
    (item,) = question(result, "spellings:Technologies").items
    assert {item.label, item.group} == {"Salesforce", "SalesForce"}
    assert item.count in (2, 3)
    assert [list(cell) for cell in column(result, "customers", "technologies")][2] == ["SalesForce", "AWS"]


def test_a_merge_within_lists_changes_each_entry_and_keeps_the_cell(tmp_path) -> None:
    merge = {"spellings:Technologies": {"SalesForce → Salesforce": "merge"}}
    result = answered(tmp_path, "customers", LISTS, **merge)
    lists = [list(cell) for cell in column(result, "customers", "technologies")]
    assert lists == [["Salesforce", "Slack"], ["Salesforce"], ["Salesforce", "AWS"], ["Salesforce"]]
    originals = [list(cell) for cell in column(result, "customers", "Technologies (as in the file)")]
    assert originals[3] == ["SalesForce", "Salesforce"]
    assert question(result, "spellings:Technologies").decided
