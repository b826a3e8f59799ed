"""The made-up savings in two editions of a plan, with totals that hold and some that do not; and what things cost."""

from data.synthetic.plans import tie
from data.synthetic.words import CHANGE, DIVISIONS, HOUSING, POSTS, Row, ref

ENDED, RUNNING = "council-plan-2023", "council-plan-2024"
YEARS = ("2024/25", "2025/26", "2026/27")
BOARDS = ("homes-board", "moving-board", "health-board")
LINES = ("Fewer agency staff", "Joint procurement", "Inflation held back", "Street lighting", "Shared offices",
         "Online forms", "Fleet renewal", "Care packages reviewed", "Energy in buildings", "Print and post",
         "School transport", "Debt collected earlier")  # fmt: skip


def savings() -> dict[str, list[Row]]:
    """Two editions of a savings table, the later held against its target, with claims about it in the text."""
    line: list[Row] = []
    amount: list[Row] = []

    def add(
        plan: str, table: str, n: int, title: str, kind: str, figures: dict[str, tuple[str, float]], **more: object
    ) -> str:
        key = f"{plan}-{table}-l{n:02}"
        where = ref(plan, "text" if kind == "claim" else table, n)
        line.append({"line_id": key, "plan_id": plan, "table_id": "text" if kind == "claim" else f"{plan}-{table}",
                     "row_number": n, "title": title, "line_kind": kind, "source_ref": where, **more})  # fmt: skip
        amount.extend({"line_id": key, "period": period, "measure": measure, "amount_gbp_000": value,
                       "printed": f"{value:,.0f}", "value_status": "stated", "source_ref": where}
                      for period, (measure, value) in figures.items())  # fmt: skip
        return key

    for plan in (ENDED, RUNNING):
        later = plan == RUNNING
        sums = {year: [0.0] * len(BOARDS) for year in YEARS}
        for n, title in enumerate(LINES, 1):
            if later and n == 10:
                continue  # a line that the later edition does not have
            board = (n - 1) // 4
            each = {year: 100.0 * n + 20 * place * (n % 3) for place, year in enumerate(YEARS)}
            if n == 6:
                each["2026/27"] = 300  # not ongoing
            if later and n in (2, 5):
                each = {year: value * (1.2 if n == 2 else 0.5) for year, value in each.items()}
            for year, value in each.items():
                sums[year][board] += value
            add(plan, "savings", n, title, "line", {y: ("plan", v) for y, v in each.items()}, board_id=BOARDS[board],
                department=DIVISIONS[board], division=DIVISIONS[n % len(DIVISIONS)], section="Savings",
                parent_line_id=f"{plan}-savings-l{20 + board:02}", officer=POSTS[n % len(POSTS)],
                refers_to=f"{ENDED}-savings-l{n:02}" if later else "",
                cashable={0: "", 1: "true", 2: "false"}[n % 3])  # fmt: skip
        if later:
            new = dict(zip(YEARS, (250.0, 260.0, 270.0), strict=True))
            for year, value in new.items():
                sums[year][2] += value
            add(plan, "savings", 13, "Advertising on bins", "line", {y: ("plan", v) for y, v in new.items()},
                board_id=BOARDS[2], department=DIVISIONS[2], division=DIVISIONS[5], section="Savings", cashable="true",
                parent_line_id=f"{plan}-savings-l22", officer=POSTS[1])  # fmt: skip
        for n, name in enumerate(BOARDS):
            wrong = 400.0 if later and n == 1 else 1.0 if later and n == 2 else 0.0  # a line left out; rounding
            add(plan, "savings", 20 + n, f"Sub-total, {name.replace('-', ' ')}", "subtotal",
                {y: ("plan", sums[y][n] - (wrong if y == "2025/26" else 0)) for y in YEARS},
                parent_line_id=f"{plan}-savings-l30")  # fmt: skip
        printed = {y: sum(sums[y]) - (401.0 if later and y == "2025/26" else 0) for y in YEARS}
        total = add(plan, "savings", 30, "Total savings", "total", {y: ("plan", printed[y]) for y in YEARS})
        if later:
            add(plan, "target", 1, "Asked of services", "line", {y: ("target", v * 1.06) for y, v in printed.items()},
                parent_line_id=f"{plan}-target-l02")  # fmt: skip
            add(plan, "target", 2, "Target", "total", {y: ("target", v * 1.06) for y, v in printed.items()})
            add(plan, "claims", 40, "Savings named in the foreword", "claim",
                {"2025/26": ("plan", printed["2025/26"] + 90)}, refers_to=total)  # fmt: skip
            gross(add, plan)
    return {"efficiency_line": line, "efficiency_amount": amount}


