"""A server on a real port that answers what a test tells it to, and keeps what was asked."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, or what comes instead of one.

    `stalls` never answers; `hangs_up` closes the connection without an answer; `cut_to` sends
    only so many bytes of the body that the headers announce; `crowd` waits until so many
    requests are under way.
    """

    body: str | bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    stalls: bool = False
    hangs_up: bool = False
    cut_to: int | None = None
    crowd: int = 1

    def head_and_body(self) -> bytes:
        """The bytes of the answer."""
        body = self.body if isinstance(self.body, bytes) else self.body.encode()
        phrase = HTTPStatus(self.status).phrase
        headers = {"Content-Length": str(len(body)), "Connection": "close", **self.headers}
        lines = [f"HTTP/1.1 {self.status} {phrase}", *(f"{k}: {v}" for k, v in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body[: self.cut_to]


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent; `path` is as it came, header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


def json_reply(value: object, status: int = 200) -> Reply:
    """An answer in JSON."""
    return Reply(json.dumps(value, ensure_ascii=False), status)


class ScriptedServer:
    """Answers with the replies in order, and with the last one from then on."""

    def __init__(self, *replies: Reply) -> None:
        self._replies = list(replies)
        self._over = asyncio.Event()
        self._arrival = asyncio.Condition()
        self.asked: list[Request] = []
        self.under_way = 0
        self.most_under_way = 0
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["ScriptedServer"]:
        """Listen on a free port of the loopback for as long as the block lasts."""
        server = await asyncio.start_server(self._converse, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            self._over.set()
            server.close()
            await server.wait_closed()

    def reply_to(self, request: Request) -> Reply:  # noqa: ARG002 # for those that heed it
        """The next reply, whatever is asked."""
        return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await _read_request(reader)
        self.asked.append(request)
        async with self._arrival:
            self.under_way += 1
            self.most_under_way = max(self.under_way, self.most_under_way)
            self._arrival.notify_all()
        reply = self.reply_to(request)
        if reply.stalls:
            await self._over.wait()
        elif not reply.hangs_up:
            async with self._arrival:
                await self._arrival.wait_for(lambda: self.most_under_way >= reply.crowd)
            writer.write(reply.head_and_body())
        self.under_way -= 1
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


async def _read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    url = urlsplit(target)
    return Request(method, url.path, dict(parse_qsl(url.query)), headers, body)


@asynccontextmanager
async def scripted(*replies: Reply) -> AsyncIterator[ScriptedServer]:
    """A running server with these replies."""
    async with ScriptedServer(*replies).running() as server:
        yield server
