"""Search: whatever bears the words, of every kind, each leading to where it is seen."""

import streamlit as st

from components import filters, parts, pieces, search, toolbar
from queries import search as asked
from queries import sources

snapshot, chosen = st.session_state.snapshot, st.session_state.chosen
words = toolbar.words_sought()
parts.line("Everything that bears all the words, in any order and whatever the filters: by title, code or owner.")
if words:
    rows, printed = asked.search(snapshot, chosen.reporting_date, words), sources.evidence_found(snapshot, words=words)
    parts.title(search.told(rows, words))
    if rows.empty and not printed:
        parts.empty("Nothing found.", "Try fewer words, or a code as printed, for example NI 156.")
    if not rows.empty:
        pieces.draw(search.results(rows, filters.in_address(*filters.FILTERS)))
    if printed:
        pieces.draw(search.printed(printed, words, filters.in_address()))
else:
    parts.empty("Nothing asked.", "Type words or a code in the field above, for example rough sleeping or NI 156.")
