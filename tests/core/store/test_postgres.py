"""A team's database on PostgreSQL behaves like the one in the user's folder; needs its server's programs on this machine."""

import multiprocessing
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from icp_core.checklist import Answer
from icp_core.errors import UserError
from icp_core.profile import IcpProfile
from icp_core.store import Store
from icp_core.workspace import Settings
from tests.core.store.racing import winners_of_a_race

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [Path(shutil.which("initdb") or "/none/initdb").parent]
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0  # the server refuses to run as root
pytestmark = pytest.mark.skipif(not (PROGRAMS[-1] / "initdb").exists(), reason="no PostgreSQL on this machine")


def program(name: str, *arguments: str) -> None:
    who = ["runuser", "-u", "postgres", "--"] if AS_ROOT else []
    done = subprocess.run([*who, str(PROGRAMS[-1] / name), *arguments], capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def server():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp())
    if AS_ROOT:
        shutil.chown(folder, "postgres")
    data = str(folder / "data")
    program("initdb", "-D", data, "-A", "trust", "-U", "team", "--no-sync")
    program("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", f"-p {port} -k {folder} -h 127.0.0.1", "start")
    yield f"postgresql://team@127.0.0.1:{port}/"
    program("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def address(server, request, tmp_path, monkeypatch) -> str:
    monkeypatch.setenv("ICP_HOME", str(tmp_path))
    name = f"team_{abs(hash(request.node.name))}"
    engine = create_engine(server.replace("://", "+psycopg://") + "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return server + name


def test_what_was_declared_comes_back(address):
    with Store(address) as before:
        acme = before.create_workspace("Acme").id
        before.save_profile(acme, IcpProfile(name="Mid"), who="Ann", why="start")
        before.save_answer(acme, Answer(symptom="blame", function="Sales", answer=3))
        before.save_settings(acme, Settings(currency="EUR"), "Ann", base_version=before.load(acme).version)
        kept = before.load(acme)
        packed = before.export_workspace(acme)
    with Store(address) as after:
        assert after.load(acme) == kept
        assert after.import_workspace(packed).answers == kept.answers


def test_processes_that_start_at_once_on_an_empty_database_all_work(address):
    def begin() -> None:
        with Store(address) as own:
            key = own.create_workspace("Acme").id
            for number in range(20):
                own.save_answer(key, Answer(symptom="blame", function="Sales", answer=3, person=str(number)))

    processes = [multiprocessing.get_context("fork").Process(target=begin) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with Store(address) as after:
        assert [len(after.answers(item.id)) for item in after.list_workspaces()] == [20, 20, 20]


def test_of_writers_who_saw_the_same_version_exactly_one_wins(address):
    with Store(address) as store:
        acme = store.create_workspace("Acme").id
        assert winners_of_a_race(address, acme) == [store.load(acme).settings.currency]


def test_a_password_is_never_said(server):
    with pytest.raises(UserError, match="cannot open its database") as refused:
        Store(server.replace("team@", "team:secret@") + "nowhere")
    assert "secret" not in str(refused.value)
