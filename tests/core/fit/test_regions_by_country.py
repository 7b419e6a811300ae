"""A region that a list does not have is told by the country, in the words of the ICP."""

import numpy as np
import pandas as pd

from icp_core.fit import fit_accounts
from icp_core.profile import IcpProfile, offers_of, unknown_to

LANDS = pd.DataFrame({"account_id": list("abcd"), "country": ["Germany", "Brazil", None, "Atlantis"]})


def icp(*values: str, op: str = "in", mode: str = "require") -> IcpProfile:
    return IcpProfile(criteria=[{"column": "region", "op": op, "value": list(values), "mode": mode}])


def test_a_region_is_taken_from_the_country_where_no_column_holds_it_and_this_is_said() -> None:
    fit = fit_accounts(LANDS, icp("Europe, Middle East and Africa"))
    assert fit.frame["ring"].tolist() == ["bullseye", "outside", "unclassified", "unclassified"]
    assert fit.missing_columns == ()
    assert "it is taken from the country" in fit.notes[0]


def test_an_exclusion_by_region_holds_by_country_too() -> None:
    fit = fit_accounts(LANDS, icp("LATAM", op="not in", mode="exclude"))
    assert fit.frame["ring"].tolist()[1] == "outside"
    assert np.isnan(fit.matches[0].score[2])


def test_a_region_of_the_list_itself_counts_whatever_the_country_says() -> None:
    fit = fit_accounts(LANDS.assign(region=["APAC", "EMEA", None, None]), icp("EMEA"))
    assert fit.frame["ring"].tolist() == ["outside", "bullseye", "unclassified", "unclassified"]
    assert not fit.notes


def test_a_region_is_the_same_by_every_spelling_and_never_a_larger_one() -> None:
    frame = pd.DataFrame({"account_id": list("abc"), "region": ["Asia-Pacific", "APAC", "APJ"]})
    assert fit_accounts(frame, icp("Asia Pac")).matches[0].score.tolist() == [1.0, 1.0, 0.0]


def test_an_icp_that_asks_for_a_region_is_told_that_the_country_gives_it() -> None:
    (remark,) = unknown_to(icp("EMEA"), offers_of(LANDS, ["country"]), {})
    assert not remark.grave
    assert "taken from the country" in remark.sentence
