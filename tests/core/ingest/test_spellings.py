"""Spellings of one category are offered for merging, look-alikes are not, and nothing is merged by itself."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_core.ingest import Source, import_files
from icp_core.ingest.values.spellings import spelling_variants
from tests.core.ingest.files import SHARED, column, imported, reasons
from tests.core.ingest.test_outcomes import answered, asks, chosen, question


def offers(*texts: str, **how: object) -> dict[str, str]:
    counts = {text: len(texts) - place for place, text in enumerate(texts)}
    return {found.text: found.target for found in spelling_variants(counts, **how)}


@pytest.mark.parametrize(
    ("right", "variant"),
    [("technology", "technolgy"), ("GTX Pro", "GTXPro"), ("SaaS", "Saas"), ("E-commerce", "Ecommerce"), ("R&D", "R and D"),
     ("Financial Services", "Finance Services"), ("Health Care", "Healthcare"), ("Real Estate", "real-estate"), ("Café", "Cafe"),
     ("Manufacturing", "Manufacutring"), ("Telecommunications", "Telcommunicatons"), ("Partner", "Partners"), ("Tier 1", "Tier1"),
     ("51-200", "51 – 200"), ("EMEA", "Europe, Middle East & Africa"), ("Asia Pacific", "APAC"), ("Agency", "Agencies")],
)  # fmt: skip
def test_spellings_of_one_thing_are_offered(right: str, variant: str) -> None:
    assert offers(right, variant) in ({variant: right}, {right: variant})


FRIENDS = [
    ("Tier 1", "Tier 2"), ("2023", "2024"), ("Plan A", "Plan B"), ("Region 10", "Region 11"), ("North", "South"),
    ("Series A", "Series B"), ("Basic", "Basic+"), ("1-10", "110"), ("C", "C++"), ("C++", "C#"), ("Inbound", "Outbound"),
    ("Internal", "External"), ("Employee", "Employer"), ("Contact", "Contract"), ("Import", "Export"), ("Austria", "Australia"),
    ("Phase II", "Phase III"), ("Male", "Female"), ("Q1 2024", "Q2 2024"), ("51-200", "201-500"), ("<50", ">50"), ("-5", "5"),
    ("1.5", "15"), ("$1k", "1k"), ("Northeast", "Northwest"), ("Enterprise", "Enterprise Plus"), ("Monthly", "Bimonthly"),
    ("Active", "Inactive"), ("Product A1", "Product A2"), ("West", "Western"), ("GTX Basic", "GTX Plus Basic"), ("Gambia", "Zambia"),
    ("Low", "Slow"), ("Public", "Publishing"), ("Retail", "Retain"), ("Annual", "Biannual"), ("10%", "10"), ("Plan S", "Plan M"),
    ("Marketing", "Marketplace"), ("Level 9", "Level 99"), ("v1.0", "v10"), ("Slovakia", "Slovenia"), ("Iran", "Iraq"),
]  # fmt: skip


@pytest.mark.parametrize("friends", FRIENDS)
def test_false_friends_are_never_offered(friends: tuple[str, str]) -> None:
    assert offers(*friends) == {}
    assert offers(*friends, correct=True) == {}


def test_a_slip_in_a_common_word_is_offered_although_the_right_word_is_not_there() -> None:
    assert offers("technolgy", "medical", correct=True) == {"technolgy": "technology"}
    assert offers("Finacial services", correct=True) == {"Finacial services": "Financial services"}


def test_words_of_other_languages_are_no_slips() -> None:
    foreign = [
        "Produktion",
        "Automotivo",
        "Construcción",
        "Comercial",
        "Profesional",
        "Transporte",
        "Logistik",
        "Technologie",
        "Educação",
    ]
    assert offers(*foreign, correct=True) == {}


def test_a_word_whose_parts_stand_apart_elsewhere_is_offered_in_parts() -> None:
    assert offers("GTX Basic", "GTX Plus Pro", "GTXPro", "MG Special") == {"GTXPro": "GTX Pro"}


def test_names_of_people_are_compared_without_slips() -> None:
    assert offers("Johnson", "Johnston", "JOHNSON", slips=False) == {"JOHNSON": "Johnson"}


def test_the_target_is_the_known_word_and_else_the_commoner_one() -> None:
    assert offers("technolgy", "technology") == {"technolgy": "technology"}
    assert offers("GTXPro", "GTX Pro") == {"GTX Pro": "GTXPro"}


@settings(deadline=None)
@given(
    st.lists(st.text(string.ascii_letters + string.digits + " +-&.", min_size=1, max_size=10), max_size=12, unique=True)
)
def test_no_value_is_offered_into_itself_or_into_a_value_that_is_offered_itself(texts: list[str]) -> None:
    found = offers(*texts)
    assert set(found) <= set(texts)
    assert not set(found) & set(found.values())


@settings(deadline=None)
@given(st.text(string.ascii_letters, min_size=1, max_size=12), st.integers(0, 999), st.integers(0, 999))
def test_values_that_differ_in_a_number_are_never_offered(word: str, one: int, other: int) -> None:
    if one != other:
        assert offers(f"{word} {one}", f"{word} {other}", correct=True) == {}


def file(*plans: str) -> str:
    return "account_id,Sector,Plan\n" + "".join(f"A{place},{plan},{plan}\n" for place, plan in enumerate(plans * 2))


def test_clean_categories_raise_no_question(tmp_path) -> None:
    assert not asks(imported(tmp_path, customers=file("Retail", "Finance", "Tier 1", "Tier 2")), "spellings")


def test_spellings_are_asked_and_stay_apart_until_somebody_answers(tmp_path) -> None:
    result = imported(tmp_path, customers=file("SaaS", "Saas ", "Retail"))
    assert column(result, "customers", "industry")[:2] == ["SaaS", "Saas"]
    for name in ("spellings:Sector", "spellings:Plan"):
        asked = question(result, name)
        assert chosen(asked) == {"Saas → SaaS": "keep"}
        assert (asked.decided, asked.urgent, asked.items[0].count) == (False, False, 2)


def test_what_a_person_merges_is_merged_told_and_kept_as_it_was(tmp_path) -> None:
    answers = {"spellings:Sector": {"Saas → SaaS": "merge"}, "spellings:Plan": {"Saas → SaaS": "keep"}}
    result = answered(tmp_path, "customers", file("SaaS", "Saas", "Retail"), **answers)
    assert column(result, "customers", "industry")[:3] == ["SaaS", "SaaS", "Retail"]
    assert column(result, "customers", "Sector (as in the file)")[:3] == ["SaaS", "Saas", "Retail"]
    assert column(result, "customers", "Plan")[:2] == ["SaaS", "Saas"]
    assert "As you said of 'Sector': 'Saas' counts as 'SaaS' (2 cells)." in reasons(result)
    assert question(result, "spellings:Sector").decided
    assert question(result, "spellings:Plan").decided


def test_names_of_accounts_and_long_lists_are_not_asked_about(tmp_path) -> None:
    rows = "".join(f"A{place},Acme {'Inc' if place % 2 else 'inc'} {place},Note {place}x\n" for place in range(400))
    assert not asks(imported(tmp_path, customers=f"account_id,name,Remark\n{rows}"), "spellings")


def test_the_maven_set_offers_its_known_slips_and_merges_only_on_request(tmp_path) -> None:
    folder = SHARED / "maven_crm_sales"
    if not folder.exists():
        pytest.skip("../shared is absent")

    def run(options: dict[str, dict[str, str]]):
        sources = [Source(table, folder / name, name, options=options) for table, name in
                   (("customers", "accounts.csv"), ("deals", "sales_pipeline.csv"))]  # fmt: skip
        return import_files(sources, tmp_path / "data")

    asked = run({})
    assert chosen(question(asked, "spellings:sector")) == {"technolgy → technology": "keep"}
    assert chosen(question(asked, "spellings:product")) == {"GTXPro → GTX Pro": "keep"}
    assert chosen(question(asked, "stages")) == {"Engaging": "open", "Prospecting": "open"}
    assert (asked.data.frame("customers")["industry"] == "technolgy").sum() == 12
    merge = {
        "spellings:sector": {"technolgy → technology": "merge"},
        "spellings:product": {"GTXPro → GTX Pro": "merge"},
    }
    merged = run(merge)
    assert (merged.data.frame("customers")["industry"] == "technology").sum() == 12
    assert (merged.data.frame("deals")["product"] == "GTX Pro").sum() == 1480
    assert (merged.data.frame("deals")["product (as in the file)"] == "GTXPro").sum() == 1480
