"""How the words of a service are quoted in an error."""

import pytest

from radius_assets.sources.answers import Answer
from radius_assets.sources.data_go_kr import gateway_result
from radius_assets.sources.errors import WHY_LENGTH_MAX, SourceChangedError, SourceError


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


def test_of_an_error_that_quotes_too_much_the_middle_is_left_out() -> None:
    """What was asked and what to do about the answer stay."""
    error = SourceError("Source", "a thing", f"no date: {'편' * 5_000}; look there")

    assert len(error.why) <= WHY_LENGTH_MAX
    assert str(error).startswith("Source: a thing: no date: 편편")
    assert str(error).endswith("편; look there")
    assert str(error).count("…") == 1


def test_an_error_of_the_greatest_length_is_whole() -> None:
    why = "편" * WHY_LENGTH_MAX

    assert SourceError("Source", "a thing", why).why == why


@pytest.mark.parametrize("before", range(490, 505))
def test_a_key_is_masked_before_the_middle_is_left_out(before: int) -> None:
    key = "0123456789abcdef0123456789abcdef"
    why = f"{'x' * before}{key}{'x' * 1_000}{key}{'x' * before}"

    error = Answer("Source", "a thing", 200, "", secrets=(key,)).error(SourceChangedError, why)

    assert not any(sign in error.why for sign in key)


DIGITS = "9" * 5_000  # of which Python makes no number


def test_a_count_of_too_many_digits_is_none() -> None:
    fields = answer(f'{{"total": "{DIGITS}"}}').fields()

    with pytest.raises(SourceChangedError, match="total is not a whole number: '999"):
        fields.count("total")


@pytest.mark.parametrize("code", [DIGITS, "-1", "1.0", ""])
def test_a_code_of_the_gateway_is_a_short_number(code: str) -> None:
    xml = answer(f"<x><returnReasonCode>{code}</returnReasonCode></x>")

    with pytest.raises(SourceChangedError, match=f"code '{code[:3]}"):
        gateway_result(xml)
