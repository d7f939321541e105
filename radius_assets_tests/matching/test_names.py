"""Names of shops: tables of what people decided, and laws over all spellings."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.domain.spelling import spelled
from radius_assets.matching.brands import lexicon
from radius_assets.matching.names import names_a_brand, normalized_names
from radius_assets_tests.matching.reference import name_of

BRANCHES = st.text("가나다라마바한빛은하솔길역", min_size=2, max_size=6)

_FLAGS = ("unmanned", "station", "below", "another_kind")


def parts(name: str | None) -> tuple[str | None, str | None, str | None]:
    row = normalized_names(pl.Series([name], dtype=pl.String)).row(0, named=True)
    return row["brand"], row["branch"], row["number"]


@pytest.mark.parametrize(
    ("name", "brand", "branch", "number"),
    [
        pytest.param("GS25 한빛점", "GS25", "한빛", None, id="as the map writes it"),
        pytest.param("지에스25한빛", "GS25", "한빛", None, id="in Hangul, without 점"),
        pytest.param("지에스(GS)25 한빛점", "GS25", "한빛", None, id="both ways"),
        pytest.param("지에스한빛점", "GS25", "한빛", None, id="short, with a branch"),
        pytest.param("세븐치킨 한빛점", None, "세븐치킨한빛", None, id="short, another kind"),
        pytest.param("지에스(GS) 한빛", "GS25", "한빛", None, id="twice, no number"),
        pytest.param(
            "GS더프레시 GS한빛점", None, "지에스더프레시지에스한빛", None, id="twice, none"
        ),
        pytest.param("GS 한빛2호", "GS25", "한빛", "2", id="short, with a number"),
        pytest.param("한빛제일점(GS)", "GS25", "한빛제일", None, id="short, at the end"),
        pytest.param("지에스리테일GS25N한빛점주", "GS25", "엔한빛", None, id="company first"),
        pytest.param("엘지25 한빛점", "LG25", "한빛", None, id="an old brand"),
        pytest.param("씨유(CU)한빛점", "CU", "한빛", None, id="brackets"),
        pytest.param("CU한빛점씨유", "CU", "한빛", None, id="brand at both ends"),
        pytest.param("C.U 한빛점", "CU", "한빛", None, id="dots"),
        pytest.param("한빛점 CU 편의점", "CU", "한빛", None, id="brand last"),
        pytest.param("씨유편의점한빛점", "CU", "한빛", None, id="kind of shop between"),
        pytest.param("㈜비지에프리테일 씨유 한빛점", "CU", "한빛", None, id="company and brand"),
        pytest.param("7-ELEVEN 한빛점", "세븐일레븐", "한빛", None, id="Latin"),
        pytest.param("세븐일레븐(한빛점)", "세븐일레븐", "한빛", None, id="branch in brackets"),
        pytest.param("(주)코리아세븐 한빛점", "세븐일레븐", "한빛", None, id="company alone"),
        pytest.param("세븐한빛점주 코리아", "세븐일레븐", "한빛", None, id="scrambled by SEMAS"),
        pytest.param("세븐한빛주코리아", "세븐일레븐", "한빛", None, id="scrambled, no 점"),
        pytest.param("한빛구청세븐일레븐 본점", "세븐일레븐", "한빛구청본", None, id="cut in two"),
        pytest.param("복지회지에스25R한빛4점", "GS25", "알한빛", "4", id="operator first"),
        pytest.param("한국미니스톱(주) M한빛점", "미니스톱", "엠한빛", None, id="legal form"),
        pytest.param("이마트(Emart)24 한빛점", "이마트24", "한빛", None, id="emart24"),
        pytest.param("이마트24 self한빛점", "이마트24", "한빛", None, id="unmanned"),
        pytest.param("세븐한빛６호점주 코리아", "세븐일레븐", "한빛", "6", id="full-width number"),
        pytest.param("GS25 한빛 제2호점", "GS25", "한빛", "2", id="ordinal"),
        pytest.param("GS25 한빛1관점", "GS25", "한빛", "1", id="number of a hall"),
        pytest.param("GS25 한빛2호", "GS25", "한빛", "2", id="number without 점"),
        pytest.param("세븐일레븐 2호점", "세븐일레븐", None, "2", id="number alone"),
        pytest.param("GS25 한빛63점", "GS25", "한빛", "63", id="bare number"),
        pytest.param("GS25 S한빛역점", "GS25", "에스한빛역", None, id="letter"),
        pytest.param("지에스25에스한빛역점", "GS25", "에스한빛역", None, id="letter as read"),
        pytest.param("GS25", "GS25", None, None, id="brand alone"),
        pytest.param("CU한빛씨유", "CU", "한빛", None, id="brand at both ends, without 점"),
        pytest.param("가온CU한빛점", "CU", "한빛", None, id="Latin letters within"),
        pytest.param("가온건설(주) 한빛드림(CU)", "CU", "가온건설한빛드림", None, id="in brackets"),
        pytest.param("가온씨유통", None, "가온씨유통", None, id="a word that holds a brand"),
        pytest.param("GS칼텍스 한빛점", None, "지에스칼텍스한빛", None, id="petrol station"),
        pytest.param("GS더프레시 한빛점", None, "지에스더프레시한빛", None, id="supermarket"),
        pytest.param("CUBE 한빛점", None, "씨유비이한빛", None, id="a word that begins so"),
        pytest.param("CU PJ한빛점", "CU", "피제이한빛", None, id="apart from what begins so"),
        pytest.param("ＣＵ(BEST한빛점)", "CU", "비이에스티한빛", None, id="in brackets, begins so"),
        pytest.param("(주)CU PJ한빛점", "CU", "피제이한빛", None, id="after a legal form"),
        pytest.param("CUP 한빛점", None, "씨유피한빛", None, id="a word of its own"),
        pytest.param("지에스한빛", None, "지에스한빛", None, id="short, but no branch"),
        pytest.param("Q편의점", None, "큐편의", None, id="independent"),
        pytest.param("한빛 무인스토어", None, "한빛무인스토어", None, id="unmanned independent"),
        pytest.param("한빛24", None, "한빛24", None, id="number that is part of the name"),
        pytest.param("***", None, None, None, id="masked"),
        pytest.param("", None, None, None, id="empty"),
        pytest.param(None, None, None, None, id="not known"),
    ],
)
def test_a_name_is_taken_apart(
    name: str | None, brand: str | None, branch: str | None, number: str | None
) -> None:
    assert parts(name) == (brand, branch, number)


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        pytest.param("이마트24 self한빛점", ("unmanned",), id="self"),
        pytest.param("한빛 무인편의점", ("unmanned",), id="무인"),
        pytest.param("한빛 슈퍼", ("another_kind",), id="supermarket"),
        pytest.param("Coffee 한빛", ("another_kind",), id="coffee"),
        pytest.param("한빛슈퍼 편의점", (), id="a supermarket that says it is one"),
        pytest.param("GS25 한빛마트점", (), id="a branch named after a shop"),
        pytest.param("한빛주유소", (), id="a house that may keep a store"),
        pytest.param("GS25 S9한빛역점", ("station",), id="in a station"),
        pytest.param("세븐일레븐 S한빛역점", ("station",), id="in a station without a line"),
        pytest.param("GS25 한빛역점", (), id="near a station"),
        pytest.param("GS25 S한빛점", (), id="a letter"),
        pytest.param("CU 한빛지하상가점", ("below",), id="지하"),
        pytest.param("한빛지하철역", ("below",), id="without a brand"),
        pytest.param("이마트24 한빛점", (), id="none"),
    ],
)
def test_a_name_has_flags(name: str, flags: tuple[str, ...]) -> None:
    row = normalized_names(pl.Series([name])).row(0, named=True)

    assert tuple(flag for flag in _FLAGS if row[flag]) == flags


@pytest.mark.parametrize(
    ("name", "brand", "branch"),
    [
        pytest.param("GS 한빛마을", "GS25", "한빛마을", id="GS"),
        pytest.param("비지에프한빛리조트", "CU", "한빛리조트", id="a company"),
        pytest.param("세븐 한빛", "세븐일레븐", "한빛", id="세븐"),
        pytest.param("GS25 한빛점", None, None, id="a brand in full"),
        pytest.param("GS칼텍스 한빛", None, None, id="petrol station"),
        pytest.param("세븐치킨 한빛", None, None, id="chicken"),
        pytest.param("세븐 한빛마트", None, None, id="of another kind"),
        pytest.param("GS", None, None, id="nothing else"),
        pytest.param("한빛 GS", None, None, id="at the end"),
        pytest.param(None, None, None, id="not known"),
    ],
)
def test_a_name_may_begin_with_the_short_form_of_a_brand(
    name: str | None, brand: str | None, branch: str | None
) -> None:
    row = normalized_names(pl.Series([name], dtype=pl.String)).row(0, named=True)

    assert (row["short_brand"], row["short_branch"]) == (brand, branch)


def test_a_brand_of_old_belongs_to_the_chain_of_today() -> None:
    names = normalized_names(pl.Series(["미니스톱 한빛점", "바이더웨이 한빛점", "LG25 한빛점"]))

    assert names["chain"].to_list() == ["세븐일레븐", "세븐일레븐", "GS25"]


@settings(max_examples=50, deadline=None)
@given(
    spelling=st.sampled_from(
        [(word, brand.name) for brand in lexicon().brands.values() for word in brand.spellings]
    ),
    legal_form=st.sampled_from(["", "㈜", "(주)", "( 주 ) ", "주식회사 "]),
    gap=st.sampled_from(["", " ", "  ", "-", "_", "("]),
    branch=BRANCHES,
)
def test_every_spelling_of_a_shop_gets_one_key(
    spelling: tuple[str, str], legal_form: str, gap: str, branch: str
) -> None:
    word, brand = spelling

    written = parts(f"{legal_form}{word.upper()}{gap}{branch}점")

    assert written == parts(f"{brand} {branch}점")
    assert written[0] == brand


# Python and Rust may not know the same signs of the latest Unicode; both know what is assigned.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cn", "Co"]), max_size=30)
PIECES = st.sampled_from(
    [
        *(
            "GS25",
            "지에스",
            "씨유",
            "CU",
            "(CU)",
            "세븐",
            "코리아",
            "7-ELEVEN",
            "emart24",
            "로그인",
        ),
        *(
            "한빛",
            "가온",
            "점",
            "지점",
            "주",
            "2호",
            "제3호점",
            "역",
            "S9",
            "S",
            "지하",
            "무인",
            "self",
        ),
        *(
            "편의점",
            "마트",
            "㈜",
            "(주)",
            " ",
            "-",
            "25",
            "63",
            "cube",
            "GS칼텍스",
            "LG",
            "ＧＳ２５",
        ),
    ]
)
WRITTEN = st.lists(PIECES, max_size=7).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(WRITTEN | ANY_TEXT | st.none(), min_size=1, max_size=8))
def test_any_name_says_what_it_says_alone(names: list[str | None]) -> None:
    table = normalized_names(pl.Series(names, dtype=pl.String))

    assert table.rows() == [name_of(name, lexicon()) for name in names]


@settings(max_examples=50, deadline=None)
@given(BRANCHES, st.sampled_from(sorted(lexicon().brands)))
def test_a_name_with_a_brand_passes_the_quick_test(branch: str, brand: str) -> None:
    frame = pl.DataFrame({"name": [f"{brand} {branch}점", f"{branch}점 {brand}", branch]})

    found = frame.select(names_a_brand(spelled(pl.col("name")))).to_series()

    assert found.to_list() == [True, True, False]
