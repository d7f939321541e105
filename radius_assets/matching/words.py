"""What evidence says in words, in English and in Korean: phrases, and how they are put together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from radius_assets.domain.records import ENDED
from radius_assets.matching.brands import Brand, Lexicon
from radius_assets.matching.features import FEATURES, Level, other_brand

CLOSE = 0.2
"""A score above which the next best record is worth telling."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """The phrases of one language; `{}` stands for names, days and numbers, in that order."""

    registers: Mapping[str, str]
    states: Mapping[str, str]
    says: Callable[[Level], str]
    record: str
    away: str
    renamed: str
    listed: str
    listed_in: str
    permitted: str
    dated: str
    since: str
    until: str
    not_now: str
    changed_hands: str
    another_stands: str
    then_own: str
    then: str
    then_listed: str
    nothing_later: str
    overtaken: str
    left_behind: str
    has_listing: str
    runner_up: str


ENGLISH = Tongue(
    registers={"food": "food permit", "tobacco": "tobacco permit", "semas": "SEMAS entry"},
    states={
        "operating": "operating",
        "suspended": "suspended",
        "closed": "closed",
        "revoked": "revoked",
        "excluded": "struck off or moved to another authority",
        "unknown": "state not known",
    },
    says=lambda level: level.says,
    record="{} '{}'",
    away="{} m away",
    renamed="{} became {} in {}",
    listed="listed",
    listed_in="listed as of {}",
    permitted="permitted {}",
    dated="{} {}",
    since="{} since {}",
    until="until {}",
    not_now="not so on the day of the verdict",
    changed_hands="change of owner, '{}' permitted {}",
    another_stands="another permit of this shop stands",
    then_own="this shop's next permit: '{}', permitted {}",
    then="next here: '{}', permitted {}",
    then_listed="next here: '{}', without a permit",
    nothing_later="no later permit of a convenience store stands here",
    overtaken="does not count, for a permit of this shop was given or ended since",
    left_behind="does not count, for a later record has this shop at the listed address",
    has_listing="has a listing of its own",
    runner_up="the next best record fits with a score of {}",
)

KOREAN = Tongue(
    registers={"food": "휴게음식점", "tobacco": "담배소매업", "semas": "상가정보"},
    states={
        "operating": "영업",
        "suspended": "휴업",
        "closed": "폐업",
        "revoked": "취소·말소",
        "excluded": "제외·삭제·전출",
        "unknown": "상태 불명",
    },
    says=lambda level: level.says_ko,
    record="{} '{}'",
    away="{} m 거리",
    renamed="{} → {} ({}년 브랜드 변경)",
    listed="등재",
    listed_in="{} 기준 등재",
    permitted="인허가 {}",
    dated="{} {}",
    since="{} {}부터",
    until="{}까지",
    not_now="판정일은 휴업 기간이 아님",
    changed_hands="주인이 바뀜, '{}' 인허가 {}",
    another_stands="이 점포의 다른 인허가가 영업 중",
    then_own="이 점포의 다음 인허가: '{}', 인허가 {}",
    then="같은 자리의 다음 점포: '{}', 인허가 {}",
    then_listed="같은 자리의 다음 점포: '{}', 인허가 없음",
    nothing_later="같은 자리에 이후 영업 중인 편의점 인허가 없음",
    overtaken="이후 이 점포의 다른 인허가가 나오거나 끝났으므로 고려하지 않음",
    left_behind="더 늦은 자료에 이 점포가 지도에 등록된 주소에 있으므로 고려하지 않음",
    has_listing="지도에 따로 있는 점포",
    runner_up="차순위 기록의 적합도 {}",
)


def sentence(tongue: Tongue, words: Lexicon) -> pl.Expr:
    """What record, why it is this shop, what it says, and what came after.

    Over findings with `listed_brand`, and with `heir_name`, `heir_on`, `another_stands`,
    `next_name`, `next_on` and `next_is_own` of what came after.
    """
    agreement = _joined(
        ", ",
        _written(tongue.away, pl.col("distance_m").round(0).cast(pl.Int64)),
        _level(tongue, "address"),
        _name_level(tongue),
        _renamed(tongue, words),
    )
    record = _written(tongue.record, pl.col("register").replace_strict(tongue.registers), "name")
    what = pl.concat_str(_joined(" ", record, _if(agreement != "", agreement)), pl.lit(": "))
    says = pl.when(register_is_semas()).then(_listing(tongue)).otherwise(_permit(tongue))
    return _joined(
        "; ",
        what + says,
        _afterwards(tongue),
        _if(pl.col("overtaken"), _out_of_date(tongue)),
        _if(~pl.col("is_own") & pl.col("owner").is_not_null(), pl.lit(tongue.has_listing)),
        _if(
            pl.col("runner_up") >= CLOSE,
            _written(tongue.runner_up, _two_digits("runner_up")),
        ),
    )


def _out_of_date(tongue: Tongue) -> pl.Expr:
    has_ended = pl.col("standing") == "ended"
    return pl.when(has_ended).then(pl.lit(tongue.left_behind)).otherwise(pl.lit(tongue.overtaken))


def register_is_semas() -> pl.Expr:
    """Whether the finding is no permit."""
    return pl.col("register") == "semas"


def _level(tongue: Tongue, name: str) -> pl.Expr:
    (feature,) = (one for one in FEATURES if one.name == name)
    by_level = {index: tongue.says(level) for index, level in enumerate(feature.levels)}
    return pl.col(feature.column).replace_strict(by_level, default=None, return_dtype=pl.String)


def _name_level(tongue: Tongue) -> pl.Expr:
    """What the names say: the brand where it is not the same, else the branch."""
    return (
        pl.when(other_brand() & ~pl.col("same_name"))
        .then(_level(tongue, "brand"))
        .otherwise(_level(tongue, "branch"))
    )


def _renamed(tongue: Tongue, words: Lexicon) -> pl.Expr:
    """How one of the two brands became the other; null where neither did."""
    said = pl.lit(None, pl.String)
    for old in words.brands.values():
        if old.became is not None:
            text = tongue.renamed
            for part in (old.name, old.became, str(old.renamed_in)):
                text = text.replace("{}", part, 1)
            said = pl.when(_are(old)).then(pl.lit(text)).otherwise(said)
    return said


def _are(old: Brand) -> pl.Expr:
    one, other = pl.col("listed_brand"), pl.col("brand")
    return ((one == old.name) & (other == old.became)) | ((one == old.became) & (other == old.name))


def _listing(tongue: Tongue) -> pl.Expr:
    month = pl.col("known_on").dt.strftime("%Y-%m")
    return pl.coalesce(_written(tongue.listed_in, month), pl.lit(tongue.listed))


def _permit(tongue: Tongue) -> pl.Expr:
    """The state of a permit in words, with its days."""
    state = pl.col("state").replace_strict(
        tongue.states, default=tongue.states["unknown"], return_dtype=pl.String
    )
    dated = _if(_says_ended(), _written(tongue.dated, state, "closed_on"))
    resting = _joined(
        " ",
        pl.coalesce(_written(tongue.since, state, "suspended_from"), state),
        _written(tongue.until, "suspended_until"),
    )
    not_now = _if(pl.col("standing") == "live", pl.lit(tongue.not_now))
    stands = (
        pl.when(pl.col("state") == "suspended")
        .then(_joined(", ", resting, not_now))
        .otherwise(pl.coalesce(dated, state))
    )
    return _joined(", ", _written(tongue.permitted, "permitted_on"), stands)


def _says_ended() -> pl.Expr:
    """Whether the register says so, be it of a day to come: an operating permit has no such day."""
    return pl.col("state").is_in(ENDED) | (pl.col("standing") == "ended")


def _afterwards(tongue: Tongue) -> pl.Expr:
    """What came after a permit of the shop that ended."""
    is_over = pl.col("is_own") & (pl.col("standing") == "ended")
    came = pl.coalesce(
        _written(tongue.changed_hands, "heir_name", "heir_on"),
        _if(pl.col("another_stands"), pl.lit(tongue.another_stands)),
        _if(pl.col("next_is_own"), _written(tongue.then_own, "next_name", "next_on")),
        _written(tongue.then, "next_name", "next_on"),
        _written(tongue.then_listed, "next_name"),
        pl.lit(tongue.nothing_later),
    )
    return _if(is_over, came)


def _two_digits(column: str) -> pl.Expr:
    hundredths = (pl.col(column) * 100).round(0).cast(pl.Int64)
    return pl.format("{}.{}", hundredths // 100, (hundredths % 100).cast(pl.String).str.zfill(2))


def _written(phrase: str, *parts: pl.Expr | str) -> pl.Expr:
    """The phrase with the parts in their places; null where one of them is."""
    return pl.format(phrase, *parts)


def _if(condition: pl.Expr, text: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(text)


def _joined(between: str, *parts: pl.Expr) -> pl.Expr:
    """The parts that are there, with something between."""
    return pl.concat_str(*parts, separator=between, ignore_nulls=True)


Phrases = Sequence[tuple[str, Tongue]]
TONGUES: Phrases = (("sentence", ENGLISH), ("sentence_ko", KOREAN))
