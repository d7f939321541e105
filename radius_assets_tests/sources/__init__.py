"""Tests of radius_assets.sources."""
