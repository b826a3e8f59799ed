"""Packs for a meeting: asked of the queries, made by the components, kept by the store."""
