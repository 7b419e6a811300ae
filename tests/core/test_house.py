"""The house keeps itself: what the papers and the configuration promise is true."""

import re
import tomllib
from pathlib import Path

from streamlit import config

from icp_core.cli.server import content_policy, read_config
from icp_core.dataset.documentation import tables_in_words

HERE = Path(__file__).resolve().parents[2]


def test_the_page_about_files_is_made_from_the_declarations() -> None:
    assert (HERE / "docs" / "files.md").read_text("utf-8") == tables_in_words()


def test_locks_hold_hashes_and_no_address_of_an_index() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (HERE / name).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index-url|--extra-index-url|--find-links", text)


def test_every_dependency_stands_in_the_lock() -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]
    locked = (HERE / "requirements.lock").read_text("utf-8")
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=\[]", requirement)[0]
        assert re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE | re.IGNORECASE), name


def test_every_option_in_the_configuration_exists_in_this_streamlit() -> None:
    """``runner.postScriptGC`` is hidden: the app is 15 times slower without it, so its loss must be noticed."""
    known = config.get_config_options()
    for name in read_config(HERE / ".streamlit" / "config.toml"):
        assert name in known, name


def test_the_app_binds_to_this_machine_only_and_reports_to_nobody() -> None:
    options = read_config(HERE / ".streamlit" / "config.toml")
    assert options["server.address"] == "127.0.0.1"
    assert options["server.allowedHosts"] == ["127.0.0.1", "localhost"]
    assert options["browser.gatherUsageStats"] is False
    assert options["runner.postScriptGC"] is False
    assert options["server.fileWatcherType"] == "none"


def test_the_content_policy_allows_only_the_inline_scripts_of_the_page(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text('<script src="a.js"></script><script>window.x = 1</script>')
    policy = content_policy(page)
    assert policy.count("sha256-") == 1
    assert "'unsafe-eval'" not in policy
