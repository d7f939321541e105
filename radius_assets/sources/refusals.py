"""The memory of what a service refused: whoever still waits is told so instead of sent."""

import httpx

from radius_assets.sources.budget import WHOLE_KEY
from radius_assets.sources.errors import AccessRefusedError, QuotaSpentError
from radius_assets.sources.throttle import API

ASKED = "radius_asked"
"""The extension of an httpx request that says in words what it asks for."""


class Refusals:
    """What one service refused in this run: everything, or an API whose quota is spent.

    It is not kept any longer: Kakao said for minutes on 2025-12-05 that quotas were spent which
    were not (devtalk 147733), and a run that believed it all day would lose the day.
    """

    def __init__(self) -> None:
        self._access: AccessRefusedError | None = None
        self._spent: dict[str, QuotaSpentError] = {}

    def note(self, request: httpx.Request, error: AccessRefusedError | QuotaSpentError) -> None:
        """Remember how the request was refused."""
        if isinstance(error, QuotaSpentError):
            self._spent[api_of(request)] = error
        else:
            self._access = error

    def check(self, request: httpx.Request) -> None:
        """Do nothing where nothing speaks against sending the request.

        Raises:
            AccessRefusedError: The service does not let us in.
            QuotaSpentError: The quota of the API that it asks is spent.
        """
        error = self._access or self._spent.get(api_of(request))
        if error is not None:
            raise type(error)(error.source, request.extensions[ASKED], error.why)


def api_of(request: httpx.Request) -> str:
    """The API that the request asks."""
    return str(request.extensions.get(API, WHOLE_KEY))
