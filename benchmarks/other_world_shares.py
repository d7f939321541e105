"""How often things happen in the other world: all shares, weights and days that it rests on.

What is measured was counted in the file of `../shared/data/real` that is named. All else is
assumed: what cities and registers are held to be like. None of it is to be fitted to what the
matching says.
"""

from collections.abc import Mapping
from datetime import date

REAL_DAY = date(2020, 6, 1)
"""The year of the real permits is known, 2020; the day is assumed."""
TODAY = date(2026, 10, 15)
SEMAS_DAY = date(2026, 6, 30)

# Before 2020: the file has no days, so all of these are assumed.
MEAN_DAYS_OF_OPEN = 1_600
MOST_DAYS_OF_OPEN = 5_000
MEAN_DAYS_OF_ENDED = 1_300
LEAST_DAYS_OF_ENDED = 60
DAYS_SINCE_ENDED = (10, 3_800)
DAYS_TO_NEXT_OWNER = (-15, 40)
DAYS_TO_NEXT_CHAIN = (5, 250)
SAME_SHOP_WITHIN_DAYS = 90
"""A permit of the same chain within so many days of the last is a new owner's, later a new shop."""
NO_BRAND_IS_CHAIN = 0.4
"""Of permits whose name has no brand (484 of 7,878 by brand_spelling_counts): so many are those of
a chain's shop under the name of its operator."""

# From 2020 to today, assumed; the sale of 미니스톱 to 세븐일레븐 in 2022 is a fact.
ENDS_A_YEAR = 0.07
NEW_OWNERS_A_YEAR = 0.10
NEW_BRANCH_OF_NEW_OWNER = 0.12
PERMITS_TAKEN_OVER = 0.35
DAYS_BETWEEN_OWNERS = (0, 1, 3, 7, 14, 30)
MINISTOP_SOLD_ON = date(2022, 3, 1)
MINISTOP_LASTS_TO = date(2022, 6, 1)
DAYS_TO_NEW_SIGN = (30, 720)
MINISTOP_BECOMES: Mapping[str, float] = {"세븐일레븐": 0.55, "another chain": 0.30, "empty": 0.15}
MINISTOP_NEW_BRANCH = 0.35
MINISTOP_PERMITS: Mapping[str, float] = {"as they are": 0.5, "renamed": 0.25, "new": 0.25}
MINISTOP_SAME_OWNER = 0.4
AFTER_END: Mapping[str, float] = {"another chain": 0.33, "no chain": 0.07, "empty": 0.60}
SAME_OWNER_CHANGES_CHAIN = 0.18
PERMITS_RENAMED = 0.6
"""Of owners who change the chain: so many keep their permits and have the name changed."""
DAYS_TO_SAME_OWNER = (3, 25)
MEAN_DAYS_TO_FOLLOWER = 45
LEAST_DAYS_TO_FOLLOWER = 8
SAME_CHAIN_AGAIN = 0.08
DAYS_TO_SAME_CHAIN_AGAIN = (120, 500)
OTHER_SELLER_AFTER = 0.25
DAYS_TO_OTHER_SELLER = (20, 200)
BRANCH_KEPT = 0.35
"""Of shops that follow another: so many take over the name of the branch."""

# What a city has besides, as shares of the open shops of chains; assumed.
FACING = 0.03
FACING_M = (15, 45)
FACING_ENDED = 0.3
MOVED = 0.012
MOVED_M = (40, 300)
DAYS_SINCE_MOVED = (10, 800)
MOVED_WITH_FOOD_PERMIT = 0.4
JUST_OPENED = 0.012
JUST_OPENED_DAYS = 60
JUST_OPENED_M = (60, 220)
SAME_BUILDING = 0.02
SAME_BUILDING_M = (0, 60)
SAME_BUILDING_ENDED = 0.25
SAME_BUILDING_NO_UNIT = 0.5
SAME_BUILDING_FLOOR = 0.5
SAME_BUILDING_OWN_NAME = 0.4
STATIONS_WITH_SHOP = 0.16
"""Of the 275 rows of stations in Seoul (urban_rail_stations)."""
STATION_ENDED = 0.12
BESIDE_STATION = 0.35
BESIDE_STATION_M = (10, 70)
BESIDE_STATION_ENDED = 0.2
DAYS_AT_STATION = (60, 4_000)
MEAN_DAYS_OF_NEIGHBOUR = 1_500
DAYS_SINCE_LEFT = (5, 700)

