"""Nothing that people enter is lost, and nobody overwrites anybody in silence."""

import multiprocessing
import sqlite3
import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from icp_core.checklist import Answer
from icp_core.errors import ConflictError, UserError
from icp_core.profile import IcpProfile
from icp_core.store import Store
from icp_core.workspace import Event, Interview, Settings, Workspace
from tests.core.store.racing import winners_of_a_race

START = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)
FINTECH = {"column": "industry", "op": "in", "value": ["Fintech"]}
ICP = IcpProfile(name="Mid", reviewed=date(2026, 3, 1), criteria=[FINTECH])
WIDER = ICP.model_copy(update={"name": "Mid and large"})


def ticking(start: datetime = START):
    """A clock that moves on by a second with every look."""
    moments = iter(start + timedelta(seconds=second) for second in range(100_000))
    return lambda: next(moments)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path, clock=ticking()) as opened:
        yield opened


@pytest.fixture
def acme(store):
    return store.create_workspace("Acme").id


def answer(symptom: str = "blame", level: object = 3, function: str = "Sales", person: str = "") -> Answer:
    return Answer(symptom=symptom, function=function, answer=level, person=person)


def test_a_new_workspace_is_an_empty_document(store):
    made = store.create_workspace("  Müller & Söhne ")
    assert made.id.startswith("muller-sohne-")
    assert store.load(made.id) == Workspace(id=made.id, name="Müller & Söhne")
    assert made.created_at == START


def test_workspaces_are_listed_newest_first_without_removed_ones(store):
    first, second, third = (store.create_workspace(name) for name in ("A", "B", "C"))
    store.remove_workspace(second.id)
    assert [item.id for item in store.list_workspaces()] == [third.id, first.id]
    with pytest.raises(UserError, match="There is no workspace"):
        store.load(second.id)


def test_two_workspaces_of_one_name_are_two(store):
    assert store.create_workspace("Acme").id != store.create_workspace("Acme").id


def test_a_workspace_without_a_name_is_refused(store, acme):
    with pytest.raises(UserError, match="needs a name"):
        store.create_workspace("  ")
    with pytest.raises(UserError, match="needs a name"):
        store.rename_workspace(acme, "")


def test_renaming_keeps_the_id(store, acme):
    store.rename_workspace(acme, "Acme Europe")
    assert store.load(acme).name == "Acme Europe"


def test_a_new_store_of_the_same_folder_finds_everything(tmp_path):
    with Store(tmp_path) as before:
        key = before.create_workspace("Acme").id
        before.save_settings(key, Settings(currency="EUR", as_of=date(2026, 9, 30)), "Ann", 0)
        before.save_profile(key, ICP)
        before.save_answer(key, answer(level="don't know"))
        before.save_events(key, [Event(date=date(2026, 1, 1), title="Launch")], "Ann", before.load(key).version)
        before.save_interviews(key, [Interview(date=date(2026, 2, 1), role="CFO")], "Ann", before.load(key).version)
        document = before.load(key)
    with Store(tmp_path) as after:
        assert after.load(key) == document
        assert document.settings.currency == "EUR"
        assert document.profiles == (ICP,)
        assert document.answers == (answer(level="don't know"),)
        assert document.events[0].title == "Launch"
        assert document.interviews[0].role == "CFO"


def test_a_write_against_an_older_version_is_refused_and_overwrites_nothing(store, acme):
    assert store.save_settings(acme, Settings(currency="EUR"), "Ann", base_version=0) == 1
    with pytest.raises(ConflictError, match=r"version 1, you saw 0.*Nothing was overwritten"):
        store.save_settings(acme, Settings(currency="USD"), "Bob", base_version=0)
    with pytest.raises(ConflictError):
        store.save_events(acme, [], "Bob", base_version=0)
    assert store.load(acme).settings.currency == "EUR"
    assert store.load(acme).version == 1


def test_an_answer_of_somebody_else_is_no_conflict_for_the_settings(store, acme):
    seen = store.load(acme).version
    store.save_answer(acme, answer())
    store.save_settings(acme, Settings(currency="EUR"), "Ann", base_version=seen)
    assert len(store.load(acme).answers) == 1


def test_saving_an_icp_adds_a_version_of_the_active_one(store, acme):
    store.save_profile(acme, ICP, "Ann", "first")
    added = store.save_profile(acme, WIDER, "Bob", "we grow")
    assert (added.key, added.version, added.who, added.why) == (1, 2, "Bob", "we grow")
    assert store.load(acme).profiles == (WIDER,)
    assert [item.profile for item in store.profile_history(acme)] == [ICP, WIDER]


def test_another_icp_stands_beside_until_somebody_chooses_it(store, acme):
    store.save_profile(acme, ICP)
    second = store.save_profile(acme, WIDER, key=0)
    document = store.load(acme)
    assert document.profiles == (ICP, WIDER)
    assert document.active_profile == ICP
    store.activate_profile(acme, second.key)
    assert store.load(acme).active_profile == WIDER
    store.activate_profile(acme, store.profiles(acme)[0].key)
    store.save_profile(acme, ICP.model_copy(update={"owner": "Ann"}), key=second.key)
    assert store.load(acme).profiles[1].owner == "Ann"


def test_a_removed_icp_leaves_the_document_and_stays_in_the_history(store, acme):
    store.save_profile(acme, ICP)
    store.save_profile(acme, WIDER, key=0)
    store.remove_profile(acme, 2, "Ann", "too wide")
    assert store.load(acme).profiles == (ICP,)
    assert store.load(acme).active_profile == ICP
    assert [item.profile for item in store.profile_history(acme)] == [ICP, WIDER, None]
    store.remove_profile(acme, 1)
    assert store.load(acme).active_profile is None
    store.save_profile(acme, WIDER)
    assert store.load(acme).profiles == (WIDER,)


