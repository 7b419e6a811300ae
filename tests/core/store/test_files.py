"""Uploads reach the disk whole or not at all, and never under a name that somebody chose."""

import hashlib
import io
import os
from datetime import UTC, datetime

import pytest

from icp_core.errors import ConflictError, UserError
from icp_core.store import PROSPECTS, Store
from icp_core.store.places import Places, slug

CONTENT = b"Account ID,MRR\na,10\n"
SHA = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path) as opened:
        yield opened


@pytest.fixture
def acme(store):
    return store.create_workspace("Acme").id


class Broken(io.RawIOBase):
    """A stream that gives one piece and then breaks off."""

    def __init__(self) -> None:
        self.pieces = [b"x" * 1000]

    def read(self, _size: int = -1) -> bytes:
        if not self.pieces:
            raise OSError(28, "No space left on device")
        return self.pieces.pop()


def test_an_upload_lies_on_disk_under_its_hash(tmp_path, store, acme):
    upload = store.save_upload(acme, "revenue", "revenue.csv", io.BytesIO(CONTENT))
    assert (upload.table, upload.name, upload.sha256, upload.size) == ("revenue", "revenue.csv", SHA, len(CONTENT))
    assert upload.path == tmp_path / "data" / acme / "uploads" / SHA
    assert upload.path.read_bytes() == CONTENT
    with Store(tmp_path) as after:
        assert after.uploads(acme) == (upload,)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/b\\c.csv", "räte 北.csv", ".", "x" * 3000])
def test_the_name_of_a_file_is_only_a_text(tmp_path, store, acme, name):
    upload = store.save_upload(acme, None, name, io.BytesIO(CONTENT))
    assert upload.name == name
    files = [path for path in tmp_path.rglob("*") if path.is_file() and "workbench.sqlite" not in path.name]
    assert files == [tmp_path / "data" / acme / "uploads" / SHA]


def test_a_stream_that_breaks_off_leaves_no_record_and_no_file(store, acme):
    with pytest.raises(UserError, match=r"deals.csv: The file could not be kept on disk: No space left"):
        store.save_upload(acme, "deals", "deals.csv", Broken())
    assert store.uploads(acme) == ()
    assert list(store.places.uploads(acme).iterdir()) == []


def test_a_crash_between_file_and_record_leaves_no_record(store, acme, monkeypatch):
    def crash() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "_write", crash)
    with pytest.raises(KeyboardInterrupt):
        store.save_upload(acme, "deals", "deals.csv", io.BytesIO(CONTENT))
    assert store.uploads(acme) == ()


def test_what_a_crash_left_half_copied_is_swept_after_a_day(tmp_path):
    with Store(tmp_path, clock=lambda: datetime(2026, 9, 30, tzinfo=UTC)) as store:
        acme = store.create_workspace("Acme").id
        folder = store.dataset_folder(acme).parent / "uploads"
        folder.mkdir()
        for name, day in (("old.part", 28), ("new.part", 29)):
            (folder / name).write_bytes(b"x")
            moment = datetime(2026, 9, day, 12, tzinfo=UTC).timestamp()
            os.utime(folder / name, (moment, moment))
        store.save_upload(acme, "deals", "deals.csv", io.BytesIO(CONTENT))
        assert {path.name for path in folder.iterdir()} == {"new.part", SHA}


def test_a_large_stream_is_copied_in_pieces(store, acme):
    class Counting(io.BytesIO):
        largest = 0

        def read(self, size: int | None = -1) -> bytes:
            piece = super().read(size)
            self.largest = max(self.largest, len(piece))
            return piece

    stream = Counting(b"0123456789abcdef" * 300_000)
    upload = store.save_upload(acme, "deals", "deals.csv", stream)
    assert upload.size == 4_800_000
    assert stream.largest <= 1024**2


def test_the_same_file_again_is_the_same_upload(store, acme):
    first = store.save_upload(acme, "deals", "deals.csv", io.BytesIO(CONTENT))
    again = store.save_upload(acme, None, "deals.csv", io.BytesIO(CONTENT))
    assert again == first
    assert store.uploads(acme) == (first,)


