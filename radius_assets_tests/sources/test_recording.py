"""What is kept of a source are the answers that were accepted, each once and in order."""

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest

from radius_assets.sources.answers import Answer
from radius_assets.sources.errors import SourceError
from radius_assets.sources.http import SourceClient, open_source
from radius_assets.sources.recording import finish_recording, recording
from radius_assets.sources.replay import NotRecordedError, Recorded, ReplayedClient
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.scripted import Reply, json_reply, scripted

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]

PAGES = [json_reply({"page": number}) for number in range(1, 4)]


class Notebook:
    """Keeps answers in memory."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.finished = 0

    async def keep(self, answer: Answer) -> None:
        self.answers.append(answer)

    async def finish(self) -> int:
        self.finished += 1
        return len(self.answers)


def read_page(answer: Answer) -> int:
    if answer.status != 200:
        raise answer.status_error()
    return answer.fields().count("page")


async def ask(client: SourceClient, number: int) -> int:
    return await client.get("/pages", asked=f"page {number}", read=read_page)


async def test_accepted_answers_are_kept_in_order_and_rejected_ones_are_not(
    throttle: Throttle,
) -> None:
    notebook = Notebook()
    replies = [PAGES[0], Reply("oops", 502), Reply('{"page"'), PAGES[1], PAGES[2]]

    async with scripted(*replies) as server, _open(server.url, throttle) as client:
        with recording(notebook):
            read = [await ask(client, number) for number in (1, 2, 3)]

    assert read == [1, 2, 3]
    assert [answer.asked for answer in notebook.answers] == ["page 1", "page 2", "page 3"]
    assert [answer.text for answer in notebook.answers] == [str(page.body) for page in PAGES]
    assert {(answer.source, answer.status) for answer in notebook.answers} == {("Source", 200)}


async def test_a_question_that_failed_for_good_leaves_nothing(throttle: Throttle) -> None:
    notebook = Notebook()

    async with scripted(Reply("no", 404)) as server, _open(server.url, throttle) as client:
        with recording(notebook), pytest.raises(SourceError):
            await ask(client, 1)

    assert notebook.answers == []


async def test_tasks_begun_within_are_recorded_and_others_are_not(throttle: Throttle) -> None:
    one, two = Notebook(), Notebook()

    async def one_asks(client: SourceClient, notebook: Notebook | None, number: int) -> None:
        with recording(notebook):
            async with asyncio.TaskGroup() as group:
                group.create_task(ask(client, number))
            assert await finish_recording() == (None if notebook is None else 1)

    async with scripted(PAGES[0]) as server, _open(server.url, throttle) as client:
        await asyncio.gather(
            one_asks(client, one, 1), one_asks(client, two, 2), one_asks(client, None, 3)
        )
        await ask(client, 4)
        assert await finish_recording() is None

    assert [answer.asked for answer in one.answers] == ["page 1"]
    assert [answer.asked for answer in two.answers] == ["page 2"]
    assert (one.finished, two.finished) == (1, 1)


async def test_what_was_recorded_answers_the_same_questions_without_a_network(
    throttle: Throttle,
) -> None:
    notebook = Notebook()
    async with scripted(*PAGES) as server, _open(server.url, throttle) as client:
        with recording(notebook):
            asked = [await ask(client, 1), await ask(client, 2), await ask(client, 1)]

    replayed = ReplayedClient("Source", Recorded(notebook.answers))

    assert [await ask(replayed, number) for number in (1, 1, 2)] == [asked[0], asked[2], asked[1]]
    with pytest.raises(NotRecordedError, match="Source: page 1: the recorded answers have none"):
        await ask(replayed, 1)


async def test_posted_questions_are_answered_as_well() -> None:
    replayed = ReplayedClient("Source", Recorded([Answer("Source", "page 7", 200, '{"page": 7}')]))

    assert await replayed.post("/pages", asked="page 7", read=read_page, json={"page": 7}) == 7


async def test_answers_of_one_source_are_none_of_another() -> None:
    recorded = Recorded([Answer("Another", "page 1", 200, '{"page": 1}')])

    with pytest.raises(NotRecordedError):
        await ask(ReplayedClient("Source", recorded), 1)


async def test_an_answer_that_is_no_longer_understood_is_an_error_at_once() -> None:
    replayed = ReplayedClient("Source", Recorded([Answer("Source", "page 1", 200, "{}")] * 2))

    with pytest.raises(SourceError, match="page is missing"):
        await ask(replayed, 1)


def _open(url: str, throttle: Throttle) -> AbstractAsyncContextManager[SourceClient]:
    return open_source("Source", url, throttle=throttle)
