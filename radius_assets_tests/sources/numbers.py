"""A service that is asked for a number, for tests of how any service is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from radius_assets.sources.answers import Answer
from radius_assets.sources.errors import QuotaSpentError
from radius_assets.sources.http import SourceClient, open_source
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.scripted import Reply, ScriptedServer, json_reply, scripted

GOOD = json_reply({"n": 1})
REFUSED = Reply("no", 401)


def number(answer: Answer) -> int:
    """The number of an answer, or the error that its status means."""
    if answer.status == 402:
        raise answer.error(QuotaSpentError, "spent")
    if answer.status != 200:
        raise answer.status_error()
    return answer.fields().count("n")


@asynccontextmanager
async def asked_of(
    throttle: Throttle, *replies: Reply
) -> AsyncIterator[tuple[SourceClient, ScriptedServer]]:
    """A client of a service that gives these replies, and the service."""
    async with (
        scripted(*replies) as server,
        open_source("Source", server.url, throttle=throttle) as client,
    ):
        yield client, server


async def ask(client: SourceClient, *, asked: str = "the number") -> int:
    """Ask for the number."""
    return await client.get("/n", asked=asked, read=number)
