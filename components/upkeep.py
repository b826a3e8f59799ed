"""Keeps what stays in memory out of garbage collections: Streamlit makes a whole one after every run of every reader.

What pages keep for a version (`parts.kept`, the rows of queries) would be walked each time: 50 ms of every run, and of
every look for newer data, once a few pages had been opened. Set aside as it grows, a collection takes 5.
"""

import asyncio
import gc
import time

SECONDS = 5  # between two looks at what has grown
GROWN = 10_000  # objects that have outlived two collections
AFRESH = 600  # seconds after which what was set aside is looked through too, lest dead circles of objects stay for ever


async def go_on() -> None:
    """Do it until cancelled."""
    afresh = time.monotonic() + AFRESH
    while True:
        await asyncio.sleep(SECONDS)
        if time.monotonic() > afresh:
            look_through()
            afresh = time.monotonic() + AFRESH
        else:
            set_aside()


def set_aside() -> None:
    """Leave everything that is there out of later collections, if it has grown to be worth it."""
    if len(gc.get_objects(2)) > GROWN:
        gc.freeze()


def look_through() -> None:
    """Collect what is dead among all there is, and set the rest aside."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
