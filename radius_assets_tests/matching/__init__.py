"""Tests of radius_assets.matching."""
