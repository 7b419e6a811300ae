"""Starts the app: imports warmed and frozen before the first person arrives, on this machine only."""

import base64
import gc
import hashlib
import re
import sys
import threading
import tomllib
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

# Imported once before the first page: they cost seconds, and what is loaded before gc.freeze() is never walked again.
WARM = (
    "pandas",
    "plotly.graph_objects",
    "duckdb",
    "sqlalchemy",
    "jinja2",
    "sklearn.cluster",
    "sklearn.tree",
    "scipy.stats",
    "icp_core.analysis",
    "icp_core.charts",
    "icp_core.ingest",
    "icp_core.report",
    "icp_core.store",
)


def app_path() -> Path:
    """Return the app's script: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_app" / "app.py"
    return installed if installed.exists() else package.parent / "app.py"


def open_app(port: int, *, browser: bool) -> None:
    """Serve the app on 127.0.0.1 until it is stopped.

    Args:
        port: Port on this machine.
        browser: Whether to open the browser once the server answers.
    """
    import streamlit as st
    from starlette.middleware import Middleware
    from streamlit.runtime.pages_manager import PagesManager

    script = app_path()
    sys.path.insert(0, str(script.parent))
    PagesManager.uses_pages_directory = False  # else a deep link as the first request says that there is no such page
    address = f"http://localhost:{port}"

    @asynccontextmanager
    async def warm(_: object) -> AsyncIterator[dict[str, Any] | None]:
        for module in WARM:
            import_module(module)
        gc.collect()
        gc.freeze()
        print(f"The ICP workbench is open at {address}  (Ctrl-C ends it)", flush=True)  # noqa: T201
        if browser:
            threading.Timer(0.5, webbrowser.open, [address]).start()
        yield None

    headers = Middleware(SecurityHeaders, policy=content_policy(Path(st.__file__).parent / "static" / "index.html"))
    config = {**read_config(script.parent / ".streamlit" / "config.toml"), "server.port": port}
    st.App(script, lifespan=warm, middleware=[headers]).run(config=config)


def read_config(path: Path) -> dict[str, Any]:
    """Return Streamlit's options as dotted names.

    Args:
        path: The project's ``config.toml``; a launcher does not find it by itself.
    """

    def flat(section: dict[str, Any], prefix: str) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, value in section.items():
            out |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
        return out

    return flat(tomllib.loads(path.read_text("utf-8")), "")


def content_policy(page: Path) -> str:
    """Return the content security policy: nothing from elsewhere, and only the page's own inline scripts.

    Args:
        page: Streamlit's ``index.html``, whose inline scripts are allowed by their hash.
    """
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page.read_text("utf-8"), re.DOTALL)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in inline)
    return (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
    )


class SecurityHeaders:
    """ASGI middleware that adds the headers Streamlit does not send."""

    def __init__(self, app: Any, policy: str) -> None:
        self.app = app
        self.headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"SAMEORIGIN"),
            (b"referrer-policy", b"no-referrer"),
        ]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request on and add the headers to its answer."""

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *self.headers]}
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