def gross(add, plan: str) -> None:  # type: ignore[no-untyped-def]
    """A programme's table that takes a deduction off at its end, and a line of another table from before it."""
    figures = {"2025/26": ("plan", 800.0)}
    add(plan, "programme", 50, "Digital first", "line", figures, section="Programme", cashable="true",
        parent_line_id=f"{plan}-programme-l52", officer=POSTS[9])  # fmt: skip
    add(plan, "programme", 51, "Less cost of the programme", "line", {"2025/26": ("plan", -150.0)}, section="Programme",
        parent_line_id=f"{plan}-programme-l52")  # fmt: skip
    add(plan, "programme", 52, "Programme, net", "subtotal", {"2025/26": ("plan", 650.0)})
    add(plan, "summary", 60, "Digital first, as summed up", "line", figures, section="Summary",
        refers_to=f"{plan}-programme-l50")  # fmt: skip


def links(dated: dict[str, list[Row]]) -> list[Row]:
    """Which savings wait for which milestones, and what stands in the programme's plan."""
    ahead = [
        row["milestone_id"]
        for row in dated["milestone"]
        if row["plan_id"] == RUNNING and row["due_precision"] == "day" and str(row["due_on"]) > "2025-04"
    ]
    lines = [n for n in range(1, 13) if n != 10]
    return [tie("efficiency_line", f"{RUNNING}-savings-l{n:02}", "depends_on", "milestone", key)
            for n, key in zip(lines, ahead[:8], strict=False)]  # fmt: skip


def costs() -> list[Row]:
    """What the programme takes in posts and money, and what housing costs: totals that hold, one not."""
    made: list[Row] = []

    def add(plan: str, table: str, n: int, title: str, kind: str, measure: str, value: float, **more: object) -> None:
        worth = {"amount_gbp": value} if measure == "cost" else {"quantity": value}
        made.append({"line_id": f"{table}-l{n:02}", "plan_id": plan, "table_id": table, "row_number": n, "title": title,
                     "line_kind": kind, "period": "2024/25", "measure": measure, "recurrence": "annual",
                     "printed": f"{value:,.0f}", "value_status": "stated", "source_ref": ref(plan, table, n), **worth,
                     **more})  # fmt: skip

    for n, (title, posts, change, cost) in enumerate((("Advisers", 12, 3, 96000), ("Managers", 5, -1, -52000)), 1):
        for measure, value in (("staffing_now", posts), ("staffing_change", change), ("cost", cost)):
            add(CHANGE, "structure", n, title, "line", measure, value, parent_line_id="structure-l03")
    add(CHANGE, "structure", 3, "Total", "total", "cost", 45000)  # a thousand too much
    for n, (title, value) in enumerate((("New telephone system", 310000), ("Training", 40000)), 10):
        add(CHANGE, "programme-costs", n, title, "claim", "cost", value, recurrence="one_off")
        add(CHANGE, "programme-costs", n, title, "claim", "posts", n - 8, recurrence="one_off")
    for year, off in (("2023/24", 0), ("2024/25", 500)):
        for n, (title, value) in enumerate((("Hostels", 410000), ("Advice", 220000), ("Outreach", 90000)), 1):
            add(HOUSING, "housing-costs", n, title, "line", "cost", value + off, period=year,
                parent_line_id="housing-costs-l04")  # fmt: skip
        add(HOUSING, "housing-costs", 4, "Total", "total", "cost", 720000 + off, period=year)
    return made
