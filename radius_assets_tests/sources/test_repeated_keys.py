"""A service repeats a key, however spelled: no row, name, error or kept answer holds it."""

import asyncio
import html
import json
import re
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radius_assets.domain.records import RowsPage
from radius_assets.publication.files import LocalFiles
from radius_assets.publication.raw_archive import RawArchive
from radius_assets.sources.answers import Answer
from radius_assets.sources.errors import SourceError
from radius_assets.sources.masking import masked
from radius_assets.sources.replay import Recorded, ReplayedClient
from radius_assets.sources.seoul import NAME, Seoul, open_seoul
from radius_assets.sources.throttle import Throttle
from radius_assets_tests.sources.asking import YEONGDEUNGPO
from radius_assets_tests.sources.scripted import Reply, scripted
from radius_assets_tests.sources.shapes import seoul_reply

ASKED = "food permits of 영등포구, rows 1 to 1000 of LOCALDATA_072405_YD"
NOW = datetime(2031, 3, 4, 20, 30, tzinfo=UTC)
KEYS = (
    "51ab3cde0f0a9b0123456789abcdef01",
    "aB3+x/Yz0Lm4Np5Qr6=/+Uv7Wx8==",
    "a1 b2%2Bc3/d4=\\e5-f6",
)

LETTERS: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda letter: "\\\\" if letter == "\\" else letter,
    "in the other case": lambda letter: "\\\\" if letter == "\\" else letter.swapcase(),
    "JSON": lambda letter: f"\\u{ord(letter):04x}",
    "JSON in capitals": lambda letter: f"\\u{ord(letter):04X}",
    "JSON in JSON": lambda letter: f"\\\\u{ord(letter):04x}",
    "URL": lambda letter: f"%{ord(letter):02X}",
    "URL in a URL": lambda letter: f"%25{ord(letter):02x}",
    "XML": lambda letter: f"&#{ord(letter)};",
    "XML by sixteens": lambda letter: f"&#x{ord(letter):X};",
    "with a backslash": lambda letter: "\\/" if letter == "/" else LETTERS["as it is"](letter),
}

ROWS = str(seoul_reply([{"MGTNO": "1", "BPLCNM": "@", "DCBYMD": "x" * 70}], total=1).body)
PLACES: Mapping[str, str] = {
    "a value of a row": ROWS,
    "the name of a field": ROWS.replace("DCBYMD", "@"),
    "a field that is no plain value": ROWS.replace('"@"', '["@", {"@": "@"}]'),
    "text within a text": ROWS.replace("@", '{\\"path\\": \\"/@/json\\"}'),
    "half of it where a value is cut": ROWS.replace(": 1", f': "{"x" * 60}@"', 1),
    "words": '{"RESULT": {"CODE": "INFO-100", "MESSAGE": "@"}}',
    "a code": '{"RESULT": {"CODE": "@", "MESSAGE": "no"}}',
    "XML": "<RESULT><CODE>@</CODE><MESSAGE><![CDATA[@]]></MESSAGE></RESULT>",
    "the title of a page": "<html><title>/@/json is not here</title></html>",
    "a text": f"{'no such path ' * 12}/@/json",
    "a text beyond what is read": f"no{' ' * 9_990}/@/json",
}
JSON_PLACES = [name for name, text in PLACES.items() if text.startswith("{")]


def spelled(key: str, ways: list[str]) -> str:
    return "".join(LETTERS[way](letter) for letter, way in zip(key, ways, strict=True))


@st.composite
def spelled_keys(draw: st.DrawFn) -> tuple[str, str]:
    """A key, and one of its spellings: in one way throughout, or each letter in its own."""
    key = draw(st.sampled_from(KEYS))
    way = st.sampled_from(list(LETTERS))
    ways = draw(st.one_of(way.map(lambda one: [one] * len(key)), st.tuples(*[way] * len(key))))
    return key, spelled(key, list(ways))


def plain(text: str) -> str:
    """The text in small letters, with all that spells a letter otherwise undone."""
    for _ in range(3):
        text = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
        text = html.unescape(unquote(text))
    return text.replace("\\", "").lower()


