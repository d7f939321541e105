"""Tests of radius_assets.collection."""
