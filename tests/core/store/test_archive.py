"""A workspace travels in one file and arrives equal; a damaged file changes nothing."""

import io
import json
import zipfile
from datetime import date

import pytest

from icp_core.checklist import Answer
from icp_core.errors import UserError
from icp_core.profile import IcpProfile
from icp_core.store import Store
from icp_core.workspace import Event, Interview, Settings

ICP = IcpProfile(name="Mid", criteria=[{"column": "employees", "op": "between", "value": [50, 500]}])
CONTENT = b"Account ID,MRR\na,10\n"


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "one") as opened:
        yield opened


@pytest.fixture
def other(tmp_path):
    with Store(tmp_path / "two") as opened:
        yield opened


@pytest.fixture
def full(store):
    key = store.create_workspace("Acme").id
    store.save_settings(key, Settings(currency="EUR", as_of=date(2026, 9, 30), gross_margin=0.8), "Ann", 0)
    store.save_events(key, [Event(date=date(2026, 1, 1), title="Launch")], "Ann", 1)
    store.save_interviews(key, [Interview(date=date(2026, 2, 1), needs="fewer tools")], "Ann", 2)
    store.save_profile(key, ICP, "Ann", "first")
    store.save_profile(key, ICP.model_copy(update={"name": "Other"}), "Ann", key=0)
    store.save_profile(key, ICP.model_copy(update={"name": "Gone"}), "Ann", key=0)
    store.remove_profile(key, 3)
    store.activate_profile(key, 2)
    for level in (1, "not applicable", 4):
        store.save_answer(key, Answer(symptom="blame", function="Sales", answer=level, note="a"))
    store.save_answer(key, Answer(symptom="icp_stale", function="Executive", answer=2))
    store.take_back_answer(key, "icp_stale", "Executive")
    store.save_mapping(key, "revenue", {"mrr": "MRR"}, header=["Account ID", "MRR"])
    store.save_upload(key, "revenue", "../revenue.csv", io.BytesIO(CONTENT))
    removed = store.save_upload(key, "deals", "deals.csv", io.BytesIO(b"secret"))
    store.remove_upload(key, removed.id)
    return key


def changed(packed: bytes, **changes: object) -> bytes:
    """The archive with other content of its document."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == "workspace.json":
                content = json.dumps({**json.loads(content), **changes}).encode()
            copy.writestr(name, content)
    return target.getvalue()


def test_an_exported_workspace_arrives_equal(store, other, full):
    document = store.load(full)
    assert other.import_workspace(store.export_workspace(full)) == document
    assert other.load(full) == document
    assert document.active_profile is not None
    assert document.active_profile.name == "Other"


def test_history_mapping_and_files_travel_too(store, other, full):
    other.import_workspace(store.export_workspace(full))
    assert other.profile_history(full) == store.profile_history(full)
    assert other.answer_history(full, "blame") == store.answer_history(full, "blame")
    assert other.choices(full).mapping("revenue", header=["Account ID", "MRR"]) == {"mrr": "MRR"}
    (upload,) = other.uploads(full)
    assert (upload.name, upload.path.read_bytes()) == ("../revenue.csv", CONTENT)


def test_a_removed_file_does_not_travel(store, full):
    with zipfile.ZipFile(io.BytesIO(store.export_workspace(full))) as packed:
        assert len(packed.namelist()) == 2
        assert all(packed.read(name) != b"secret" for name in packed.namelist())


def test_importing_beside_the_original_makes_a_second_workspace(store, full):
    document = store.load(full)
    copy = store.import_workspace(store.export_workspace(full))
    assert copy.id != full
    assert copy.model_copy(update={"id": full}) == document
    store.save_answer(copy.id, Answer(symptom="blame", function="Sales", answer=0))
    assert store.load(full) == document


def test_the_copy_of_a_copy_is_the_same_file_content(store, other, full):
    other.import_workspace(store.export_workspace(full))
    first, second = (zipfile.ZipFile(io.BytesIO(each.export_workspace(full))) for each in (store, other))
    assert first.namelist() == second.namelist()
    assert [first.read(name) for name in first.namelist()] == [second.read(name) for name in second.namelist()]


@pytest.mark.parametrize("size", [0, 10, 100, -50])
def test_a_cut_file_is_refused(store, other, full, size):
    with pytest.raises(UserError, match="cannot be imported as a workspace"):
        other.import_workspace(store.export_workspace(full)[:size])
    assert other.list_workspaces() == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "../../etc"},
        {"name": ""},
        {"format": 2},
        {"surprise": 1},
        {"settings": {"gross_margin": 7}},
        {"answers": [{"symptom": "blame"}]},
        {"uploads": [{"table": None, "name": "a", "sha256": "../x", "size": 1, "at": "2026-01-01T00:00:00Z"}]},
        {"uploads": [{"table": None, "name": "a", "sha256": "0" * 64, "size": 1, "at": "2026-01-01T00:00:00Z"}]},
        {"created_at": "2026-01-01T00:00:00"},
    ],
)
def test_a_document_that_the_workbench_did_not_write_is_refused(tmp_path, store, other, full, changes):
    with pytest.raises(UserError, match="cannot be imported as a workspace"):
        other.import_workspace(changed(store.export_workspace(full), **changes))
    assert other.list_workspaces() == ()
    assert not (tmp_path / "two" / "data" / full).exists()


def test_a_file_that_was_tampered_with_is_refused(tmp_path, store, other, full):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(store.export_workspace(full))) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name) if name == "workspace.json" else b"something else")
    with pytest.raises(UserError, match="A file in it is damaged"):
        other.import_workspace(target.getvalue())
    assert other.list_workspaces() == ()
    assert not (tmp_path / "two" / "data" / full).exists()


def test_a_workspace_that_is_not_there_cannot_be_exported(store):
    with pytest.raises(UserError, match="There is no workspace"):
        store.export_workspace("nowhere")


def test_waiting_files_and_mended_rows_arrive_with_the_file_that_they_mend(store, other, full):
    gone = store.save_upload(full, "deals", "gone.csv", io.BytesIO(b"gone"))
    store.save_upload(full, None, "of_gone.csv", io.BytesIO(b"x"), mends=gone.id)
    file = store.save_upload(full, "deals", "deals.csv", io.BytesIO(b"deals"))
    store.save_upload(full, None, "mended.csv", io.BytesIO(b"rows"), mends=file.id)
    store.save_upload(full, "deals", "newer.csv", io.BytesIO(b"newer"), standing="waiting")
    store.remove_upload(full, gone.id)
    arrived = other.import_workspace(store.export_workspace(full)).id
    files = {upload.name: upload for upload in other.uploads(arrived)}
    assert files["newer.csv"].standing == "waiting"
    mended = other.repairs(arrived, files["deals.csv"].id)
    assert [(upload.name, upload.path.read_bytes()) for upload in mended] == [("mended.csv", b"rows")]
    assert "gone.csv" not in files


def test_a_list_of_prospects_travels_as_one(store, other, full):
    store.save_upload(full, None, "leads.csv", io.BytesIO(b"Company\nAcme\n"), standing="prospects")
    arrived = other.import_workspace(store.export_workspace(full))
    (listed,) = other.prospect_lists(arrived.id)
    assert (listed.name, listed.path.read_bytes()) == ("leads.csv", b"Company\nAcme\n")
    assert "leads.csv" not in [item.name for item in other.uploads(arrived.id)]
