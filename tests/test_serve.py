"""`qa serve`: what it refuses, what it warns of, and that it starts and stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess

import httpx
import pytest
from conftest import QA


@pytest.fixture
def served(monkeypatch):
    """Serve nothing, and record what would have been served."""
    calls: list[dict[str, object]] = []

    def serve(library, listener, **settings):
        calls.append({**settings, "address": listener.getsockname()[:2]})
        settings["ready"]()

    monkeypatch.setattr("ui.server.serve", serve)
    return calls


def test_it_serves_on_loopback_and_says_where(qa, served, hash_samples):
    result = qa("serve", "--library", hash_samples, "--port", 0)
    assert result.exit_code == 0
    host, port = served[0]["address"]
    assert host == "127.0.0.1"
    assert f"http://127.0.0.1:{port}" in result.stderr
    assert "warning" not in result.stderr
    assert served[0]["read_only"] is False
    assert served[0]["user"] is None


def test_binding_elsewhere_without_a_password_warns(qa, served, hash_samples, write):
    command = ("serve", "--library", hash_samples, "--port", 0, "--host", "0.0.0.0")
    assert "can read and change this library" in qa(*command).stderr
    assert "can read this library" in qa(*command, "--read-only").stderr
    secret = write("secret", "correct horse\nnot this\n")
    assert "warning" not in qa(*command, "--auth", f"ann:{secret}").stderr
    assert served[-1]["user"] == ("ann", "correct horse")


@pytest.mark.parametrize(
    ("auth", "code", "message"),
    [
        ("ann", 2, "--auth should be USER:PASSWORD-FILE, is now 'ann'"),
        (":file", 2, "--auth should be USER:PASSWORD-FILE, is now ':file'"),
        ("ann:missing", 1, "cannot read the password in missing"),
        ("ann:empty", 1, "has no password"),
    ],
)
def test_a_bad_password_file_is_one_clear_line(
    qa, served, hash_samples, write, monkeypatch, auth, code, message
):
    monkeypatch.chdir(write("empty", "\n").parent)
    result = qa("serve", "--library", hash_samples, "--port", 0, "--auth", auth)
    assert result.exit_code == code
    assert message in result.stderr
    assert not served


def test_a_taken_port_a_bad_host_and_a_missing_library_are_one_clear_line(
    qa, served, hash_samples, tmp_path
):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = qa("serve", "--library", hash_samples, "--port", port)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: cannot listen on 127.0.0.1 port {port} (")
    assert "name another with --host or --port" in result.stderr
    result = qa("serve", "--library", hash_samples, "--host", "192.0.2.1", "--port", 0)
    assert result.stderr.startswith("Error: cannot listen on 192.0.2.1")
    result = qa("serve", "--library", tmp_path / "none", "--port", 0)
    assert result.exit_code == 1
    assert "there is no library in" in result.stderr
    assert not served


def test_it_answers_and_stops_when_told_to(real_samples, first_machine):
    command = [QA, "serve", "--library", str(real_samples.path), "--port", "0", "--read-only"]
    env = {**os.environ, **first_machine}
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        line = process.stderr.readline()
        address = line.split()[3]
        page = httpx.get(address, timeout=30)
        assert page.status_code == 200
        assert "Verbatim" in page.text
        assert "default-src 'self'" in page.headers["content-security-policy"]
        assert httpx.get(f"{address}/fonts/source-serif-4-latin.woff2").status_code == 200
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(timeout=30) == 0
    assert "Traceback" not in rest
