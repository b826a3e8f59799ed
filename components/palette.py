"""Colours by meaning, one set for light and one for dark; nothing else in the program names a colour."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    text: str
    muted: str
    line: str
    surface: str
    home: str  # the council's own figures
    target: str  # what was planned; never used for text
    other: str  # everybody else, and what has no verdict; never used for text
    good: str  # never used for text
    part: str  # neither one nor the other; never used for text
    concern: str

    def of_tone(self, tone: str) -> str:
        """The colour a status of this tone has in a bar."""
        return {"good": self.good, "part": self.part, "concern": self.concern, "wait": self.home}.get(tone, self.other)


LIGHT = Palette(
    text="#1B2733",
    muted="#55616D",
    line="#D5DBE1",
    surface="#FFFFFF",
    home="#12436D",
    target="#F46A25",
    other="#8795A2",
    good="#28A197",
    part="#A285D1",
    concern="#801650",
)
DARK = Palette(
    text="#E8EDF2",
    muted="#A7B3BF",
    line="#324150",
    surface="#0F1720",
    home="#8EC5F0",
    target="#FFA268",
    other="#5C6B7A",
    good="#5CD0C4",
    part="#C3ADEB",
    concern="#F09CC5",
)


def for_theme(theme: str | None) -> Palette:
    """The palette of a theme's name, "dark" or anything else for light."""
    return DARK if theme == "dark" else LIGHT
