"""The processes of compose.yaml without containers: the same commands and settings in other places."""

import http.client
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psycopg2

from script.lib import composition, ports, postgresql, programs, redis
from script.lib.asking import status_of
from script.lib.checkout import ROOT
from script.lib.process_tree import kill_all_of
from script.lib.refusals import Refused

HOST = "tracker.localhost"
SECONDS_TO_START = 120
SECONDS_TO_STOP = 30


@dataclass
class Process:
    """One process of a service, which can be started, stopped, killed and started again."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    is_up: Callable[[], bool]
    user: dict[str, object] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    running: "subprocess.Popen[bytes] | None" = None
    told_before: int = 0

    def start(self) -> None:
        """Start it; `wait` tells when it is up."""
        with self.log.open("ab") as told:
            self.told_before = told.tell()
            self.running = popen(self.command, self.environment, told, self.user)

    def wait(self) -> None:
        """Come back when it is up; refused with its last words when it does not come."""
        deadline = time.monotonic() + SECONDS_TO_START
        while not self.is_up():
            if self.has_ended() or time.monotonic() > deadline:
                raise Refused(f"{self.name} did not start: {self.log.read_text(errors='replace')[-3000:]}")
            time.sleep(0.1)

    def says(self, words: str) -> bool:
        """Whether it has written these words since it was last started."""
        with self.log.open("rb") as told:
            told.seek(self.told_before)
            return words.encode() in told.read()

    def has_ended(self) -> bool:
        """Whether it is not running."""
        return self.running is None or self.running.poll() is not None

    def kill(self) -> int:
        """`kill -9`, with all that it has started, as when a container is killed."""
        if self.running is None:
            return 0
        killed = kill_all_of(self.running.pid)
        self.running.wait()
        return killed

    def stop(self) -> int:
        """Ask it to end, and wait; its exit code."""
        if self.running is None:
            return 0
        if not self.has_ended():
            self.running.send_signal(self.stop_signal)
        try:
            return self.running.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL


def popen(
    command: list[str], environment: Mapping[str, str], told: IO[bytes], user: dict[str, object]
) -> "subprocess.Popen[bytes]":
    """A process in a session of its own."""
    return subprocess.Popen(  # type: ignore[call-overload]
        command,
        cwd="/" if user else ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=told,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        **user,
    )


class Site:
    """Every process of a server: PostgreSQL, Redis, web, workers and one scheduler."""

    def __init__(
        self, folder: Path, *, webs: int = 2, workers: int = 2, surroundings: Mapping[str, str] | None = None
    ) -> None:
        self.folder, self.workers, self.surroundings = folder, workers, surroundings or {}
        self.services = composition.services({**os.environ, "ALLOWED_HOSTS": HOST})
        self.ports = {name: ports.free_port() for name in ("postgresql", "redis")}
        self.web_ports = [ports.free_port() for _ in range(webs)]
        self.processes: dict[str, Process] = {}

    @property
    def addresses(self) -> list[str]:
        """Where each web process answers."""
        return [f"http://{ports.LOOPBACK}:{port}" for port in self.web_ports]

    @property
    def database_url(self) -> str:
        """The database, for whoever looks at it from outside of the site."""
        place = f"{ports.LOOPBACK}:{self.ports['postgresql']}"
        return f"postgres://tracker:{self.secret('database-password')}@{place}/tracker"

    @property
    def environment(self) -> dict[str, str]:
        """What the site's own processes are told."""
        told = {name: self.here(text) for name, text in self.services["web"].environment.items()}
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, "PYTHONUNBUFFERED": "1", **told, **self.surroundings}

    def here(self, text: str) -> str:
        """A text of compose.yaml with the places of containers made places of this machine."""
        for name, port in (("postgresql", 5432), ("redis", 6379)):
            text = text.replace(f"{name}:{port}", f"{ports.LOOPBACK}:{self.ports[name]}")
        text = text.replace("/run/secrets", str(self.folder / "secrets"))
        return text.replace("/data", str(self.folder / "data")) if text.startswith("/data") else text

    def secret(self, name: str) -> str:
        """One of the secrets that were made for this site."""
        return (self.folder / "secrets" / name).read_text(encoding="ascii").strip()

    def make_folders(self) -> None:
        """A folder of data for its owner alone, and new secrets."""
        for name in ("data", "queue", "secrets", "logs"):
            (self.folder / name).mkdir(mode=0o700)
        self.folder.chmod(0o711)  # PostgreSQL runs as another user where we are root
        for name, before in (
            ("secret-key", ""),
            ("database-password", ""),
            ("queue-password", "requirepass "),
        ):
            path = self.folder / "secrets" / name
            path.write_text(before + secrets.token_hex(40), encoding="ascii")
        (self.folder / "secrets" / "history-key").write_text(secrets.token_hex(32), encoding="ascii")

    def start(self) -> None:
        """Everything in the order of compose.yaml: servers, preparation, then the site's processes."""
        self.make_folders()
        self.add(self.postgresql())
        self.add(self.redis())
        self.wait()
        self.make_database()
        self.prepare()
        for number, port in enumerate(self.web_ports, 1):
            self.add(self.web(number, port))
        for number in range(1, self.workers + 1):
            self.add(self.worker(number))
        self.add(self.beat())
        self.wait()

    def add(self, process: Process) -> None:
        """Start one and keep it in mind."""
        self.processes[process.name] = process
        process.start()

    def wait(self) -> None:
        """Come back when each is up."""
        for process in self.processes.values():
            process.wait()

    def stop(self) -> dict[str, int]:
        """End everything, the servers last; the exit code of each."""
        return {name: process.stop() for name, process in reversed(self.processes.items())}

    def python(self, service: str) -> list[str]:
        """The command of one of the site's services, run by the Python that runs this."""
        program, *rest = map(self.here, self.services[service].command)
        module = [] if program == "python" else ["-m", program]
        return [
            sys.executable,
            *module,
            *(part.replace("=/data", f"={self.folder / 'data'}") for part in rest),
        ]

    def log(self, name: str) -> Path:
        """Where a process writes its log."""
        return self.folder / "logs" / f"{name}.log"

    def web(self, number: int, port: int) -> Process:
        """One web process."""
        places = {"--host=0.0.0.0": f"--host={ports.LOOPBACK}", "--port=8000": f"--port={port}"}
        command = [places.get(part, part) for part in self.python("web")]
        name = f"web-{number}"
        return Process(name, command, self.environment, self.log(name), lambda: answers(port, "/ready/"))

    def worker(self, number: int) -> Process:
        """One worker; it is up once it says so."""
        name = f"worker-{number}"
        command = [*self.python("worker"), f"--hostname={name}@%h"]
        worker = Process(name, command, self.environment, self.log(name), lambda: worker.says(" ready."))
        return worker

    def beat(self) -> Process:
        """The scheduler."""
        beat = Process(
            "beat",
            self.python("beat"),
            self.environment,
            self.log("beat"),
            lambda: beat.says("beat: Starting"),
        )
        return beat

    def postgresql(self) -> Process:
        """The database server, in a cluster made for it."""
        folder, user = self.folder / "database", programs.unprivileged_user()
        folder.mkdir()
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        binaries = postgresql.usable_binaries(folder, user)
        postgresql.make_cluster(binaries, folder, self.secret("database-password"), user)
        port = self.ports["postgresql"]
        command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
        command += [f"-clisten_addresses={ports.LOOPBACK}", "-cunix_socket_directories="]
        command += self.services["postgresql"].command[1:]
        return Process(
            "postgresql",
            command,
            {**os.environ, "LC_ALL": "C"},
            self.log("postgresql"),
            self.database_is_up,
            programs.as_user(user),
            signal.SIGINT,
        )

    def database_is_up(self) -> bool:
        """Whether PostgreSQL lets somebody in."""
        try:
            psycopg2.connect(self.database_url.rpartition("/")[0] + "/postgres", connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def make_database(self) -> None:
        """The empty database that the image of PostgreSQL makes by itself."""
        with_server = psycopg2.connect(self.database_url.rpartition("/")[0] + "/postgres")
        with_server.autocommit = True
        with_server.cursor().execute("CREATE DATABASE tracker")
        with_server.close()

    def redis(self) -> Process:
        """The queue."""
        program = programs.on_path("redis-server", "valkey-server") or redis.from_wheel()
        port = str(self.ports["redis"])
        places = {"/data": str(self.folder / "queue"), "6379": port}
        rest = [places.get(part, self.here(part)) for part in self.services["redis"].command[1:]]
        command = [str(program), *rest, "--bind", ports.LOOPBACK]
        up = lambda: ports.something_listens(ports.LOOPBACK, int(port))  # noqa: E731
        return Process("redis", command, dict(os.environ), self.log("redis"), up)

    def prepare(self) -> None:
        """Migrations, the report's data, the index of the search and static files."""
        self.run(*self.python("prepare")[1:])

    def run(self, *arguments: str) -> str:
        """What a program of the site prints, under the site's own settings."""
        return programs.run_or_refuse(
            [sys.executable, *arguments], arguments[0], cwd=ROOT, env=self.environment
        )


def answers(port: int, path: str) -> bool:
    """Whether a web process answers there with 200."""
    return status_of(f"http://{ports.LOOPBACK}:{port}{path}", HOST) == http.client.OK


@contextmanager
def running(
    folder: Path, *, webs: int = 2, workers: int = 2, surroundings: Mapping[str, str] | None = None
) -> Iterator[Site]:
    """A site that runs until the end of the block; nothing of it is left afterwards."""
    site = Site(folder, webs=webs, workers=workers, surroundings=surroundings)
    try:
        site.start()
        yield site
    finally:
        site.stop()
        shutil.rmtree(folder / "secrets", ignore_errors=True)
