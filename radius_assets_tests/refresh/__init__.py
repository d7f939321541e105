"""Tests of radius_assets.refresh."""
