"""Tests of radius_assets.domain."""
