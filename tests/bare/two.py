"""The bare page, and another that leads to it: a menu of two links, which is less than Streamlit's own."""

import streamlit as st


def first() -> None:
    st.title("First")


pages = [st.Page(first, url_path="first", default=True), st.Page("page.py", title="Bare", url_path="bare")]
here = st.navigation(pages, position="hidden")
for page in pages:
    st.page_link(page, query_params=st.query_params.to_dict())
here.run()
