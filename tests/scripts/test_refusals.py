"""script/serve says in one sentence what is missing, before it has changed anything."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from script.lib import environments, ports, programs
from script.lib.refusals import Refused

ROOT = Path(__file__).resolve().parents[2]


def serve(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs script/serve, which is expected to give up."""
    return subprocess.run(
        [ROOT / "script" / "serve", *arguments],
        env={**os.environ, "PYTHON": sys.executable, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as listener:
        listener.bind((ports.LOOPBACK, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_named_with_the_way_out(taken_port: int) -> None:
    refused = serve("--port", str(taken_port))

    assert refused.returncode == 1
    assert refused.stderr == f"Port {taken_port} is taken by another program: choose another with --port.\n"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "８０００", ""])
def test_what_is_no_port_is_refused(port: str) -> None:
    refused = serve(f"--port={port}")

    assert refused.returncode == 2
    assert "is not a port" in refused.stderr


def test_an_address_of_another_machine_is_refused() -> None:
    refused = serve("--host", "192.0.2.1")

    assert refused.returncode == 1
    assert "--host" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = serve("--port", str(ports.free_port()), TRACKER_DATA=str(tmp_path / "file" / "data"))

    assert refused.returncode == 1
    assert "TRACKER_DATA" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_python_that_does_not_run_is_refused() -> None:
    refused = serve(PYTHON="/nowhere/python3")

    assert refused.returncode == 1
    assert "3.11" in refused.stderr


def test_a_machine_without_python_is_told_what_to_install(tmp_path: Path) -> None:
    for name in ("sh", "dirname"):
        (tmp_path / name).symlink_to(
            next(Path(folder, name) for folder in ("/bin", "/usr/bin") if Path(folder, name).exists())
        )
    refused = serve(PYTHON="", PATH=str(tmp_path))

    assert refused.returncode == 1
    assert refused.stderr.startswith("Python 3.11 or newer was not found")


def test_a_python_without_its_venv_module_is_told_which_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)

    with pytest.raises(Refused, match="apt-get install python3"):
        environments.make(tmp_path / "environment")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("NewConnectionError: Failed to establish a new connection", "check the network"),
        ("WARNING: x\nERROR: hashes are required\n", "hashes are required"),
    ],
)
def test_a_failed_installation_is_explained(monkeypatch: pytest.MonkeyPatch, said: str, told: str) -> None:
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr=said)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)

    with pytest.raises(Refused, match=told):
        environments.pip("python", "something")


def test_a_server_that_stops_at_once_is_a_refusal_with_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('no memory'); raise SystemExit(1)"]

    with (
        pytest.raises(Refused, match="no memory"),
        programs.running(command, tmp_path / "log", ready="never said"),
    ):
        pytest.fail("it was taken for ready")


def test_hidden_means_that_nothing_of_the_system_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACKER_HIDE_SYSTEM_SERVERS", raising=False)
    assert programs.on_path("sh")
    assert programs.in_folders("/bin/sh")

    monkeypatch.setenv("TRACKER_HIDE_SYSTEM_SERVERS", "1")
    assert programs.on_path("sh") is None
    assert programs.in_folders("/bin/sh") == []