def test_an_icp_that_another_one_changed_meanwhile_is_not_overwritten(store, acme):
    seen = store.save_profile(acme, ICP).version
    store.save_profile(acme, WIDER, "Bob")
    with pytest.raises(ConflictError, match="this ICP"):
        store.save_profile(acme, ICP, "Ann", base_version=seen)
    assert store.load(acme).profiles == (WIDER,)


def test_an_icp_that_never_was_cannot_be_changed_or_activated(store, acme):
    for attempt in (lambda: store.save_profile(acme, ICP, key=9), lambda: store.activate_profile(acme, 9)):
        with pytest.raises(ValueError, match="no ICP 9"):
            attempt()


def test_the_latest_answer_of_a_person_counts_and_the_others_stay(store, acme):
    for level, person in ((1, "Ann"), (2, "Bob"), (4, "Ann")):
        store.save_answer(acme, answer(level=level, person=person))
    store.save_answer(acme, answer(level=0, person="Ann", function="Product"))
    assert [(item.function, item.person, item.answer) for item in store.answers(acme)] == [
        ("Sales", "Bob", 2),
        ("Sales", "Ann", 4),
        ("Product", "Ann", 0),
    ]
    history = store.answer_history(acme, "blame")
    assert [item.answer.answer for item in history if item.answer] == [1, 2, 4, 0]
    assert [item.at for item in history] == sorted(item.at for item in history)


def test_an_answer_can_be_taken_back_and_stays_in_the_history(store, acme):
    store.save_answer(acme, answer())
    store.take_back_answer(acme, "blame", "Sales")
    assert store.answers(acme) == ()
    assert [item.answer for item in store.answer_history(acme, "blame")] == [answer(), None]


def test_answers_of_one_workspace_are_not_seen_in_another(store, acme):
    other = store.create_workspace("Other").id
    store.save_answer(acme, answer())
    assert store.load(other).answers == ()
    assert store.answer_history(other, "blame") == ()


def test_several_answers_are_saved_all_or_none(store, acme):
    with pytest.raises(AttributeError):
        store.save_answers(acme, [answer(), None])
    assert store.answers(acme) == ()


def test_nothing_is_saved_into_a_workspace_that_is_not_there(store):
    for attempt in (
        lambda: store.save_answer("nowhere", answer()),
        lambda: store.save_profile("nowhere", ICP),
        lambda: store.save_settings("nowhere", Settings(), "", 0),
        lambda: store.save_mapping("nowhere", "deals", {}),
    ):
        with pytest.raises(UserError, match="There is no workspace 'nowhere'"):
            attempt()


def write_answers(folder: str, workspace_id: str, person: str) -> None:
    with Store(folder) as own:
        for number in range(40):
            own.save_answer(workspace_id, answer(person=f"{person}{number}"))


def test_two_stores_in_threads_lose_no_answer(tmp_path, store, acme):
    threads = [threading.Thread(target=write_answers, args=(str(tmp_path), acme, name)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.answers(acme)) == 4 * 40


def test_processes_that_start_at_once_on_an_empty_folder_all_work(tmp_path):
    context = multiprocessing.get_context("fork")
    made: multiprocessing.SimpleQueue = context.SimpleQueue()

    def begin() -> None:
        with Store(tmp_path / "home") as own:
            key = own.create_workspace("Acme").id
            write_answers(str(tmp_path / "home"), key, "a")
            made.put(key)

    processes = [context.Process(target=begin) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with Store(tmp_path / "home") as after:
        assert [len(after.answers(item.id)) for item in after.list_workspaces()] == [40, 40, 40]


def test_of_writers_with_the_same_base_version_exactly_one_wins(tmp_path, store, acme):
    assert winners_of_a_race(tmp_path, acme) == [store.load(acme).settings.currency]


def test_the_database_waits_for_other_writers_and_keeps_its_references(tmp_path, store):
    with store._engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"pragma {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 15_000}


def test_a_moment_without_a_time_zone_is_a_mistake(tmp_path):
    with Store(tmp_path, clock=lambda: datetime(2026, 1, 1)) as naive, pytest.raises(Exception, match="time zone"):  # noqa: DTZ001
        naive.create_workspace("Acme")


def test_a_database_of_a_newer_version_is_refused(tmp_path):
    Store(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "workbench.sqlite")
    connection.execute("update alembic_version set version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(UserError, match="newer version of the workbench"):
        Store(tmp_path)


def test_the_environment_says_where_the_store_is(tmp_path, monkeypatch):
    monkeypatch.setenv("ICP_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("ICP_DATABASE_URL", raising=False)
    Store().close()
    assert (tmp_path / "home" / "workbench.sqlite").exists()
    monkeypatch.setenv("ICP_DATABASE_URL", f"sqlite:///{tmp_path}/team.sqlite")
    with Store() as team:
        assert (tmp_path / "team.sqlite").exists()
        assert team.dataset_folder("acme").is_relative_to(tmp_path / "home" / "data")


def test_a_database_that_cannot_be_opened_is_said_without_the_password(tmp_path):
    (tmp_path / "file").write_text("")
    for where in (tmp_path / "file", "nonsense://user:secret@host/base", "postgresql+nodriver://u:secret@host/base"):
        with pytest.raises(UserError, match="cannot open its database") as refused:
            Store(where)
        assert "secret" not in str(refused.value)