def test_a_file_can_be_given_another_table_and_be_removed(store, acme):
    upload = store.save_upload(acme, None, "data.csv", io.BytesIO(CONTENT))
    store.assign_upload(acme, upload.id, "revenue")
    assert store.uploads(acme)[0].table == "revenue"
    store.remove_upload(acme, upload.id)
    assert store.uploads(acme) == ()
    assert upload.path.exists()
    with pytest.raises(UserError, match="no longer in the workspace"):
        store.remove_upload(acme, upload.id)
    back = store.save_upload(acme, "revenue", "data.csv", io.BytesIO(CONTENT))
    assert store.uploads(acme) == (back,)


def test_a_file_of_another_workspace_cannot_be_touched(store, acme):
    upload = store.save_upload(acme, None, "data.csv", io.BytesIO(CONTENT))
    other = store.create_workspace("Other").id
    assert store.uploads(other) == ()
    with pytest.raises(UserError, match="no longer in the workspace"):
        store.remove_upload(other, upload.id)
    with pytest.raises(UserError, match="no longer in the workspace"):
        store.assign_upload(other, upload.id, "deals")


def test_a_mapping_is_remembered_for_the_header_and_else_for_the_table(store, acme):
    assert store.choices(acme).mapping("deals", header=["Id", "Value"]) == {}
    store.save_mapping(acme, "deals", {"amount": "Value"})
    store.save_mapping(acme, "deals", {"amount": "Total"}, header=["Id", "Total"])
    assert store.choices(acme).mapping("deals", header=[" id", "TOTAL "]) == {"amount": "Total"}
    assert store.choices(acme).mapping("deals", header=["Id", "Value"]) == {"amount": "Value"}
    assert store.choices(acme).mapping("customers") == {}
    store.save_mapping(acme, "deals", {"amount": "", "deal_id": "Id"})
    assert store.choices(acme).mapping("deals") == {"amount": "", "deal_id": "Id"}


def test_a_choice_about_a_file_is_remembered_beside_its_mapping(store, acme):
    header = ["Id", "Close"]
    store.save_mapping(acme, "deals", {"close_date": "Close"}, header=header)
    store.save_option(acme, "deals", "dates:Close", "day first", header=header)
    store.save_option(acme, "deals", "stages", {"Signed": "won"}, header=header)
    choices = store.choices(acme)
    assert choices.mapping("deals", header=header) == {"close_date": "Close"}
    assert choices.options("deals", header=header) == {"dates:Close": "day first", "stages": {"Signed": "won"}}
    store.save_option(acme, "deals", "dates:Close", "", header=header)
    assert store.choices(acme).options("deals", header=header) == {"stages": {"Signed": "won"}}


def test_how_the_bytes_of_one_file_are_read_is_kept_with_that_file(store, acme):
    upload = store.save_upload(acme, "deals", "a.csv", io.BytesIO(b"a;b"))
    store.choose_upload(acme, upload.id, "encoding", "cp1250")
    assert store.uploads(acme)[0].options == {"encoding": "cp1250"}
    store.choose_upload(acme, upload.id, "encoding", "")
    assert store.uploads(acme)[0].options == {}


def test_a_data_set_is_recorded_once(store, acme):
    for fingerprint in ("f1", "f2", "f1"):
        store.save_dataset(acme, fingerprint)
    assert store.datasets(acme) == ("f1", "f2")
    assert store.dataset_folder(acme).is_dir()


@pytest.mark.parametrize("wrong", ["../x", "", "A", "a/b", "a" * 65, ".", "a\n"])
def test_no_path_is_made_from_an_id_that_is_none(tmp_path, wrong):
    with pytest.raises(ValueError, match="no id of a workspace"):
        Places(tmp_path, "").uploads(wrong)


def test_no_path_is_made_from_a_hash_that_is_none(tmp_path):
    with pytest.raises(ValueError, match="no SHA-256"):
        Places(tmp_path, "").upload("acme", "../../x")


@pytest.mark.parametrize("name", ["Müller", "北極", "a" * 200, "--", "A/../B", "ÇA va? 100 %"])
def test_every_name_gives_an_id_that_can_be_a_path(tmp_path, name):
    assert Places(tmp_path, "").uploads(f"{slug(name)}-abc123").parent.parent == tmp_path / "data"


