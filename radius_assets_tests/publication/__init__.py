"""Tests of radius_assets.publication."""
