"""Where things are: the datasets that ship, and the folder a setting names for everything that changes."""

import os
from pathlib import Path

import platformdirs

SHIPPED_FOLDER = Path(__file__).parent
HOME_SETTING = "COUNCIL_DASHBOARD_HOME"
LAKE_SETTING = "COUNCIL_DASHBOARD_LAKE"


def state_folder() -> Path:
    """The folder the setting names, or this user's own data folder; never inside the source tree."""
    named = os.environ.get(HOME_SETTING)
    return Path(named).expanduser() if named else platformdirs.user_data_path("council-dashboard", appauthor=False)


def lake_setting() -> str:
    """What the setting says of a lake, to be kept in instead of files; empty where there is none."""
    return os.environ.get(LAKE_SETTING, "").strip()
