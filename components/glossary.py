"""What the abbreviations and terms of the papers, and of judging figures, mean: in our own words, for every page."""

from html import escape

WORDS = {
    "Basis": "How a figure was counted: over a year or rolling, as published or restated, in a table or in the text.",
    "Baseline": "The figure from which a plan starts, and against which it measures what moved.",
    "CAA": "Comprehensive Area Assessment: the inspectorates' yearly judgement of how an area is served, from 2009.",
    "Cashable": "Of a saving: it releases money that can be spent elsewhere, rather than doing more for the same.",
    "CDB": "Corporate Directors Board: the council's senior directors together.",
    "CPM": "Corporate Plan measure: an indicator the council's Corporate Plan reports on.",
    "DMT": "Divisional management team: the managers who run one division.",
    "DRS": "Departmental Revenue Strategy: what a department plans to save and to spend.",
    "HOS": "Housing Options Service: where people at risk of losing their home get advice and help.",
    "LAA": "Local Area Agreement: targets the council and its partners agreed with the Government.",
    "Managed vacancy factor": "A saving counted on because posts stand empty for a while between two people.",
    "Median": "The middle figure when all are put in order; one extreme council does not move it.",
    "Milestone": "Something a plan says will be done or begun by a date.",
    "NI": "National Indicator: one of the numbered measures every council reported from 2008 to 2011, as in NI 156.",
    "ODI": "Organisational Development and Improvement: a yearly plan to work better and spend less.",
    "OSMB": "Overview and Scrutiny Management Board: councillors who check what Cabinet decides.",
    "PBB": "Priority based budgeting: money is put where the priorities are, not where it went last year.",
    "PCT": "Primary Care Trust: the local body of the health service until 2013.",
    "Polarity": "Whether a higher or a lower figure is better.",
    "Priority Board": "Leads one priority of the vision across the council and its partners.",
    "Quartile": "A quarter of those compared; the first holds those that do best.",
    "RAG": "Red, amber, green. Here a word and a shape say it: off target, within tolerance, met.",
    "Reporting date": "The day as at which everything on screen is judged; not today unless today is chosen.",
    "Restated": "Published again with another figure than the first time.",
    "RSL": "Registered social landlord: a housing association.",
    "Slippage": "How much later something is due now than it was first promised.",
    "SMB": "Strategic Management Board: the directors who steer the council.",
    "SPC, XmR": "Statistical process control: limits drawn from a series itself tell a real change from its usual ups "
    "and downs. XmR is the chart of single values and of their moves.",
    "SRO": "Senior Responsible Officer: the one person who answers for a programme.",
    "TBS": "To be set: the paper prints this in place of a target.",
    "Tolerance": "How far short of its target a figure may fall and still count as within tolerance.",
    "VFM": "Value for money: what is got for what is spent.",
}
# What only the papers the dashboard ships with call so.
OF_THE_PAPERS = {"CAA", "CDB", "CPM", "DRS", "HOS", "LAA", "ODI", "OSMB", "PBB", "PCT"}
# Heads of columns too short to explain themselves.
HEADS = {
    "Better if": "Whether a higher or a lower figure is better",
    "Code": f"NI: {WORDS['NI']}",
    "In": f"LAA: {WORDS['LAA']} CPM: {WORDS['CPM']}",
    "Obj.": "The plan's objective the measure belongs to",
    "SRO": WORDS["SRO"],
}


def head(name: str) -> str:
    """The head of a column as HTML, explained where it stands when `HEADS` has it."""
    said = HEADS.get(name)
    return f'<abbr title="{escape(said)}">{escape(name)}</abbr>' if said else escape(name)


def entries() -> list[tuple[str, str, bool]]:
    """Each word, what it means, and whether only the papers the dashboard ships with use it."""
    return [(word, says, word in OF_THE_PAPERS) for word, says in WORDS.items()]
