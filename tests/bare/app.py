"""Serves the bare page as quickly as is known: warmed up, its answers compressed."""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import plotly.graph_objects as go
import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware


@asynccontextmanager
async def warm(_: st.App) -> AsyncIterator[None]:
    go.Figure(go.Scatter(x=[1], y=[1]))
    gc.collect()
    gc.freeze()
    yield


packed = Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
app = st.App(os.environ["BARE_SCRIPT"], lifespan=warm, middleware=[packed])
