"""A newer export waits, shows what it would change, and counts only when it is accepted; mended rows come back."""

import io

import pytest

from icp_core.errors import ConflictError, UserError
from pages.ui import state
from pages.ui.state.arrivals import _take
from pages.ui.state.files import counting, reading_of

OLD = "Deal ID,Stage,Amount,Close Date\n1,Won,5,2024-01-02\n2,Lost,6,2024-01-03\n3,,7,2024-01-04\n"
NEW = "Deal ID,Stage,Amount,Close Date\n2,Won,6,2024-02-03\n4,Lost,7,2024-02-04\n"


@pytest.fixture
def acme(home):
    return state.store().create_workspace("Acme").id


def take(workspace_id: str, name: str, content: str) -> None:
    _take(workspace_id, name, io.BytesIO(content.encode()))


def deals(workspace_id: str) -> dict[str, str]:
    read = reading_of(state.store().load(workspace_id), counting(workspace_id))
    frame = read.imported.data.frame("deals")
    return dict(zip(frame["deal_id"].astype(str), frame["outcome"].astype(str), strict=True))


def test_the_first_file_of_a_table_counts_at_once_and_a_newer_one_waits(acme) -> None:
    take(acme, "deals.csv", OLD)
    take(acme, "deals.csv", NEW)
    assert [upload.standing for upload in state.uploads(acme)] == ["in", "waiting"]
    assert deals(acme) == {"1": "won", "2": "lost"}
    (newer,) = state.waiting(acme)
    assert (newer.table, newer.beside, newer.replaced) == ("deals", counting(acme), counting(acme))


def test_what_would_change_is_shown_for_both_ways_and_nothing_changes_before(acme) -> None:
    take(acme, "deals.csv", OLD)
    take(acme, "newer.csv", NEW)
    (newer,) = state.waiting(acme)
    replaced, appended = (state.changes_of(acme, newer, how).tables[0] for how in (state.REPLACE, state.APPEND))
    assert (replaced.new, replaced.changed, replaced.gone, replaced.same) == (1, 1, 1, 0)
    assert (appended.new, appended.changed, appended.gone, appended.same) == (1, 1, 0, 1)
    assert deals(acme) == {"1": "won", "2": "lost"}


@pytest.mark.parametrize(
    ("how", "then"),
    [
        (state.REPLACE, {"2": "won", "4": "lost"}),
        (state.APPEND, {"1": "won", "2": "won", "4": "lost"}),
    ],
)
def test_an_accepted_file_counts_as_it_was_accepted(acme, how: str, then: dict[str, str]) -> None:
    take(acme, "deals.csv", OLD)
    take(acme, "deals.csv", NEW)
    (newer,) = state.waiting(acme)
    state.accept_upload(acme, newer, how)
    assert deals(acme) == then
    assert state.waiting(acme) == ()
    with pytest.raises(ConflictError):
        state.accept_upload(acme, newer, how)


def test_the_same_content_again_adds_nothing(acme) -> None:
    take(acme, "deals.csv", OLD)
    take(acme, "deals.csv", OLD)
    take(acme, "copy.csv", OLD)
    assert [upload.name for upload in state.uploads(acme)] == ["deals.csv"]


def test_a_discarded_file_changes_nothing_and_a_waiting_one_takes_the_place_of_a_removed_one(acme) -> None:
    take(acme, "deals.csv", OLD)
    take(acme, "newer.csv", NEW)
    take(acme, "third.csv", NEW + "5,Won,1,2024-02-05\n")
    newer, third = state.waiting(acme)
    state.remove_upload(acme, newer.upload)
    assert deals(acme) == {"1": "won", "2": "lost"}
    state.remove_upload(acme, counting(acme)[0])
    assert [upload.id for upload in counting(acme)] == [third.upload.id]


def test_a_file_given_to_a_table_that_has_one_waits(acme) -> None:
    take(acme, "deals.csv", OLD)
    take(acme, "customers.csv", "account_id,industry\nA,Oil\n")
    customers = counting(acme)[1]
    state.assign_upload(acme, customers, "deals")
    assert [item.upload.id for item in state.waiting(acme)] == [customers.id]
    state.assign_upload(acme, customers, "customers")
    assert state.waiting(acme) == ()


def test_rows_mended_in_a_spreadsheet_are_recognised_when_they_are_dropped(acme) -> None:
    take(acme, "deals.csv", OLD)
    take(
        acme,
        "rejected_deals.csv",
        "row,became,reason,Deal ID,Stage,Amount,Close Date\n4,rejected,x,3,Won,7,2024-01-04\n",
    )
    assert deals(acme) == {"1": "won", "2": "lost", "3": "won"}
    assert [upload.name for upload in state.uploads(acme)] == ["deals.csv"]
    (repair,) = state.repairs(acme, counting(acme)[0])
    state.remove_upload(acme, repair)
    assert deals(acme) == {"1": "won", "2": "lost"}


def test_rows_are_mended_in_the_page_and_only_rejected_ones(acme) -> None:
    take(acme, "deals.csv", OLD)
    (file,) = counting(acme)
    state.save_repairs(acme, file, {4: {"Stage": "Lost"}})
    assert deals(acme) == {"1": "won", "2": "lost", "3": "lost"}
    with pytest.raises(UserError, match=r"deals.csv: Row 4 of this file is no longer among the rejected rows"):
        state.save_repairs(acme, file, {4: {"Stage": "Won"}})


def test_rows_of_a_strict_file_are_mended_too(acme) -> None:
    take(acme, "deals.csv", OLD)
    (file,) = counting(acme)
    state.save_strict(acme, file, strict=True)
    with pytest.raises(UserError, match="1 row cannot be used") as refusal:
        deals(acme)
    assert state.rejects_of(refusal.value)["deals.csv"]["row"].tolist() == [4]
    state.save_repairs(acme, counting(acme)[0], {4: {"Stage": "Lost"}})
    assert deals(acme) == {"1": "won", "2": "lost", "3": "lost"}
    assert state.is_strict(counting(acme)[0])


def test_a_list_of_mended_rows_of_no_file_here_is_refused(acme) -> None:
    take(acme, "customers.csv", "account_id,industry\nA,Oil\n")
    with pytest.raises(UserError, match="come from none of the files"):
        take(acme, "rejected.csv", "row,became,reason,Deal ID,Stage\n4,rejected,x,3,Won\n")
    assert len(state.uploads(acme)) == 1
