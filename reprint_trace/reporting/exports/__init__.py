"""Traces for the tools people already use: tables, graphs, provenance, citations."""