def test_a_waiting_file_counts_when_it_is_accepted_and_the_replaced_one_is_gone(store, acme):
    old = store.save_upload(acme, "deals", "deals.csv", io.BytesIO(b"old"))
    mended = store.save_upload(acme, None, "mended.csv", io.BytesIO(b"rows"), mends=old.id)
    new = store.save_upload(acme, "deals", "deals.csv", io.BytesIO(b"new"), standing="waiting")
    assert [upload.standing for upload in store.uploads(acme)] == ["in", "waiting"]
    assert store.repairs(acme, old.id) == (mended,)
    store.accept_upload(acme, new.id, seen=[old.id], replaces=[old.id])
    assert [(upload.id, upload.standing) for upload in store.uploads(acme)] == [(new.id, "in")]
    assert store.repairs(acme, old.id) == ()


def test_accepting_is_refused_when_the_files_are_no_longer_those_that_were_seen(store, acme):
    old = store.save_upload(acme, "deals", "a.csv", io.BytesIO(b"old"))
    new, third = (
        store.save_upload(acme, "deals", f"{name}.csv", io.BytesIO(name.encode()), standing="waiting") for name in "bc"
    )
    store.accept_upload(acme, new.id, seen=[old.id])
    for upload, seen, replaces in (
        (new, [old.id, new.id], []),  # accepted before
        (third, [old.id], []),  # another one counts now
        (third, [old.id, new.id], [third.id]),  # replaces what does not count
    ):
        with pytest.raises(ConflictError, match="Nothing was changed"):
            store.accept_upload(acme, upload.id, seen=seen, replaces=replaces)
    store.remove_upload(acme, third.id)
    with pytest.raises(ConflictError):
        store.accept_upload(acme, third.id, seen=[old.id, new.id])
    assert [upload.standing for upload in store.uploads(acme)] == ["in", "in"]
    store.hold_upload(acme, new.id)
    assert [upload.standing for upload in store.uploads(acme)] == ["in", "waiting"]


def test_mended_rows_are_kept_apart_from_files_and_go_with_the_file_that_they_mend(store, acme):
    file = store.save_upload(acme, "deals", "a.csv", io.BytesIO(CONTENT))
    first = store.save_upload(acme, None, "m.csv", io.BytesIO(b"1"), mends=file.id)
    second = store.save_upload(acme, None, "m.csv", io.BytesIO(b"2"), mends=file.id)
    assert store.save_upload(acme, None, "m.csv", io.BytesIO(b"2"), mends=file.id) == second
    assert (store.uploads(acme), store.repairs(acme, file.id)) == ((file,), (first, second))
    store.remove_upload(acme, first.id)
    assert store.repairs(acme, file.id) == (second,)
    store.remove_upload(acme, file.id)
    assert store.repairs(acme, file.id) == ()
    with pytest.raises(UserError, match="no longer in the workspace"):
        store.save_upload(acme, None, "m.csv", io.BytesIO(b"3"), mends=file.id)


def test_a_list_of_prospects_is_never_among_the_files_of_the_data(store, acme):
    listed = store.save_upload(acme, None, "list.csv", io.BytesIO(CONTENT), standing=PROSPECTS)
    assert store.uploads(acme) == ()
    assert store.prospect_lists(acme) == (listed,)
    store.remove_upload(acme, listed.id)
    assert store.prospect_lists(acme) == ()


def test_the_same_bytes_may_be_a_list_of_prospects_and_a_file_of_the_data(store, acme):
    listed = store.save_upload(acme, None, "both.csv", io.BytesIO(CONTENT), standing=PROSPECTS)
    file = store.save_upload(acme, None, "both.csv", io.BytesIO(CONTENT))
    again = store.save_upload(acme, None, "both.csv", io.BytesIO(CONTENT), standing=PROSPECTS)
    assert (again, listed.id == file.id) == (listed, False)
    assert [item.id for item in store.uploads(acme)] == [file.id]


def test_accepting_a_file_does_not_ask_about_lists_of_prospects(store, acme):
    store.save_upload(acme, None, "list.csv", io.BytesIO(CONTENT), standing=PROSPECTS)
    waiting = store.save_upload(acme, None, "new.csv", io.BytesIO(CONTENT), standing="waiting")
    store.accept_upload(acme, waiting.id, seen=())
    assert [item.standing for item in store.uploads(acme)] == ["in"]