def holds(text: str, key: str) -> bool:
    """Whether the key or a good part of it is in the text."""
    bare = plain(key)
    return any(bare[at : at + 10] in plain(text) for at in range(len(bare) - 9))


def all_that_comes_of(answer: Answer) -> str:
    """The rows that the answer gives, or everything about the error that it is."""
    seoul = Seoul(ReplayedClient(NAME, Recorded([answer])), "")
    try:
        page = asyncio.run(seoul.permits_page("food", YEONGDEUNGPO, 1, 1000))
    except SourceError as error:
        return "\n".join([*traceback.format_exception(error), repr(error), repr(vars(error))])
    return json.dumps(page.rows, ensure_ascii=False)


@pytest.mark.parametrize("place", PLACES)
@given(key=spelled_keys())
def test_whatever_comes_of_an_answer_holds_no_key(place: str, key: tuple[str, str]) -> None:
    text = PLACES[place].replace("@", key[1])
    assert holds(text, key[0])

    answer = Answer(NAME, ASKED, 200, text, secrets=(key[0],))

    assert not holds(answer.text, key[0])
    assert not holds(all_that_comes_of(answer), key[0])


@pytest.mark.parametrize("place", JSON_PLACES)
@given(key=spelled_keys())
def test_json_stays_what_it_is_but_for_the_key(place: str, key: tuple[str, str]) -> None:
    def answered(text: str) -> object:
        return Answer(NAME, ASKED, 200, text, secrets=(key[0],)).json_value()

    assert answered(PLACES[place].replace("@", key[1])) == answered(
        PLACES[place].replace("@", "***")
    )


@given(text=st.text(st.sampled_from('abcd01239/\\"+=%u&#;편 \n')))
def test_a_text_without_the_key_stays_as_it_is(text: str) -> None:
    assert masked(text, KEYS) == text


@pytest.mark.anyio
@pytest.mark.parametrize("key", KEYS)
async def test_rows_that_hold_the_key_come_without_it(key: str, throttle: Throttle) -> None:
    body = ROWS.replace("@", f"see /{spelled(key, ['JSON'] * len(key))}/json").encode()

    async with (
        scripted(Reply(body)) as server,
        open_seoul(key, base_url=server.url, throttle=throttle) as seoul,
    ):
        page = await seoul.permits_page("food", YEONGDEUNGPO, 1, 1000)

    row: dict[str, object] = {"MGTNO": "1", "BPLCNM": "see /***/json", "DCBYMD": "x" * 70}
    assert page == RowsPage(total=1, rows=(row,))


@pytest.mark.anyio
@pytest.mark.parametrize("key", KEYS)
async def test_the_archive_keeps_answers_without_the_key(key: str, tmp_path: Path) -> None:
    ways = (spelled(key, [way] * len(key)) for way in LETTERS)
    archive = RawArchive(LocalFiles(tmp_path), keep_days=9)
    landing = archive.begin("openapi_food", "영등포구", run="r", now=lambda: NOW)

    for text in (place.replace("@", way) for way in ways for place in PLACES.values()):
        await landing.keep(Answer(NAME, ASKED, 200, text, secrets=(key,)))
    await landing.finish()

    (kept,) = archive.sets("openapi_food", "영등포구")
    answers = archive.answers(kept)
    assert len(answers) == len(LETTERS) * len(PLACES)
    assert not any(holds(answer.text, key) for answer in answers)


def test_a_placeholder_for_a_key_does_not_spoil_the_words_of_the_service() -> None:
    answer = Answer(NAME, ASKED, 200, PLACES["words"].replace("@", "no key 1"), secrets=("1",))

    said = all_that_comes_of(answer)

    assert "AccessRefusedError" in said
    assert "check SEOUL_OPENAPI_KEY" in said
    assert "no key 1" not in said


def test_a_body_of_backslashes_is_searched_in_no_time() -> None:
    text = "\\" * 300_000

    assert masked(text, KEYS) == text
