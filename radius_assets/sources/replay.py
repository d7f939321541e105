"""Services that answer from what was recorded: the same questions, and no network."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from typing import TypeVar

from radius_assets.sources.answers import Answer
from radius_assets.sources.errors import ServiceGoneError
from radius_assets.sources.http import SourceClient

T = TypeVar("T")


class NotRecordedError(ServiceGoneError):
    """Nobody asked that when the answers were recorded.

    It is of the kind after which another source is asked, as it was then.
    """


class Recorded:
    """Answers of one reading; a question that was asked again has an answer for each time."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers: dict[tuple[str, str], deque[Answer]] = defaultdict(deque)
        for answer in answers:
            self._answers[answer.source, answer.asked].append(answer)

    def next(self, source: str, asked: str) -> Answer:
        """The next answer to that question.

        Raises:
            NotRecordedError: There is none.
        """
        answers = self._answers.get((source, asked))
        if not answers:
            why = "the recorded answers have none to it; they are of a reading that asked otherwise"
            raise NotRecordedError(source, asked, why)
        return answers.popleft()


class ReplayedClient(SourceClient):
    """A service that gives out recorded answers; what it makes of them is as in earnest."""

    def __init__(self, name: str, recorded: Recorded) -> None:
        self._name = name
        self._recorded = recorded

    async def get(
        self, path: str, *, asked: str, read: Callable[[Answer], T], **others: object
    ) -> T:
        """What `read` makes of the next answer to what is asked, whatever the address."""
        del path, others  # they hold the key, so none is recorded
        return read(self._recorded.next(self._name, asked))

    async def post(
        self, path: str, *, asked: str, read: Callable[[Answer], T], **others: object
    ) -> T:
        """As `get`."""
        del path, others
        return read(self._recorded.next(self._name, asked))
