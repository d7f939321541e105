"""The one Definitions, as the environment and `.env` make it: what Dagster loads."""

import os

from radius_assets.composition import build_definitions
from radius_assets.refresh.progress import Unwatched
from radius_assets.settings import load_settings

defs = build_definitions(load_settings(os.environ), progress=Unwatched())
