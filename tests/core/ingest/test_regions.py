"""Regions under one name: by their spellings only, the file's own words kept, and never a larger region in silence."""

import pytest

from icp_core.dataset.countries import countries
from icp_core.dataset.regions import region_names, region_of, region_spellings, regions, regions_of_countries
from tests.core.ingest.files import column, imported, reasons
from tests.core.ingest.test_outcomes import answered, asks, question


def file(*names: str) -> str:
    return "account_id,Region\n" + "".join(f'A{number},"{name}"\n' for number, name in enumerate(names))


@pytest.mark.parametrize(
    ("text", "name"),
    [("E.M.E.A.", "EMEA"), ("emea region", "EMEA"), ("Europe, Middle East & Africa", "EMEA"), ("Asia Pacific", "APAC"),
     ("Asia-Pac", "APAC"), ("APJ", "APJ"), ("JAPAC", "APJ"), ("Latin America", "LATAM"), ("Lateinamerika", "LATAM"), ("NORAM", "North America"),
     ("NAM", "North America"), ("N. America", "North America"), ("The Americas", "Americas"), ("AMER", "Americas"), ("D-A-CH", "DACH"),
     ("Nordic", "Nordics"), ("UK&I", "UK and Ireland"), ("UKI", "UK and Ireland"), ("BeNeLux", "Benelux"), ("RoW", "Rest of World"),
     ("Asie-Pacifique", "APAC"), ("Nordamerika", "North America"), ("AU/NZ", "ANZ"), ("CEE", "Central and Eastern Europe")],
)  # fmt: skip
def test_a_region_is_known_by_its_spellings(text: str, name: str) -> None:
    found = region_of(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text", ["NA", "AM", "LA", "SA", "West", "Territory 7", "Global Accounts", "Emerging", "EMEA North", "Mountain"]
)
def test_a_word_of_two_meanings_or_of_none_is_no_region(text: str) -> None:
    assert region_of(text) is None


def test_no_spelling_belongs_to_two_regions_and_no_region_to_a_larger_one() -> None:
    spellings = [(word, name) for name, words in region_spellings().items() for word in words]
    for word, name in spellings:
        found = region_of(word)
        assert found is not None, word
        assert found.name == name, word
    assert len({region.name for region in regions().values()}) == len(regions())


def test_every_country_lies_in_one_of_the_four_sales_regions() -> None:
    four = ("EMEA", "APAC", "LATAM", "North America")
    inside = {code: [name for name in four if code in regions()[name].countries] for code in countries()}
    assert {code for code, names in inside.items() if len(names) != 1} == {"AQ"}


def test_a_country_in_a_column_of_regions_has_one_name_and_letters_of_a_state_are_left() -> None:
    assert region_names(["U.S.", "UK", "CA", "DE", "Georgia", "Texas"]) == {
        "U.S.": "United States",
        "UK": "United Kingdom",
    }


def test_regions_get_one_name_and_the_file_keeps_its_own(tmp_path) -> None:
    result = imported(tmp_path, customers=file("EMEA", "E.M.E.A.", "Asia Pacific", "APJ", "West", "NA", ""))
    assert column(result, "customers", "region") == ["EMEA", "EMEA", "APAC", "APJ", "West", "NA", None]
    kept = column(result, "customers", "Region (as in the file)")
    assert kept == ["EMEA", "E.M.E.A.", "Asia Pacific", "APJ", "West", "NA", None]
    asked = question(result, "regions:Region")
    assert (asked.chosen, asked.decided) == ("normalise", False)
    assert asked.examples == ("E.M.E.A. is EMEA", "Asia Pacific is APAC")
    assert "'Region (as in the file)' keeps what the file says" in reasons(result)
    assert "'NA' (North America or not available)" in reasons(result)


def test_clean_regions_raise_no_question_and_no_second_column(tmp_path) -> None:
    result = imported(tmp_path, customers=file("EMEA", "APAC", "North America", "West"))
    assert not asks(result, "regions", "spellings")
    assert list(result.data.frame("customers")) == ["account_id", "region"]


def test_a_person_may_keep_the_regions_as_in_the_file(tmp_path) -> None:
    result = answered(tmp_path, "customers", file("Asia-Pac", "APAC"), **{"regions:Region": "keep"})
    assert column(result, "customers", "region") == ["Asia-Pac", "APAC"]
    assert question(result, "regions:Region").decided
    assert asks(result, "spellings")


def test_na_is_north_america_only_when_a_person_calls_it_a_value(tmp_path) -> None:
    rows = file("NA", "EMEA")
    assert column(imported(tmp_path, customers=rows), "customers", "region") == ["NA", "EMEA"]
    kept = answered(tmp_path, "customers", rows, **{"missing:Region": {"na": "keep"}})
    assert column(kept, "customers", "region") == ["North America", "EMEA"]
    nothing = answered(tmp_path, "customers", rows, **{"missing:Region": {"na": "missing"}})
    assert column(nothing, "customers", "region") == [None, "EMEA"]


def test_a_country_lies_in_the_narrower_of_two_regions_or_in_none_that_is_known() -> None:
    words = ["EMEA", "dach", "Asia Pacific"]
    found = regions_of_countries(["Germany", "France", "Japan", "Brazil", "Nowhere"], words)
    assert found == {
        "Germany": "dach",
        "France": "EMEA",
        "Japan": "Asia Pacific",
        "Brazil": "Latin America and the Caribbean",
    }
    assert regions_of_countries(["Spain"], ["Iberia", "European Union", "Europe"]) == {"Spain": "Iberia"}
    assert regions_of_countries(["Sweden"], ["Nordics", "European Union"]) == {}
    assert regions_of_countries(["Brazil", "France"], ["EMEA", "Territory 7"]) == {"France": "EMEA"}


def test_the_regions_of_the_world_can_be_left_out_or_asked_for(tmp_path) -> None:
    many = "account_id,Country\n" + "".join(
        f"A{place},{country.name}\n" for place, country in enumerate(countries().values()) if "," not in country.name
    )
    assert question(imported(tmp_path, customers=many), "world_region:Country").chosen == "add"
    without = answered(tmp_path, "customers", many, **{"world_region:Country": "keep"})
    assert "World region" not in without.data.frame("customers")
    few = "account_id,Country\na,Germany\nb,Brazil\n"
    asked = answered(tmp_path, "customers", few, **{"world_region:Country": "add"})
    assert column(asked, "customers", "World region") == ["Europe", "Latin America and the Caribbean"]
