import pandas as pd

from icp_core.dataset import Dataset
from icp_core.metrics.references import could_be_reference, latest_nps


def test_a_reference_is_live_with_us_for_a_year_not_shrinking_and_no_detractor(make_accounts) -> None:
    accounts = make_accounts(
        6, left=[False, True, False, False, False, None], tenure=[20, 20, 6, 20, 20, 20], growth=[0.1, 0, 0, -0.2, 0, 0]
    )
    found = could_be_reference(accounts, pd.Series({"a00004": 6.0, "a00000": 9.0}))
    assert found.iloc[:5].tolist() == [True, False, False, False, False]
    assert found.isna().iloc[5]


def test_the_last_answer_up_to_the_day_of_the_data_counts() -> None:
    feedback = pd.DataFrame(
        {
            "account_id": ["a", "a", "a", "b"],
            "date": pd.to_datetime(["2025-01-01", "2025-06-01", "2026-06-01", "2025-01-01"]),
            "nps": [3.0, 9.0, 1.0, None],
        }
    )
    assert latest_nps(Dataset.of(feedback=feedback)).to_dict() == {"a": 9.0}
    assert latest_nps(Dataset.of(customers=pd.DataFrame({"account_id": ["a"]}))).empty
