"""The dashboard: its pages, and what stands on every one of them."""

import streamlit as st

from components import wording
from data import service
from data.findings import Refused

st.set_page_config(page_title="Council performance", page_icon="components/icon.png", layout="wide")
page = st.navigation(
    [
        st.Page("pages/homelessness.py", title="Homelessness", url_path="homelessness", default=True),
        st.Page("pages/sources.py", title="Sources", url_path="sources"),
    ],
    position="top",
)
try:
    # One version for the whole run, so that no screen mixes two.
    st.session_state.snapshot = service.current()
except Refused as refused:
    st.error("The figures that ship with the dashboard have faults, so nothing can be shown yet.")
    for finding in refused.findings:
        st.markdown(f"- {wording.plain(str(finding))}")
    st.stop()
page.run()