# Who holds permits, assumed. Food: snacks need one in some shops, tobacco in nearly all.
FOOD_AT_PREMISES = 0.58
FOOD_OF_NO_CHAIN = 0.4
FOOD_AS_IN_2020 = 0.3
TOBACCO_OF_CHAIN = 0.955
TOBACCO_OF_NO_CHAIN = 0.5
TOBACCO_UNMANNED = 0.03
KEEPS_RENAMED = 0.9
KEEPS_TAKEN_OVER: Mapping[str, float] = {"food": 0.85, "tobacco": 0.35}
NAME_FOLLOWS_NEW_CHAIN = 0.75
NAME_FOLLOWS_NEW_BRANCH = 0.5
TOBACCO_NAME_OF_OPERATOR = 0.025
OPERATOR_NAMED_LIKE_SHOP = 0.6
TOBACCO_NAME_BRAND_ALONE = 0.02
SUSPENDED = 0.002
SUSPENDED_SINCE_KNOWN = 0.5
DAYS_BEFORE_OPENING: Mapping[str, tuple[int, int]] = {"food": (-20, 3), "tobacco": (-10, 20)}
TOBACCO_DAYS_OF_NEW_OWNER = (0, 50)
DAYS_TO_REGISTER = 4
DAYS_OF_MOVED_FOOD = (900, 3_000)

# How permits end, assumed.
NEVER_GIVEN_BACK = 0.06
NEVER_GIVEN_BACK_TAKEN = 0.02
"""The same where another follows at the place."""
GIVEN_BACK_LATE = 0.05
DAYS_LATE = (60, 400)
DAYS_TO_GIVE_BACK: Mapping[str, tuple[int, int]] = {"food": (-10, 14), "tobacco": (-10, 35)}
REVOKED: Mapping[str, float] = {"food": 0.03, "tobacco": 0.06}
REVOKED_WITHOUT_DAY = 0.5
TOBACCO_EXCLUDED = 0.004

# Other sellers of tobacco at the address, assumed.
SELLER_BEFORE = 0.22
SELLER_BEFORE_REVOKED = 0.2
SELLER_BESIDE = 0.05

# Addresses and positions of permits, assumed: these faults come on top of what real rows lack, a
# road address in 1.1 %, a position in 0.3 % (gyeonggi_convenience_permits).
TOBACCO_NO_FLOOR = 0.45
TOBACCO_LOT_CUT = 0.6
TOBACCO_LOT_IN_WORDS = 0.7
NO_ROAD: Mapping[str, float] = {"food": 0.02, "tobacco": 0.06}
TOBACCO_NO_LOT = 0.03
LOT_DIGITS_MASKED = 0.01
LOT_MASKED = 0.004
NO_POSITION: Mapping[str, float] = {"food": 0.012, "tobacco": 0.05}
POSITION_FAR = 0.006
POSITION_FAR_M = 1_300
POSITION_ROUGH: Mapping[str, float] = {"food": 0.048, "tobacco": 0.01}
POSITION_ROUGH_M = 25
NEW_WITHOUT_POSITION = 0.5
NEW_DAYS = 25

