"""The steps of docs/tour.md, each done in a browser as it is told there; a picture is taken after each."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.walking import settle

Step = Callable[[Page, str], None]


def overview(page: Page, address: str) -> None:
    page.goto(address)
    settle(page)
    expect(page.get_by_role("heading", name="Off target, else furthest to go")).to_be_visible()


def evidence(page: Page, address: str) -> None:
    page.goto(address)
    settle(page)
    page.get_by_role("link", name="All still to go").click()
    expect(page.get_by_role("link", name="Back to the overview")).to_be_visible()
    settle(page)
    page.get_by_text("Evidence", exact=True).first.click()
    expect(page.get_by_text("Appendix B strategy section 5").first).to_be_visible()


def chart_and_table(page: Page, address: str) -> None:
    page.goto(f"{address}/homelessness")
    settle(page)
    expect(page.get_by_text("People sleeping rough (snapshot) rose from 5 to 11; the plan asks for")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    page.get_by_text("Table", exact=True).first.click()
    expect(page.get_by_role("region", name="People sleeping rough").get_by_role("row").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="People sleeping rough")).to_have_count(0)


def filtered(page: Page, address: str) -> None:
    page.goto(f"{address}/milestones")
    settle(page)
    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("combobox", name="Plan", exact=True).select_option("ODI Plan 2010/11")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Plan: ODI Plan 2010/11")).to_be_visible()
    settle(page)
    assert "plan=ODI" in page.url


def benchmarks(page: Page, address: str) -> None:
    page.goto(f"{address}/benchmarks")
    settle(page)
    expect(page.locator(".js-plotly-plot").first).to_be_visible()


def fault_named(page: Page, address: str) -> None:
    page.goto(f"{address}/upload?upload_what=Reference+lists&upload_of=Meeting")
    settle(page)
    rows = b"meeting_id,board_id,held_on,title,source_ref,quote,note\nspring,cabinet,31 June 2010,Cabinet,,,\n"
    page.locator("input[type=file]").set_input_files({"name": "meetings.csv", "mimeType": "text/csv", "buffer": rows})
    expect(page.get_by_text("31 June 2010").first).to_be_visible(timeout=60_000)
    settle(page)


# In the order of the tour; the name is the picture's.
STEPS: dict[str, Step] = {
    "1-overview": overview,
    "2-evidence": evidence,
    "3-chart-and-table": chart_and_table,
    "4-filtered-link": filtered,
    "5-benchmarks": benchmarks,
    "6-fault-named": fault_named,
}
