"""The app through its own script, each test with a folder of its own."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import begin

ROOT = Path(__file__).resolve().parents[2]
SMALL = 200  # accounts of the sample company in these tests
TIMEOUT = 60  # seconds


def open_app() -> AppTest:
    """A new browser session on the Start page."""
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT).run()


def tab(app: AppTest, name: str) -> AppTest:
    """Open a tab of the Data page."""
    app.session_state["data_part"] = name
    return app.run()


def words_of(app: AppTest) -> str:
    """Everything that can be read on the page; a space that keeps a number and its sign together reads as a space."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info, app.warning, app.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\u00a0", " ")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty store; caches stay, because what they hold is keyed by workspace, data and declared JSON."""
    monkeypatch.setenv("ICP_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("ICP_DATABASE_URL", raising=False)
    monkeypatch.setattr(begin, "SAMPLE_ACCOUNTS", SMALL)
    return tmp_path / "home"


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory):
    """A store that holds the sample company, made once by the button of the Start page."""
    folder = tmp_path_factory.mktemp("sample") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ICP_HOME", str(folder))
        patch.delenv("ICP_DATABASE_URL", raising=False)
        patch.setattr(begin, "SAMPLE_ACCOUNTS", SMALL)
        app = open_app()
        app.button(key="use_sample").click().run()
        assert not app.error, words_of(app)
    return folder


@pytest.fixture
def sample(sample_store, home):
    """The same store, a copy that a test may change."""
    shutil.copytree(sample_store, home)
    return home
