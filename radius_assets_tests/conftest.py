"""Fixtures that more than one folder of tests uses."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio, as the platform does."""
    return "asyncio"
