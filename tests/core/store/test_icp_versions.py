"""Accounts to avoid never take the place of those to win; the history keeps every version and finds the meant ones."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from icp_core.errors import UserError
from icp_core.profile import IcpProfile
from icp_core.store import ProfileVersion, Store, meant_versions

WIN, OTHER = IcpProfile(name="Win"), IcpProfile(name="Other")
AVOID = IcpProfile(name="Avoid", kind="negative")
START = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path) as opened:
        yield opened


@pytest.fixture
def acme(store):
    return store.create_workspace("Acme").id


def test_accounts_to_avoid_alone_are_compared_with_nothing(store, acme):
    store.save_profile(acme, AVOID, key=0)
    assert store.load(acme).active_profile is None
    store.save_profile(acme, WIN, key=0)
    assert store.load(acme).active_profile == WIN


def test_accounts_to_avoid_cannot_be_chosen_for_the_comparison(store, acme):
    store.save_profile(acme, WIN)
    key = store.save_profile(acme, AVOID, key=0).key
    with pytest.raises(UserError, match="'Avoid' describes accounts to avoid"):
        store.activate_profile(acme, key)
    assert store.load(acme).active_profile == WIN


def test_an_active_icp_that_turns_negative_gives_way_to_another_one(store, acme):
    first = store.save_profile(acme, WIN).key
    store.save_profile(acme, OTHER, key=0)
    store.save_profile(acme, WIN.model_copy(update={"kind": "negative"}), key=first)
    assert store.load(acme).active_profile == OTHER


def test_a_removed_icp_gives_way_to_one_to_win_and_not_to_one_to_avoid(store, acme):
    key = store.save_profile(acme, AVOID, key=0).key
    first = store.save_profile(acme, WIN, key=0).key
    store.save_profile(acme, OTHER, key=0)
    store.remove_profile(acme, first)
    assert store.load(acme).active_profile == OTHER
    assert key in [item.key for item in store.profiles(acme)]


def test_an_older_version_becomes_the_newest_and_the_history_only_grows(store, acme):
    first = store.save_profile(acme, WIN, "Ann", "first")
    store.save_profile(acme, OTHER, "Bob")
    store.save_profile(acme, AVOID, key=0)
    store.save_profile(acme, first.profile, "Ann", "Restored version 1", key=first.key, base_version=2)
    history = store.profile_history(acme, first.key)
    assert [(item.version, item.profile) for item in history] == [(1, WIN), (2, OTHER), (3, WIN)]
    assert (history[-1].who, history[-1].why) == ("Ann", "Restored version 1")


def test_a_document_without_the_newer_fields_is_read(store, acme):
    store.save_profile(acme, WIN)
    older = {"name": "Win", "personas": "CFO", "criteria": [], "rings": {}}
    with store._writes.begin() as connection:
        connection.exec_driver_sql("update icp_versions set document = ?", (json.dumps(older),))
    found = store.load(acme).active_profile
    assert (found.personas, found.kind, found.people) == ("CFO", "positive", ())


def version(number, minute, who="", why="", profile=WIN):
    return ProfileVersion(1, number, profile, who, why, START + timedelta(minutes=minute))


def meant(*history):
    return [item.version for item in meant_versions(history)]


def test_the_first_version_and_the_last_of_each_sitting_are_shown():
    assert meant(version(1, 0), version(2, 5), version(3, 10), version(4, 100), version(5, 101)) == [1, 3, 5]


def test_a_version_with_a_reason_or_of_another_person_is_shown_too():
    assert meant(version(1, 0, "Ann", "first"), version(2, 1, "Ann"), version(3, 2, "Ann"), version(4, 3, "Bob")) == [
        1,
        3,
        4,
    ]


def test_a_removal_is_shown():
    assert meant(version(1, 0), version(2, 1, profile=None), version(3, 2)) == [1, 2, 3]
