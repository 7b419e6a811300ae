"""Countries under one name: exact spellings only, the original kept, and nothing guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp_core.dataset.countries import countries, country_of, read_countries
from tests.core.ingest.files import column, imported, reasons
from tests.core.ingest.test_outcomes import answered, asks, question


def found(*texts: str) -> dict[str, str]:
    return {text: country.name for text, country in read_countries(texts).found.items()}


def test_every_country_of_iso_3166_is_there_with_a_name_of_its_own() -> None:
    assert len(countries()) == 249
    assert len({country.name for country in countries().values()}) == 249
    assert all(country_of(country.name) == country for country in countries().values())


@pytest.mark.parametrize(
    ("text", "name"),
    [("USA", "United States"), ("U.S.", "United States"), ("u.s.a.", "United States"), ("UK", "United Kingdom"),
     ("England", "United Kingdom"), ("Holland", "Netherlands"), ("The Netherlands", "Netherlands"), ("Deutschland", "Germany"),
     ("Allemagne", "Germany"), ("Alemania", "Germany"), ("Česko", "Czechia"), ("Czech Republic", "Czechia"), ("ESPANA", "Spain"),
     ("Côte d’Ivoire", "Côte d'Ivoire"), ("Viet Nam", "Vietnam"), ("Korea, Republic of", "South Korea"), ("DEU", "Germany"),
     ("日本", "Japan"), ("Россия", "Russia"), ("Trinidad & Tobago", "Trinidad and Tobago"), (" österreich ", "Austria"),
     ("U. S.", "United States"), ("U S A", "United States"), ("Netherlands (the)", "Netherlands"), ("Germany (DE)", "Germany"),
     ("DE - Germany", "Germany"), ("Deutschland [DEU]", "Germany"), ("Russian Federation (the)", "Russia"), ("S. Korea", "South Korea"),
     ("Macau SAR", "Macao"), ("Guinea - Bissau", "Guinea-Bissau")],
)  # fmt: skip
def test_a_country_is_known_by_its_names_in_several_languages(text: str, name: str) -> None:
    assert found(text) == {text: name}


@pytest.mark.parametrize(
    "text",
    [
        "Korea",
        "Congo",
        "NA",
        "NAM",
        "America",
        "Virgin Islands",
        "Philipines",
        "Germny",
        "EMEA",
        "Texas",
        "Germany (FR)",
        "Georgia (US)",
        "CA - US",
        "Germany, France",
        "Congo (the)",
    ],
)
def test_what_may_be_two_countries_or_none_is_left_alone(text: str) -> None:
    assert found(text) == {}


def test_neighbours_in_spelling_stay_apart() -> None:
    names = ["Guinea", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea", "Niger", "Nigeria", "Dominica", "Dominican Republic",
             "Austria", "Australia", "Samoa", "American Samoa", "Jersey", "Ireland", "Iceland"]  # fmt: skip
    assert found(*names) == dict(zip(names, names, strict=True))


def test_two_letters_are_countries_only_where_the_column_shows_it() -> None:
    assert found("FR", "CA", "DE") == {"FR": "France", "CA": "Canada", "DE": "Germany"}
    assert found("US", "CA") == {"US": "United States", "CA": "Canada"}
    assert found("CA", "DE", "GA") == {}
    assert found("CA", "NY", "TX") == {}
    assert found("USA", "CA", "California") == {"USA": "United States"}
    assert found("NL", "ON") == {}
    assert read_countries(["CA", "DE"]).unclear == {"CA": "Canada or California", "DE": "Germany or Delaware"}


def test_georgia_among_states_is_not_the_country() -> None:
    assert found("Georgia", "Texas") == {}
    assert found("Georgia", "Armenia") == {"Georgia": "Georgia", "Armenia": "Armenia"}


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_text_is_a_country_unclear_or_unknown_and_never_two_of_them(texts: list[str]) -> None:
    read = read_countries(texts)
    assert sorted([*read.found, *read.unclear, *read.unknown]) == sorted(set(texts))


def file(*names: str) -> str:
    return "account_id,Country\n" + "".join(f"A{number},{name}\n" for number, name in enumerate(names))


def test_clean_countries_raise_no_question_and_no_second_column(tmp_path) -> None:
    result = imported(tmp_path, customers=file("Germany", "France", "Georgia", "Jersey"))
    assert not asks(result, "countries", "spellings")
    assert list(result.data.frame("customers")) == ["account_id", "country"]


def test_countries_get_one_name_and_the_file_keeps_its_own(tmp_path) -> None:
    result = imported(tmp_path, customers=file("Deutschland", "Germany", "", "Atlantis", "Korea"))
    assert column(result, "customers", "country") == ["Germany", "Germany", None, "Atlantis", "Korea"]
    original = ["Deutschland", "Germany", None, "Atlantis", "Korea"]
    assert column(result, "customers", "Country (as in the file)") == original
    asked = question(result, "countries:Country")
    assert (asked.chosen, asked.decided, asked.examples) == ("normalise", False, ("Deutschland is Germany",))
    assert "1 value not known as a country, kept as in the file: 'Atlantis' (1 row)" in reasons(result)
    assert "'Korea' (South Korea or North Korea)" in reasons(result)


def test_a_person_may_keep_the_countries_as_in_the_file(tmp_path) -> None:
    result = answered(tmp_path, "customers", file("Deutschland", "France"), **{"countries:Country": "keep"})
    assert column(result, "customers", "country") == ["Deutschland", "France"]
    assert "Country (as in the file)" not in result.data.frame("customers")
    assert question(result, "countries:Country").decided


def test_a_person_may_say_that_two_letters_are_countries(tmp_path) -> None:
    asked = question(imported(tmp_path, customers=file("CA", "DE")), "countries:Country")
    assert "may be countries or states" in asked.sentence
    result = answered(tmp_path, "customers", file("CA", "DE", "NA"), **{"countries:Country": "codes"})
    assert column(result, "customers", "country") == ["Canada", "Germany", "NA"]


def test_a_column_of_other_things_is_left_alone(tmp_path) -> None:
    result = imported(tmp_path, customers=file("EMEA", "APAC", "NA", "LATAM", "UK"))
    assert column(result, "customers", "country") == ["EMEA", "APAC", "NA", "LATAM", "UK"]
    assert not asks(result, "countries", "spellings")


def test_world_regions_are_added_where_countries_are_many_and_no_region_is_there(tmp_path) -> None:
    many = [country.name for country in countries().values() if "," not in country.name][:20]
    result = imported(tmp_path, customers=file(*many, "Atlantis"))
    regions = column(result, "customers", "World region")
    assert regions[:2] == ["Europe", "Asia"]
    assert regions[-1] is None
    assert "'World region' was added from 'Country'" in reasons(result)
    few = imported(tmp_path, customers=file("Germany", "France"))
    assert "World region" not in few.data.frame("customers")
    rows = file(*many).replace("\n", ",X\n").replace("Country,X", "Country,Region")
    assert "World region" not in imported(tmp_path, customers=rows).data.frame("customers")
