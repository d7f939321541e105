"""Tests of radius_assets; the folders mirror the package."""
