"""The made-up staff surveys: two years, five factors, divisions and roles, one group too small to show, two claims."""

from data.synthetic.plans import tie
from data.synthetic.words import COUNCIL, DIVISIONS, SURVEYED, Row, ref

FACTORS = ("leadership", "my-manager", "my-team", "wellbeing", "fair-deal")
YEARS = (("staff-2023", "Staff survey, November 2023", "2023-11-30"), ("staff-2024", "Staff survey, November 2024",
                                                                      "2024-11-30"))  # fmt: skip
PEERS, BASIS = "councils of this size (made up)", "all who answered"


def survey() -> dict[str, list[Row]]:
    """Two surveys with their responses, factors and scores."""
    taken: list[Row] = []
    response: list[Row] = []
    score: list[Row] = []
    for year, (key, title, day) in enumerate(YEARS):
        taken.append({"survey_id": key, "title": f"{title} (made up)", "taken_on": day, "provider": "Example Surveys",
                      "source_ref": ref(SURVEYED, key, 1)})  # fmt: skip
        response += _responses(key, year)
        score += _scores(key, year)
    factor: list[Row] = [
        {"factor": name, "survey_id": YEARS[0][0], "title": name.replace("-", " ").capitalize(), "named_by": "report",
         "source_ref": ref(SURVEYED, "factors", n)}
        for n, name in enumerate(FACTORS, 1)
    ]  # fmt: skip
    return {"survey": taken, "survey_factor": factor, "survey_response": response, "survey_score": score}


def remarks() -> list[Row]:
    """What was promised after the later survey."""
    promised = (("leadership", "Leaders visit every depot"), ("wellbeing", "A helpline for all staff"),
                ("fair-deal", "Pay bands published"))  # fmt: skip
    return [{"commentary_id": f"survey-action-{name}", "subject_kind": "survey_section", "subject_id": name,
             "as_at": "2024-12-10", "author_role": "Head of People", "text": f"{name} scored low.", "action": action,
             "owner": "Head of People", "due_text": "June 2025", "due_on": "2025-06-30",
             "source_ref": ref(SURVEYED, "actions", n)} for n, (name, action) in enumerate(promised, 1)]  # fmt: skip


def links() -> list[Row]:
    """Which factor each promised action answers; one answers none."""
    return [tie("commentary", f"survey-action-{name}", "answers", "survey_factor", name)
            for name in ("leadership", "wellbeing")]  # fmt: skip


def _responses(key: str, year: int) -> list[Row]:
    asked = (("electronic", 2000, 1040 + 60 * year), ("paper", 500, 110), ("total", 2500, 1150 + 60 * year))
    rows: list[Row] = []
    for n, (mode, sent, done) in enumerate(asked, 1):
        rate = round(100 * done / sent + (2 if mode == "paper" and year else 0), 1)  # one misprinted
        rows.append({"survey_id": key, "mode": mode, "sent": sent, "completed": done, "printed_rate": f"{rate}%",
                     "rate_pct": rate, "source_ref": ref(SURVEYED, key, n)})  # fmt: skip
    return [*rows, {"survey_id": key, "mode": "comparator", "printed_rate": "51%", "rate_pct": 51,
                    "source_ref": ref(SURVEYED, key, 4)}]  # fmt: skip


def _scores(key: str, year: int) -> list[Row]:
    rows: list[Row] = []

    def add(
        kind: str, name: str, factor: str, measure: str, value: float | None, printed: str = "", **more: object
    ) -> None:
        rows.append({"survey_id": key, "group_kind": kind, "group_name": name, "factor": factor, "measure": measure,
                     "value": "" if value is None else value, "printed": printed or f"{value:g}",
                     "value_status": "stated" if value is not None else "words_only",
                     "source_ref": ref(SURVEYED, key, len(rows) + 10), **more})  # fmt: skip

    add("council", COUNCIL, "overall", "index", 612.4 + 21 * year, scale_max=1000)
    add("accreditation", "one to watch (made up)", "overall", "threshold", 620, scale_max=1000)
    add("accreditation", "first class (made up)", "overall", "threshold", 660, scale_max=1000)
    add("comparator", "Neutral score", "overall", "threshold", 4, scale_min=1, scale_max=7)
    for n, factor in enumerate(FACTORS):
        add(
            "council",
            COUNCIL,
            factor,
            "score",
            round(3.6 + 0.25 * n + 0.12 * year * (-1) ** n, 2),
            scale_min=1,
            scale_max=7,
        )
        add("comparator", PEERS, factor, "score", round(3.9 + 0.1 * n, 2), scale_min=1, scale_max=7, comparator=PEERS)
    for factor in ("leadership", "wellbeing"):
        add("council", COUNCIL, factor, "rank", None, "the lowest of all factors")
    for n, division in enumerate(DIVISIONS):
        size = 6 if n == 7 else 60 + 11 * n  # one is too small to show
        add("division", division, "leadership", "difference_pct", -12 + 4 * n + year, basis=BASIS, n=size)
        add("division", division, "overall", "engagement_pct", 48 + 4 * n - 2 * year, n=size)
    add("department", "Places", "leadership", "difference_pct", 3, basis=BASIS, n=240)
    add("role", "Managers", "fair-deal", "difference_pct", -9, basis=BASIS, n=80)
    add("role", "Frontline", "fair-deal", "difference_pct", None, "lower than others", basis=BASIS, n=400)
    return rows
