"""An ICP from elsewhere is held against the data: columns and values that are not there are named."""

import pandas as pd
import pytest

from icp_core.profile import IcpProfile, in_columns_of, offers_of, unknown_to

ACCOUNTS = pd.DataFrame(
    {
        "industry": ["Software", "Fintech", "Retail", "Software"] * 5,
        "employees": [float(n) for n in range(10, 210, 10)],
        "technologies": [["SAP"], ["SAP", "Jira"], None, ["Jira"]] * 5,
        "country": ["Germany", "France", "Germany", "Spain"] * 5,
        "city": ["One"] * 20,
    }
)
OFFERS = offers_of(ACCOUNTS, ACCOUNTS.columns)
HEADERS = {"industry": "Branche", "employees": "Mitarbeiter", "country": "Land"}


def remarks(column, op, value, mode="score"):
    profile = IcpProfile(criteria=[{"column": column, "op": op, "value": value, "mode": mode}])
    return unknown_to(profile, OFFERS, HEADERS)


@pytest.mark.parametrize(
    ("criterion", "words", "instead"),
    [
        (("industri", "in", ["Software"]), "No file has a column 'industri'", ("industry",)),
        (("Branche", "in", ["Software"]), "'Branche' is the header of your file", ("industry",)),
        (("moons", ">=", 3), "Nothing in the data has a name like it", ()),
        (
            ("industry", "in", ["Fintec"]),
            "No account has 'Fintec' in 'industry'. Nearest to 'Fintec': 'Fintech'",
            ("Fintech",),
        ),
        (("employees", "between", [5000, 9000]), "No account lies there: 'employees' runs from 10 to 200.", ()),
        (("industry", ">=", 5), "'industry' holds words, for example 'Software'", ()),
        (("technologies", "in", ["Oracle"]), "No account has 'Oracle' in 'technologies'", ()),
    ],
)
def test_what_the_data_do_not_have_is_named_with_what_may_be_meant(criterion, words, instead):
    (remark,) = remarks(*criterion)
    assert words in remark.sentence
    assert remark.instead[: len(instead)] == instead
    assert remark.grave


@pytest.mark.parametrize(
    "criterion",
    [
        ("industry", "in", [" software", "RETAIL"]),
        ("INDUSTRY", "in", ["Software"]),
        ("employees", "between", [100, 9000]),
        ("employees", "in", ["10"]),
        ("technologies", "in", ["jira"]),
        ("country", "in", ["DE"]),
        ("city", "in", ["One"]),
    ],
)
def test_what_the_data_have_in_another_spelling_gets_no_remark(criterion):
    assert not remarks(*criterion)


def test_one_unknown_value_among_known_ones_is_no_alarm():
    (remark,) = remarks("industry", "in", ["Software", "Mining"])
    assert "'Mining'" in remark.sentence
    assert not remark.grave


def test_an_unknown_value_that_is_kept_out_is_no_alarm():
    (remark,) = remarks("industry", "in", ["Mining"], "exclude")
    assert not remark.grave


def test_a_header_of_the_file_is_read_as_its_column():
    rows = [{"column": name, "op": ">=", "value": 1} for name in ("Mitarbeiter", "employees", "moons")]
    found, said = in_columns_of(IcpProfile(criteria=rows), OFFERS, HEADERS)
    assert found.columns == ("employees", "moons")
    assert said == ("Your header 'Mitarbeiter' was read as 'employees'.",)


def test_an_offer_counts_its_values_and_knows_which_columns_part_nobody():
    assert next(iter(OFFERS["industry"].counts.items())) == ("Software", 10)
    assert OFFERS["technologies"].counts == {"SAP": 10, "Jira": 10}
    assert OFFERS["technologies"].several
    assert (OFFERS["employees"].least, OFFERS["employees"].most) == (10, 200)
    assert not OFFERS["city"].offered
