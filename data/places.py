"""Where things are: the council's datasets, and the folder that everything that changes is kept in."""

import os
from pathlib import Path

import platformdirs

SHIPPED_FOLDER = Path(__file__).parent
HOME_SETTING = "COUNCIL_DASHBOARD_HOME"
DATASETS_SETTING = "COUNCIL_DASHBOARD_DATASETS"
LAKE_SETTING = "COUNCIL_DASHBOARD_LAKE"


def datasets_folder() -> Path:
    """The folder of CSVs a store begins from: the one the setting names, or the one that ships."""
    named = os.environ.get(DATASETS_SETTING)
    return Path(named).expanduser() if named else SHIPPED_FOLDER


def state_folder() -> Path:
    """The folder the setting names, else `store` beside a council's own datasets, else this user's own data folder.

    Never inside the source tree.
    """
    if named := os.environ.get(HOME_SETTING):
        return Path(named).expanduser()
    if os.environ.get(DATASETS_SETTING):
        return datasets_folder() / "store"
    return platformdirs.user_data_path("council-dashboard", appauthor=False)


def lake_setting() -> str:
    """What the setting says of a lake, to be kept in instead of files; empty where there is none."""
    return os.environ.get(LAKE_SETTING, "").strip()
