"""The README promises what is there: its commands exist, and every command is in it."""

import re
from pathlib import Path

from data.__main__ import app

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert set(re.findall(r"`python -m data ([\w-]+)", README)) == commands


def test_the_readme_can_be_read_in_a_minute() -> None:
    assert len(README.splitlines()) < 80


def test_the_first_two_blocks_serve_the_dashboard_and_run_the_tests() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert "streamlit run app.py" in blocks[0]
    assert "pytest" in blocks[1]
