"""A PostgreSQL of the tests' own, from the system's packages: on a free port of this machine, in a temporary folder."""

import contextlib
import itertools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from data.catalogue import EXTENSIONS, NotSetUp, extension

NOBODY = 65534  # PostgreSQL refuses to be run by root


@dataclass
class Server:
    """Where it listens; `database` makes another empty one, and gives libpq's words for it."""

    programs: Path
    port: int
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def database(self) -> str:
        name = f"lake_{next(self._numbers)}"
        self.sql("postgres", f"CREATE DATABASE {name}")
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={name}"

    def sql(self, database: str, *statements: str) -> None:
        command = [self.programs / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-q", "-X"]
        words = [word for statement in statements for word in ("-c", statement)]
        subprocess.run([*command, "-v", "ON_ERROR_STOP=1", "-d", database, *words], check=True, capture_output=True)

    def shut_out(self, database: str) -> None:
        """Let nobody into a database any more, and end whoever is in it."""
        end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"  # noqa: S608
        self.sql("postgres", f"ALTER DATABASE {database} ALLOW_CONNECTIONS false", end)

    def let_in(self, database: str) -> None:
        self.sql("postgres", f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")


def missing() -> str:
    """What is not there of what a lake needs; empty where all is."""
    try:
        for name in EXTENSIONS:
            extension(name)
    except NotSetUp as lacks:
        return str(lacks)
    return "" if _programs() else "PostgreSQL is not installed"


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextlib.contextmanager
def server() -> Iterator[Server]:
    programs = _programs()
    assert programs
    folder = Path(tempfile.mkdtemp(prefix="lake-catalogue-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    plain = {"cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C"}}
    if sys.platform != "win32" and os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        plain |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    begin = [programs / "initdb", "-D", folder / "db", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(begin, check=True, capture_output=True, **plain)  # type: ignore[call-overload]
    settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off"}
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    running = subprocess.Popen(
        [programs / "postgres", "-D", folder / "db", *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **plain,
    )  # fmt: skip
    try:
        ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        for _ in range(240):
            if running.poll() is not None or subprocess.run(ready, check=False).returncode == 0:
                break
            time.sleep(0.05)
        yield Server(programs, port)
    finally:
        running.send_signal(2)  # at once, whoever is still connected
        running.wait(30)
        shutil.rmtree(folder, ignore_errors=True)
