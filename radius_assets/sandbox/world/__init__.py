"""The invented world behind the sandbox: streets, shops, and what registers say of them."""

from radius_assets.sandbox.world.build import build_city
from radius_assets.sandbox.world.figures import DEFAULT_TODAY
from radius_assets.sandbox.world.real import real_city

__all__ = ["DEFAULT_TODAY", "build_city", "real_city"]
