"""Measurements: how much, how fast, compared with what."""
