"""A bare page: a list, and as many charts and tables as the address asks for, drawn in the quickest known way."""

import os

import duckdb
import plotly.graph_objects as go
import streamlit as st


@st.cache_resource
def base() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(os.environ["BARE_FILE"], read_only=True)


st.set_page_config(layout="wide")
st.title("Bare")
charts, points = int(st.query_params["charts"]), int(st.query_params["points"])
choice = st.selectbox("Choice", range(1, 21))
cursor = base().cursor()
ask = "SELECT value FROM indicator_value WHERE value IS NOT NULL ORDER BY indicator_id, period LIMIT ? OFFSET ?"
for number in range(charts):
    y = [value for (value,) in cursor.execute(ask, [points, choice + number]).fetchall()]
    figure = go.Figure(go.Scatter(x=list(range(len(y))), y=y, mode="lines+markers"), {"height": 280})
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key=f"chart-{number}")
st.caption(f"Choice {choice}")
