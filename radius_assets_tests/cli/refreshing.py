"""What a refresh makes and asks, as tests of it count."""

from radius_assets.refresh.order import ASSETS, Cell
from radius_assets.sandbox.server import RunningSandbox
from radius_assets_tests.cli.terminal import Terminal

WRONG_KEY = "5ecret0key0that0nobody0may0see00"


def cells(*districts: str, assets: tuple[str, ...] = ASSETS) -> set[Cell]:
    return {Cell(asset, district) for asset in assets for district in districts}


def requests(sandbox: RunningSandbox) -> dict[str, int]:
    return {name: int(str(stats["requests"])) for name, stats in sandbox.stats().items()}


def farthest_m(terminal: Terminal, district: str) -> float:
    return float(max(terminal.store.read("convenience", district)["distance_m"].to_list()))
