"""Files that people write to add brands: what they may say, and what is told of mistakes."""

from pathlib import Path

import polars as pl
import pytest

from radius_assets.domain.spelling import spelled
from radius_assets.matching.brands import Brand, Lexicon, lexicon
from radius_assets.matching.brands_file import BrandsFileError
from radius_assets.matching.names import names_a_brand, normalized_names
from radius_assets_tests.documents import blocks

MORE = """
[[brand]]
name = "한빛24"
kind = "chain"
spellings = ["HANBIT 24", "(주)한빛리테일"]
short = ["한빛"]

[[brand]]
name = "GS25"
spellings = ["지에스이오"]

[[brand]]
name = "씨스페이스"
became = { brand = "한빛24", year = 2027 }

[not_a_brand]
beginnings = ["한빛24시"]

[[rewrite]]
pattern = "^에이치(.+)$"
becomes = "한빛24$1"

[unmanned]
words = ["로봇"]
"""


def lexicon_with(folder: Path, text: str) -> Lexicon:
    path = folder / "brands.toml"
    path.write_text(text, "utf-8")
    return lexicon(path)


@pytest.mark.parametrize(
    ("name", "brand", "branch"),
    [
        pytest.param("한빛24 가온점", "한빛24", "가온", id="a new brand"),
        pytest.param("(주)한빛리테일 가온점", "한빛24", "가온", id="its company"),
        pytest.param("Hanbit-24 가온점", "한빛24", "가온", id="however it is spelled"),
        pytest.param("한빛 가온점", "한빛24", "가온", id="its short form"),
        pytest.param("지에스이오 가온점", "GS25", "가온", id="a new spelling"),
        pytest.param("지에스25 가온점", "GS25", "가온", id="a spelling that was known"),
        pytest.param("한빛24시 마트", None, "한빛24시마트", id="no brand"),
        pytest.param("에이치 가온점", "한빛24", "가온", id="rewritten"),
        pytest.param("CU 로봇가온점", "CU", "가온", id="a word for unmanned"),
    ],
)
def test_a_file_adds_to_what_is_known(
    name: str, brand: str | None, branch: str, tmp_path: Path
) -> None:
    words = lexicon_with(tmp_path, MORE)

    row = normalized_names(pl.Series([name]), words).row(0, named=True)

    assert (row["brand"], row["branch"]) == (brand, branch)
    assert row["unmanned"] == ("로봇" in name)


def test_a_file_may_tell_of_a_renaming(tmp_path: Path) -> None:
    brand = lexicon_with(tmp_path, MORE).brands["씨스페이스"]

    known = lexicon().brands["씨스페이스"]
    assert brand == Brand("씨스페이스", "chain", known.spellings, (), "한빛24", 2027)


def test_a_new_chain_must_hold_permits_and_passes_the_quick_test(tmp_path: Path) -> None:
    words = lexicon_with(tmp_path, MORE)

    assert "한빛24" in words.permit_holders
    names = pl.DataFrame({"name": ["한빛24 가온점"]})
    assert names.select(names_a_brand(spelled(pl.col("name")), words)).item()


