"""The dashboard run as `deploy/` says: one replica by the systemd unit's own command, one by the container file's, and
nginx before them by the configuration that ships, but for its ports and a certificate made here.
"""

import contextlib
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from data import places
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
MAIN = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass
class Running:
    """What runs: `address` through nginx, and each replica by its port."""

    address: str
    home: Path
    folder: Path
    under: str
    processes: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def replica(self, port: int) -> str:
        return f"http://127.0.0.1:{port}{self.under}"

    def told(self, port: int) -> list[str]:
        """The lines a replica has logged."""
        return (self.folder / f"{port}.log").read_text(encoding="utf-8").splitlines()

    def memory(self) -> float:
        """Resident memory of all replicas in MB; nan where there is no /proc."""
        try:
            read = [Path(f"/proc/{p.pid}/status").read_text(encoding="ascii") for p in self.processes.values()]
        except OSError:
            return float("nan")
        return sum(int(status.split("VmRSS:")[1].split()[0]) for status in read) / 1024

    def processor(self) -> float:
        """Seconds of a processor all replicas have used; nan where there is no /proc."""
        try:
            read = [Path(f"/proc/{p.pid}/stat").read_text(encoding="ascii") for p in self.processes.values()]
        except OSError:
            return float("nan")
        ticks = [sum(map(int, stat.rpartition(")")[2].split()[11:13])) for stat in read]
        return sum(ticks) / os.sysconf("SC_CLK_TCK")


def unit() -> dict[str, list[str]]:
    """The settings of the systemd unit, each with its values."""
    lines = (DEPLOY / "council-dashboard@.service").read_text(encoding="utf-8").splitlines()
    settings: dict[str, list[str]] = {}
    for line in lines:
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            settings.setdefault(name, []).append(value)
    return settings


def unit_command(port: int) -> list[str]:
    return _here(shlex.split(unit()["ExecStart"][0].replace("%i", str(port))))


def unit_environment() -> dict[str, str]:
    return dict(setting.split("=", 1) for setting in unit()["Environment"])


def container() -> list[tuple[str, str]]:
    """The steps of the container file: the word and what follows."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def container_command(port: int) -> list[str]:
    command = next(json.loads(rest) for word, rest in container() if word == "CMD")
    given = {"8501": str(port), "0.0.0.0": "127.0.0.1"}  # noqa: S104 (turned into this machine alone)
    return _here([given.get(word, word) for word in command])


def container_environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for word, rest in container() if word == "ENV" for pair in rest.split())


def copied(folder: Path) -> Path:
    """A folder that holds what the container file copies, and nothing else."""
    folder.mkdir()
    for word, rest in container():
        if word == "COPY":
            source, target = rest.split()
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, folder / target)
    return folder


def _here(command: list[str]) -> list[str]:
    """The command with this Python in the place of the installed one."""
    assert command[0].endswith(".venv/bin/python")
    return [sys.executable, *command[1:]]


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def site(folder: Path, ports: dict[str, int], under: str = "") -> str:
    """The configuration that ships, on these ports, with a certificate made here."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    if not certificate.exists():
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )  # fmt: skip
    changes = [
        (r"(?<!\d)8501(?!\d)", str(ports["8501"])), (r"(?<!\d)8502(?!\d)", str(ports["8502"])),
        (r"listen 443 ", f"listen 127.0.0.1:{ports['443']} "), (r"listen 80;", f"listen 127.0.0.1:{ports['80']};"),
        (r"performance\.example\.gov\.uk", "127.0.0.1"),
        (r"/etc/ssl/certs/performance\.pem", str(certificate)), (r"/etc/ssl/private/performance\.key", str(key)),
    ]  # fmt: skip
    if under:  # as docs/running.md says
        changes.append((r"location / \{", f"location {under}/ {{"))
    for old, new in changes:
        text, count = re.subn(old, new, text)
        assert count, old
    return text


def start(running: Running, port: int, command: list[str], folder: Path, environment: dict[str, str]) -> None:
    settings = {**os.environ, **environment, places.HOME_SETTING: str(running.home)}
    settings["STREAMLIT_SERVER_BASE_URL_PATH"] = running.under.strip("/")
    with (running.folder / f"{port}.log").open("ab") as log:
        running.processes[port] = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, env=settings
        )


@contextlib.contextmanager
def run(home: Path, folder: Path, under: str = "") -> Iterator[Running]:
    """Two replicas on the store of `home`, ready, behind nginx."""
    first, second, secure, plain = free_ports(4)
    running = Running(f"https://127.0.0.1:{secure}{under}", home, folder, under)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    main = MAIN.format(folder=folder, user="user root;" if root else "")
    (folder / "nginx.conf").write_text(main, encoding="utf-8")
    ports = {"8501": first, "8502": second, "443": secure, "80": plain}
    (folder / "site.conf").write_text(site(folder, ports, under), encoding="utf-8")
    assert NGINX
    with (folder / "nginx.log").open("wb") as log:
        nginx = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"], stdout=log, stderr=log)
    try:
        start(running, first, unit_command(first), ROOT, unit_environment())
        start(running, second, container_command(second), copied(folder / "container"), container_environment())
        for port in running.processes:
            until_ready(running, port)
        yield running
    finally:
        for process in (nginx, *running.processes.values()):
            process.terminate()
        for process in (nginx, *running.processes.values()):
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def until_ready(running: Running, port: int) -> None:
    for _ in range(480):
        with contextlib.suppress(OSError):
            if fetch(f"{running.replica(port)}/ready")[0] == 200:
                return
        if running.processes[port].poll() is not None:
            break
        time.sleep(0.25)
    raise RuntimeError("A replica did not get ready:\n" + "\n".join(running.told(port)[-20:]))


def fetch(url: str) -> tuple[int, bytes]:
    """The status and body of an answer on loopback. Raises OSError where there is none."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read()
