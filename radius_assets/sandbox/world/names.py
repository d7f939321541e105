"""Invented names of roads, quarters, buildings, branches and small businesses."""

import numpy as np

from radius_assets.domain.districts import DISTRICT_NAMES

_FIRST = (
    "가나다라마바사아자차하고노도로모보소오조초호구누두"
    "루무부수우주추후그느드새해내매배은한단솔달별참늘꽃"
)
_SECOND = "온람솔빛울름별결실운린담음든랑빈샘들품봄늘찬숲참루미래은벗율란뜰밭섬내재늬얼림돌"

STEMS_A_DISTRICT = 79

BRANCH_WORDS: tuple[str, ...] = (
    *("", "", "중앙", "타운", "센터", "스타", "행복", "하나", "사랑", "제일", "으뜸"),
    *("광장", "시장", "공원", "초교", "병원", "메디", "타워", "프라자", "스퀘어", "리버", "힐스"),
    *("파크", "사거리", "삼거리", "입구", "후문", "정문", "하늘", "우리", "미소", "그린", "골드"),
    *("에코", "럭키", "태양", "청솔", "한마음", "새싹", "오피스", "비즈", "캠퍼스", "아너스"),
    *("역", "본", "대로", "로데오", "시티", "팰리스", "드림", "나래"),
)
"""What stands between the quarter's name and 점 in a branch name."""

BUILDING_WORDS: tuple[str, ...] = (
    *("빌딩", "타워", "오피스텔", "아파트", "프라자", "상가", "빌라", "센터", "하우스", "스퀘어"),
)

INDEPENDENT_WORDS: tuple[str, ...] = (
    *("편의점", "24시편의점", "마트24", "할인편의점", "스토어", "슈퍼편의점", "365편의점"),
)
UNMANNED_WORDS: tuple[str, ...] = ("무인편의점", "무인24", "무인스토어")

SELLER_WORDS: tuple[str, ...] = (
    *("슈퍼", "슈퍼", "슈퍼마켓", "마트", "마트", "할인마트", "상회", "식품", "유통", "복권방"),
    *("로또방", "주유소", "문구", "피씨방", "당구장", "철물", "가판점", "매점", "식당", "호프"),
)
"""Who else sells tobacco."""

EATERY_WORDS: tuple[str, ...] = (
    *("커피", "카페", "다방", "찻집", "분식", "김밥", "토스트", "도너츠", "베이커리", "와플"),
    *("버거", "치킨", "핫도그", "주스", "빙수", "떡볶이", "만두", "커피로스터스", "디저트"),
)
"""Who else holds a food permit."""


def stems_of(district: str, seed: int) -> list[str]:
    """The two-syllable stems of a district's invented names; no two districts share one."""
    stems = [a + b for a in _FIRST for b in _SECOND if a != b]
    order = np.random.default_rng([seed, 0]).permutation(len(stems))
    first = DISTRICT_NAMES.index(district) * STEMS_A_DISTRICT
    return [stems[index] for index in order[first : first + STEMS_A_DISTRICT]]