def test_the_package_itself_stays_as_it_is(tmp_path: Path) -> None:
    lexicon_with(tmp_path, MORE)

    assert "한빛24" not in lexicon().brands


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("[[brand]", "no TOML", id="no TOML"),
        pytest.param("[[brands]]\nname = 'A'", "there is no table [brands]", id="unknown table"),
        pytest.param("[brand]\nname = 'A'", "in double brackets, [[brand]]", id="one bracket"),
        pytest.param("[[brand]]\nkind = 'chain'", "[brand] needs a name", id="no name"),
        pytest.param("brand = [1]", "[brand] is no table", id="no table"),
        pytest.param(
            "[[brand]]\nname = 'A1'\nalias = ['b']", "[brand] A1 has no 'alias'", id="unknown field"
        ),
        pytest.param("[[brand]]\nname = 7", "name is 7", id="a number"),
        pytest.param(
            "[[brand]]\nname = 'A1'\nkind = 'big'", "kind is 'big'; it is one of", id="unknown kind"
        ),
        pytest.param("[[brand]]\nname = '점'", "점: name: '점' is too short", id="a short name"),
        pytest.param(
            "[[brand]]\nname = 'A1'\nspellings = [1]", "spellings: 1 is no text", id="no text"
        ),
        pytest.param(
            "[[brand]]\nname = 'A1'\nspellings = ['점 ', '-']", "'점 ' is too short", id="too short"
        ),
        pytest.param(
            "[[brand]]\nname = 'A1'\nbecame = { brand = 'CU' }",
            "became takes a brand and a year",
            id="no year",
        ),
        pytest.param(
            "[[brand]]\nname = 'A1'\nbecame = { brand = 'B', year = 2020 }",
            "A1 became B, which is no brand of today",
            id="became nobody",
        ),
        pytest.param(
            "[[brand]]\nname = 'A1'\nspellings = ['씨유']",
            "'씨유' is a spelling of CU and of A1",
            id="somebody else's",
        ),
        pytest.param(
            "[[brand]]\nname = 'A1'\nspellings = ['편의점 ']",
            "A1: '편의점' is what any shop may be called",
            id="any shop's",
        ),
        pytest.param("[[brand]]\nname = 'A1'\nshort = ['마트']", "A1: '마트' is", id="or in short"),
        pytest.param(
            "[[brand]]\nname = 'A1'\nspellings = 'HANBIT'",
            "spellings is 'HANBIT' and takes a list, [...]",
            id="no list",
        ),
        pytest.param(
            "[[rewrite]]\npattern = '(('\nbecomes = ''", "'((' is no pattern", id="no pattern"
        ),
        pytest.param(
            "[[rewrite]]\npattern = '.*'\nbecomes = ''", "'.*' fits every name", id="any name"
        ),
        pytest.param(
            "[[rewrite]]\npattern = 'a'", "needs a pattern and what it becomes", id="half a rewrite"
        ),
        pytest.param("[letters]\na = 1", "[letters] a: 1 is no text", id="no sound"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(BrandsFileError) as caught:
        lexicon_with(tmp_path, text)

    assert str(caught.value).startswith(str(tmp_path / "brands.toml"))
    assert said in str(caught.value)


def test_a_file_is_read_as_it_is_now_and_known_while_it_says_the_same(tmp_path: Path) -> None:
    first, again = (lexicon_with(tmp_path, MORE) for _ in range(2))

    changed = lexicon_with(tmp_path, '[[brand]]\nname = "나래24"\n')

    assert again is first, "so that its patterns are not made anew"
    assert "나래24" in changed.brands
    assert "한빛24" not in changed.brands


@pytest.mark.parametrize(
    ("text", "is_same"),
    [
        pytest.param("", True, id="nothing"),
        pytest.param("# a remark\n", True, id="a remark"),
        pytest.param('[[brand]]\nname = "GS25"\nspellings = ["지에스25"]', True, id="known before"),
        pytest.param(
            '[[brand]]\nname = "GS25"\nspellings = ["지에스이오"]', False, id="a spelling"
        ),
        pytest.param('[[brand]]\nname = "한빛24"', False, id="a brand"),
        pytest.param('[unmanned]\nwords = ["로봇"]', False, id="a word"),
        pytest.param('[another_kind]\nwords = ["꽃집"]', False, id="a word of another kind"),
        pytest.param('[letters]\nz = "젯"', False, id="a letter"),
    ],
)
def test_equal_knowledge_has_equal_versions(text: str, tmp_path: Path, *, is_same: bool) -> None:
    assert (lexicon_with(tmp_path, text).version == lexicon().version) == is_same


def test_the_mark_that_some_editors_write_is_passed_over(tmp_path: Path) -> None:
    assert "한빛24" in lexicon_with(tmp_path, f"\ufeff{MORE}").brands


@pytest.mark.parametrize(
    ("name", "brand", "chain"),
    [
        ("한빛24 가온점", "한빛24", "한빛24"),
        ("hanbit24가온점", "한빛24", "한빛24"),
        ("주식회사 한빛리테일 가온점", "한빛24", "한빛24"),
        ("한빛 가온점", "한빛24", "한빛24"),
        ("나래마트24 가온점", "나래마트24", "한빛24"),
        ("지에스이오 가온점", "GS25", "GS25"),
        ("한빛24시 분식", None, None),
    ],
)
def test_the_example_for_people_does_what_it_says(
    name: str, brand: str | None, chain: str | None, tmp_path: Path
) -> None:
    (example,) = blocks("docs/operations.md", "toml")

    row = normalized_names(pl.Series([name]), lexicon_with(tmp_path, example)).row(0, named=True)

    assert (row["brand"], row["chain"]) == (brand, chain)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "brands.toml"
    path.write_bytes('[[brand]]\nname = "한빛24"\n'.encode("cp949"))

    with pytest.raises(BrandsFileError, match=r"brands\.toml: not in UTF-8; save it in"):
        lexicon(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BrandsFileError, match=r"nowhere\.toml: not read, No such file"):
        lexicon(tmp_path / "nowhere.toml")