# How permits are written, assumed: all ways that brand_spelling_counts has, though in its rows of
# gg_permit_2020 names of companies are rarer: 코리아세븐 7 times in 1,625, 비지에프 23 in 1,998.
SPELLINGS: Mapping[str, Mapping[str, float]] = {
    "GS25": {
        "GS25": 0.5,
        "지에스25": 0.28,
        "지에스(GS)25": 0.08,
        "GS25시": 0.02,
        "지에스25(GS25)": 0.03,
        "gs25": 0.02,
        "지에스": 0.03,
        "(주)지에스리테일": 0.02,
        "GS": 0.02,
    },
    "CU": {
        "씨유": 0.62,
        "CU": 0.24,
        "씨유(CU)": 0.06,
        "(주)비지에프리테일": 0.03,
        "CU 편의점": 0.02,
        "비지에프리테일": 0.01,
        "씨유편의점": 0.02,
    },
    "세븐일레븐": {
        "세븐일레븐": 0.86,
        "(주)코리아세븐": 0.06,
        "코리아세븐": 0.02,
        "7-ELEVEN": 0.03,
        "세븐일레븐편의점": 0.02,
        "주식회사 코리아세븐": 0.01,
    },
    "미니스톱": {"미니스톱": 0.95, "한국미니스톱(주)": 0.05},
    "이마트24": {"이마트24": 0.9, "emart24": 0.05, "이마트(Emart)24": 0.03, "위드미": 0.02},
}
BRAND_THEN: Mapping[str, float] = {" ": 0.41, "": 0.51, "(": 0.08}
"""What parts brand and branch; measured in gyeonggi_convenience_permits."""
BRANCH_WITH_ENDING = 0.87
"""Measured in gyeonggi_convenience_permits."""
PERMIT_WITHOUT_CITY = 0.05

# SEMAS: how it writes shops is measured in yeongdeungpo_semas_stores, whose spellings
# brand_spelling_counts has as semas_ydp; which shops it has is assumed.
SEMAS_SPELLINGS: Mapping[str, Mapping[str, float]] = {
    "GS25": {"지에스25": 0.56, "GS25": 0.43, "지에스": 0.01},
    "CU": {"씨유": 0.95, "CU": 0.03, "비지에프리테일": 0.02},
    "세븐일레븐": {"세븐일레븐": 0.57, "세븐": 0.39, "코리아세븐": 0.04},
}
SEMAS_TWICE = 0.12
SEMAS_OWNER_WRITTEN = 0.45
"""Of the rows that read `세븐… | 코리아`: so many end in 점주."""
SEMAS_WITH_ENDING = 0.81
SEMAS_CUT = 0.32
"""Of the other rows: so many have a part of the name as that of the branch."""
SEMAS_OPERATOR = 0.02  # assumed
SEMAS_OTHER_NUMBER = 0.05  # assumed
SEMAS_POSITION_M = 4  # assumed
SEMAS_HAS_OPEN = 0.80
SEMAS_HAS_ENDED = 0.35
SEMAS_FORGETS_DAYS = 400
SEMAS_NEVER_FORGETS = 0.03
SEMAS_DAYS_TO_LIST = 60

# The map, assumed. In yeongdeungpo_kakao_places none of 463 listings lacks a road address, and of
# chains only 스토리웨이 stands without a branch, three times.
MAP_HAS_OPEN = 0.985
MAP_KEEPS_ENDED = 0.85
MAP_FORGETS_DAYS = 200
MAP_NEVER_FORGETS = 0.012
MAP_KEEPS_TAKEN = 0.7
"""Of places that another shop took over 60 days ago or more: what is left of their listings."""
MAP_HAS_NOT_YET = 0.6
"""Of shops in their first five days."""
MAP_OTHER_CATEGORY = 0.3
"""Of shops of no chain whose name does not say what they are: so many are no convenience store."""
MAP_OLD_BRANCH = 0.25
MAP_OLD_SIGN = 0.06
MAP_WITHME = 0.02
MAP_CATEGORY_WITH_CHAIN = 0.97
MAP_NAMES: Mapping[str, float] = {
    "abbreviated": 0.030,
    "misspelt": 0.015,
    "without city": 0.030,
    "otherwise": 0.015,
    "brand alone": 0.020,
    "as it is": 0.890,
}
QUARTER_ADDED = 0.3
MISSPELT_LEFT_OUT = 0.5
MAP_POSITIONS_M: Mapping[tuple[float, float], float] = {
    (0, 5): 0.60,
    (5, 30): 0.25,
    (30, 70): 0.10,
    (70, 180): 0.05,
}
MAP_FAR_AFTER_ALL = 0.5
"""Of positions over 60 m off, where no large building explains it; the others are a quarter."""
MAP_ROADS: Mapping[str, float] = {
    "another number": 0.03,
    "another street": 0.02,
    "none": 0.01,
    "as it is": 0.94,
}
MAP_OTHER_LOT = 0.03
MAP_TWICE = 0.004
