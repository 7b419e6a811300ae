"""A click and a new session of the real app beside an empty Streamlit page: CPU each, and p95 with many sessions.

    .venv/bin/python benchmarks/sessions.py [--sessions 50] [--seconds 30]

Both servers run in turn on this machine, and so does the load. A click is a rerun of the page with the same widgets,
as a browser sends it.
"""

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from icp_core.profile import profile_from_text
from icp_core.sample import make_company, write_company
from icp_core.store import Store

HERE = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
THINK = 5.0  # seconds between two clicks of one person, on average
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Page:
    """A page of a server, addressed as a browser addresses it."""

    name: str
    url_path: str
    query: str = ""


class Person:
    """One browser tab without a browser."""

    def __init__(self, port: int, page: Page) -> None:
        self.port, self.page = port, page
        self.page_hash = ""

    async def open(self) -> None:
        """Connect, which makes a session, and run the page once."""
        self.socket = await websockets.connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            origin=f"http://127.0.0.1:{self.port}",
            subprotocols=["streamlit"],
            max_size=None,
        )
        await self.click()

    async def click(self) -> float:
        """Run the page again; return the seconds until it was finished."""
        message = BackMsg()
        message.rerun_script.query_string = self.page.query
        message.rerun_script.page_name = "" if self.page_hash else self.page.url_path
        message.rerun_script.page_script_hash = self.page_hash
        started = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await self.socket.recv())
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.page_hash = answer.new_session.page_script_hash
            if kind == "script_finished":
                return time.perf_counter() - started


def cpu_seconds(process: int) -> float:
    """CPU time that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def measure(port: int, process: int, page: Page, sessions: int, seconds: float) -> dict[str, float]:
    """Return CPU of a new session and of a click, and p50 and p95 of clicks with many sessions."""
    first = Person(port, page)
    await first.open()
    await first.click()
    before = cpu_seconds(process)
    people = [Person(port, page) for _ in range(sessions)]
    for person in people:
        await person.open()
    new = (cpu_seconds(process) - before) / sessions
    before = cpu_seconds(process)
    for _ in range(50):
        await first.click()
    click = (cpu_seconds(process) - before) / 50

    times: list[float] = []
    end = time.monotonic() + seconds
    chance = random.Random(0)

    async def work(person: Person) -> None:
        await asyncio.sleep(chance.uniform(0, THINK))
        while time.monotonic() < end:
            times.append(await person.click())
            await asyncio.sleep(chance.expovariate(1 / THINK))

    await asyncio.gather(*(work(person) for person in people))
    cuts = statistics.quantiles(times, n=20)
    return {
        "new session": 1e3 * new,
        "click": 1e3 * click,
        "p50": 1e3 * cuts[9],
        "p95": 1e3 * cuts[18],
        "clicks": len(times),
    }


def serve(command: list[str], port: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a server and wait until it answers."""
    server = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health")
            return server
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not answer")


def run(
    command: list[str],
    port: int,
    pages: list[Page],
    options: argparse.Namespace,
    prepare: Callable[[], str] | None,
    home: str,
) -> None:
    """Measure each page of one server and print a row each."""
    query = prepare() if prepare else ""
    server = serve(command, port, {"ICP_HOME": home})
    try:
        for page in pages:
            page.query = query
            row = asyncio.run(measure(port, server.pid, page, options.sessions, options.seconds))
            print(
                f"| {page.name} | {row['new session']:.0f} | {row['click']:.1f} | "
                f"{row['p50']:.0f} | {row['p95']:.0f} | {row['clicks']} |"
            )
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Measure both servers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    print(
        f"| page | new session, CPU ms | click, CPU ms | p50 ms at {options.sessions} | "
        f"p95 ms at {options.sessions} | clicks |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text("import streamlit as st\nst.title('Empty')\nst.button('Click')\n")
        streamlit = [
            str(BIN / "streamlit"),
            "run",
            str(empty),
            "--server.headless",
            "true",
            "--browser.gatherUsageStats",
            "false",
        ]
        tuned = ["--server.fileWatcherType", "none", "--runner.postScriptGC", "false"]
        run(
            [*streamlit, "--server.port", "8711"],
            8711,
            [Page("empty page, Streamlit's defaults", "")],
            options,
            None,
            folder,
        )
        run(
            [*streamlit, *tuned, "--server.port", "8712"],
            8712,
            [Page("empty page, tuned as ours", "")],
            options,
            None,
            folder,
        )

        def sample_workspace() -> str:
            company = make_company(accounts=1200)
            write_company(Path(folder) / "sample", accounts=1200)
            store = Store(Path(folder))
            workspace = store.create_workspace("Sample company").id
            for table in company.tables:
                with (Path(folder) / "sample" / f"{table}.csv").open("rb") as stream:
                    store.save_upload(workspace, table, f"{table}.csv", stream)
            store.save_profile(workspace, profile_from_text(company.icp_yaml), who="benchmark")
            return f"ws={workspace}"

        ours = [str(BIN / "icp-workbench"), "--no-browser", "--port", "8713"]
        pages = [
            Page("start", ""),
            Page("segments", "segments"),
            Page("drift", "drift"),
            Page("checklist", "checklist"),
        ]
        run(ours, 8713, pages, options, sample_workspace, folder)


if __name__ == "__main__":
    main()
