"""Tests of radius_assets.sandbox."""
