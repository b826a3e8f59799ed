"""What pages keep in memory is not walked by every garbage collection, and what is dead of it does not stay."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from components import upkeep


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    gc.unfreeze()
    gc.collect()
    yield
    gc.unfreeze()


class Thing:
    def __init__(self) -> None:
        self.itself = self


def test_what_has_grown_is_left_out_of_later_collections_and_what_has_not_is_not_worth_it() -> None:
    upkeep.look_through()
    few = gc.get_freeze_count()
    little = [[number] for number in range(upkeep.GROWN // 10)]
    gc.collect()
    upkeep.set_aside()
    # Other threads may let go of what was set aside meanwhile, so the count may fall, but not rise by what is kept.
    assert gc.get_freeze_count() < few + len(little) // 2
    kept = [[number] for number in range(2 * upkeep.GROWN)]
    gc.collect()  # as Streamlit does after each run
    upkeep.set_aside()
    assert gc.get_freeze_count() > few + len(kept)
    assert len(gc.get_objects(2)) < upkeep.GROWN


def test_what_died_after_it_was_set_aside_is_found_when_all_is_looked_through() -> None:
    thing = Thing()
    gone = weakref.ref(thing)
    gc.freeze()
    del thing
    gc.collect()
    assert gone() is not None
    upkeep.look_through()
    assert gone() is None
