"""The page behind HTTP: who may see it, and what it may load."""

from __future__ import annotations

import ipaddress
import os
import socket
import tempfile
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from hmac import compare_digest
from urllib.parse import urlsplit

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.library import Library
from index.loaders.files import COLLECTION_ARTICLES, MAX_BYTES
from ui.app import FOLDER, build_page, head
from ui.collection import Collection

# Nothing is loaded from or sent to anywhere else. Gradio builds its page with scripts in it.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' blob: data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
UPLOAD = "/gradio_api/upload"
LOCAL = ("localhost", "127.0.0.1", "::1")


class Guard:
    """Lets in who knows the password, takes no files when the library is only read.

    user: name and password, asked for as HTTP Basic; None lets everybody in. local: it may only be
    asked under a name of this machine. The page of another site is refused in any case. Sends the
    policy with every answer.
    """

    def __init__(
        self, app: ASGIApp, *, user: tuple[str, str] | None, read_only: bool, local: bool
    ) -> None:
        self._app = app
        self._expected = b64encode(":".join(user).encode()) if user else None
        self._read_only = read_only
        self._local = local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        refused = self._refused(scope) if scope["type"] == "http" else None
        await (refused or self._app)(scope, receive, with_policy)

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse("asked for by the page of another site", 403)
        if self._local and urlsplit(f"//{host}").hostname not in LOCAL:
            return PlainTextResponse("this is not a name of this machine", 403)
        if self._expected and not self._knows(headers.get("authorization", ""), self._expected):
            asking = {"WWW-Authenticate": 'Basic realm="Verbatim", charset="UTF-8"'}
            return PlainTextResponse("a name and a password are asked for", 401, asking)
        if self._read_only and scope["path"].startswith(UPLOAD):
            return PlainTextResponse("this library is only read", 403)
        return None

    @staticmethod
    def _knows(authorization: str, expected: bytes) -> bool:
        """Tell whether the header of a request has the name and the password."""
        scheme, _, given = authorization.partition(" ")
        return scheme.lower() == "basic" and compare_digest(given.strip().encode(), expected)


def build_app(
    collection: Collection,
    *,
    read_only: bool = False,
    user: tuple[str, str] | None = None,
    local: bool = False,
) -> FastAPI:
    """Return the web application.

    user: the name and password that it asks for. local: it answers only under names of this
    machine.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard, user=user, read_only=read_only, local=local)
    app.mount("/fonts", StaticFiles(directory=FOLDER / "fonts"))
    gr.mount_gradio_app(
        app,
        build_page(collection, read_only=read_only),
        path="/",
        head=head(),
        theme=gr.themes.Base(),
        footer_links=[],
        run_history=False,
        show_error=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        ssr_mode=False,
        max_file_size=MAX_BYTES * COLLECTION_ARTICLES,
    )
    return app


def web_server(app: FastAPI) -> uvicorn.Server:
    """Return a server that stops when it is told to, whatever browsers still hold open."""
    # Gradio prints what goes wrong; uvicorn would add a traceback for each browser left behind.
    return uvicorn.Server(
        uvicorn.Config(app, log_level="critical", ws="none", timeout_graceful_shutdown=1)
    )


def serve(
    library: Library,
    listener: socket.socket,
    *,
    reader: str | None = None,
    read_only: bool = False,
    user: tuple[str, str] | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve the page on a socket that listens, until the process is told to stop."""
    collection = Collection(library, reader=reader)
    collection.warm_up()
    # Whoever rebinds a name of theirs to this machine has no password either.
    local = user is None and ipaddress.ip_address(listener.getsockname()[0]).is_loopback
    # Gradio's own place for uploads is shared by everybody on the machine.
    with tempfile.TemporaryDirectory(prefix="verbatim-") as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        app = build_app(collection, read_only=read_only, user=user, local=local)
        ready()
        with suppress(KeyboardInterrupt):  # how it is told to stop
            web_server(app).run(sockets=[listener])
