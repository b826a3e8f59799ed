"""Ask whether a known weakness is published of any package the dashboard needs: `python -m tests.dependency_audit`.

Status 1 where there is one; 2, and plain words, where it could not be asked of every package: that is not the same as
none. pip-audit asks the Python Package Index's advisories.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SECONDS = 120


def main() -> int:
    asked = [sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / "requirements.txt"), "--no-deps",
             "--disable-pip", "--progress-spinner", "off", "--timeout", "10", "--format", "json"]  # fmt: skip
    try:
        told = subprocess.run(asked, capture_output=True, text=True, timeout=SECONDS, check=False)
        answer = json.loads(told.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        answer = {"dependencies": []}
    status, lines = verdict(answer, pinned((ROOT / "requirements.txt").read_text(encoding="utf-8")))
    sys.stdout.write("\n".join(["", *lines, ""]))
    return status


def pinned(text: str) -> set[str]:
    """The packages of a file of requirements."""
    named = (line.split("==")[0].split("[")[0].strip() for line in text.splitlines() if "==" in line)
    return {name.lower().replace("_", "-") for name in named}


def verdict(answer: Mapping[str, Any], wanted: set[str]) -> tuple[int, list[str]]:
    """What pip-audit's answer comes to: the status, and what to say."""
    known = [of for of in answer.get("dependencies", []) if "skip_reason" not in of]
    weak = [of for of in known if of.get("vulns")]
    lines = [
        f"DEPENDENCY AUDIT: {of['name']} {of['version']} has {one['id']}; mended in {one.get('fix_versions')}."
        for of in weak
        for one in of["vulns"]
    ]
    unasked = wanted - {of["name"].lower().replace("_", "-") for of in known}
    if unasked:
        lines.append(
            f"DEPENDENCY AUDIT: COULD NOT ASK about {len(unasked)} of {len(wanted)} packages: the advisories of the "
            "package index cannot be reached from here. Nothing is known of them; ask from elsewhere."
        )
    if not lines:
        lines = [f"DEPENDENCY AUDIT: no weakness is published of any of {len(wanted)} packages."]
    return (1 if weak else 2 if unasked else 0), lines


if __name__ == "__main__":
    sys.exit(main())
