"""How much of everything the invented city has, and where each figure comes from.

Totals and shares are those of docs (contracts 2.4, 2.6; design 1 and 6) and of counts made on
real lists; what neither says is invented, and said to be so here.
"""

import datetime as dt

DEFAULT_TODAY = dt.date(2026, 9, 28)
"""The day the city shows unless another is asked for; the totals below hold on this day."""

FIRST_DAY = dt.date(1990, 1, 1)
LAST_DAY = dt.date(2032, 1, 1)
"""The history of the city runs to this day, so a city can be shown on any day before it."""

SHOPS_OF_DISTRICT: dict[str, int] = {
    "종로구": 330,
    "중구": 390,
    "용산구": 265,
    "성동구": 310,
    "광진구": 365,
    "동대문구": 355,
    "중랑구": 335,
    "성북구": 325,
    "강북구": 265,
    "도봉구": 215,
    "노원구": 325,
    "은평구": 335,
    "서대문구": 265,
    "마포구": 465,
    "양천구": 305,
    "강서구": 550,
    "구로구": 405,
    "금천구": 305,
    "영등포구": 460,
    "동작구": 285,
    "관악구": 490,
    "서초구": 465,
    "강남구": 770,
    "송파구": 545,
    "강동구": 365,
}
"""Open convenience stores of each district, 9,500 in all; only 영등포구's is a real count."""

SHOPS = sum(SHOPS_OF_DISTRICT.values())
SITES_PER_SHOP = 1.76  # sites that ever hold a convenience store, for each open today: measured
DAISO_STORES = 260
FOOD_OTHERS_PER_SHOP = 17.38  # 134,000 food permits that are no convenience store's: measured
TOBACCO_OTHERS_PER_SHOP = 7.65  # tobacco permits of supermarkets, kiosks and the like: measured

BRAND_SHARES: dict[str, float] = {
    "GS25": 0.375,
    "CU": 0.30,
    "세븐일레븐": 0.19,
    "이마트24": 0.075,
    "미니스톱": 0.002,
    "스토리웨이": 0.008,
    "씨스페이스": 0.005,
    "independent": 0.035,
    "unmanned": 0.010,
}
"""Of 463 listings of one district in January 2026: 176, 138, 88, 34, none, 4, 3 and 20 others."""

CHAINS: tuple[str, ...] = tuple(BRAND_SHARES)[:-2]

TOBACCO_SHARE: dict[str, float] = {"chain": 0.96, "independent": 0.60, "unmanned": 0.0}
FOOD_SHARE: dict[str, float] = {"chain": 0.60, "independent": 0.35, "unmanned": 0.0}
"""Who holds a permit. Unmanned shops sell neither tobacco nor cooked food."""

NEVER_REGISTERED = 0.015  # closings that no register ever hears of; invented
COMES_TWICE = 0.0012  # some hundred of 242,000 register rows come twice (design 1)

FOOD_TYPES: dict[str, float] = {
    "커피숍": 0.40,
    "기타 휴게음식점": 0.17,
    "일반조리판매": 0.15,
    "패스트푸드": 0.11,
    "과자점": 0.05,
    "다방": 0.05,
    "아이스크림": 0.03,
    "백화점": 0.015,
    "전통찻집": 0.01,
    "철도역구내": 0.003,
    "편의점": 0.002,
}
"""Business types of food permits that are no convenience store's; shares invented."""

FOOD_ENDINGS: dict[str, float] = {"03": 0.905, "04": 0.055, "05": 0.04}
"""How food permits end: shares of all that are not open (성남, contracts 2.6)."""

TOBACCO_ENDINGS: dict[str, float] = {"03": 0.80, "04": 0.17, "05": 0.03}
"""How tobacco permits end; 04 is 지정취소, whose date stands in APVCANCELYMD alone. Invented."""
