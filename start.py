"""Install and open the ICP workbench, or install and run all its tests, on a machine that has only Python and pip.

python3 start.py          installs into .venv and opens the app
python3 start.py test     installs the test tools too and runs every check
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
CHECKS = (
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("import contracts", ["lint-imports"]),
    ("tests and documentation examples", ["pytest"]),
)


def main() -> int:
    """Do what the first argument says; the exit code is that of the first step that failed."""
    if sys.version_info < (3, 11):
        print(f"The workbench needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 2
    if sys.argv[1:2] == ["test"]:
        install("requirements-dev.lock")
        return test(sys.argv[2:])
    install("requirements.lock")
    return subprocess.call([str(BIN / "icp-workbench"), *sys.argv[1:]])


def install(lock: str) -> None:
    """Bring ``.venv`` to the state of a lock file; does nothing when it is there already."""
    wanted = hashlib.sha256((HERE / lock).read_bytes() + (HERE / "pyproject.toml").read_bytes()).hexdigest()
    mark = ENVIRONMENT / f"{lock}.installed"
    if mark.exists() and mark.read_text() == wanted:
        return
    print(f"Installing into {ENVIRONMENT} (about a minute) ...", flush=True)
    if not (BIN / ("python.exe" if os.name == "nt" else "python")).exists():
        venv.create(ENVIRONMENT, with_pip=True)
    pip = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.check_call([*pip, "--require-hashes", "-r", str(HERE / lock)])
    subprocess.check_call([*pip, "--no-deps", "--no-build-isolation", "-e", str(HERE)])
    mark.write_text(wanted)


def test(extra: list[str]) -> int:
    """Run every check; the tests last, because they take the longest."""
    for name, command in CHECKS:
        print(f"== {name}", flush=True)
        code = subprocess.call(
            [str(BIN / command[0]), *command[1:], *(extra if command[0] == "pytest" else [])], cwd=HERE
        )
        if code:
            print(f"== {name} failed")
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
