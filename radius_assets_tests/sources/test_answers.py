"""How the words of a service are quoted in an error."""

import pytest

from radius_assets.sources.answers import Answer


def answer(text: str = "", status: int = 400) -> Answer:
    return Answer("Source", "a thing", status, text, secrets=("key",))


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        pytest.param("", "HTTP 400", id="none"),
        pytest.param("no such\n\tpage ", 'HTTP 400 "no such page"', id="on one line"),
        pytest.param("red \x1b[31m\x07\ud800 end", 'HTTP 400 "red [31m end"', id="no commands"),
        pytest.param("the key is bad", 'HTTP 400 "the *** is bad"', id="masked"),
        pytest.param(
            "see https://example.org/?key=1 for more", 'HTTP 400 "see (address) for more"', id="URL"
        ),
        pytest.param("편" * 200, f'HTTP 400 "{"편" * 200}"', id="200 characters"),
        pytest.param("편" * 201, f'HTTP 400 "{"편" * 199}…"', id="more"),
    ],
)
def test_words_are_quoted_short_masked_and_on_one_line(words: str, quoted: str) -> None:
    assert answer().said("", words) == quoted


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("Forbidden", 'HTTP 400 "Forbidden"', id="text"),
        pytest.param("<html><title>Gone\n</title>…", 'HTTP 400 "Gone"', id="title of a page"),
        pytest.param("<html><body>Gone</body>", "HTTP 400", id="page without a title"),
        pytest.param('{"message": "Go', "HTTP 400", id="broken JSON"),
    ],
)
def test_without_words_a_short_text_or_title_is_quoted(text: str, quoted: str) -> None:
    assert answer(text).said("") == quoted


def test_an_answer_that_says_nothing_is_described() -> None:
    error = answer("", 200).status_error()

    assert str(error) == "Source: a thing: an answer of unknown shape"


def test_what_is_asked_and_answered_is_shown_without_the_body_and_the_key() -> None:
    assert "secret" not in repr(answer("a secret body"))
    assert "key" not in repr(answer())
