"""Names of shops in the other world: how real ones are read, and how each list writes them.

The reading is its own and knows nothing of the package's, so that no fault is shared.
"""

import re
from collections.abc import Mapping, Sequence

from benchmarks import other_world_shares as shares
from benchmarks.other_world_shops import Dice

CHAINS: Mapping[str, re.Pattern[str]] = {
    "GS25": re.compile(
        r"(?:지에스|gs|쥐에스)\s*(?:\(?(?:gs|지에스)\)?)?\s*25\s*(?:시|편의점)?"
        r"(?:\(?gs25\)?|\(지에스25\))?|엘지25|lg25시?|^gs|^지에스",
        re.IGNORECASE,
    ),
    "CU": re.compile(
        r"씨유\s*(?:\(cu\))?|^cu|\(cu\)|훼미리마트|훼밀리마트|패밀리마트|비지에프(?:리테일|휴먼넷)",
        re.IGNORECASE,
    ),
    "세븐일레븐": re.compile(
        r"세븐일레븐|세븐일래븐|7[- ]?eleven|7븐일레븐|바이더웨이|코리아세븐|^세븐", re.IGNORECASE
    ),
    "미니스톱": re.compile(r"미니스톱|mini ?stop", re.IGNORECASE),
    "이마트24": re.compile(r"이마트\s*(?:\(?emart\)?)?\s*24|emart24|위드미|withme", re.IGNORECASE),
    "씨스페이스": re.compile("씨스페이스"),
    "365플러스": re.compile(r"365플러스|홈플러스\s*365|로그인"),
    "스토리웨이": re.compile("스토리웨이|코레일유통"),
}
GREAT_CHAINS = ("GS25", "CU", "세븐일레븐", "이마트24")

_NO_BRANCH = re.compile(
    r"\(주\)|주식회사|㈜|\(유\)|편의점|\(?GS25\)?|\(?CU\)?|[()<>\[\]\-_.,·&\s]", re.IGNORECASE
)
_CITY = re.compile(
    "^(?:수원|성남|분당|안양|부천|의정부|일산|용인|안산|광명|군포|시흥|하남|구리|오산|과천|고양)"
)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# What shops are called after, as the branches of the real permits are.
_LANDMARKS = _words(
    "중앙 역 센터 타운 본 제일 행복 사랑 스타 으뜸 하나 공원 시장 대로 사거리 병원 학교 2호 3호 "
    "로데오 파크 자이 래미안 푸르지오 힐스 그린 우리 시티 메디 비즈 명가"
)
_FIRST_WORDS = _words("행복 하나 우리 새벽 대박 이레 동북 태양 한강 조은 사랑 24시 드림 은혜")
_LAST_WORDS = _words("편의점 편의점 마트 스토어 24 365편의점 슈퍼 할인점")
_COMPANIES = _words("가온 대성 한빛 신우 미래 동양")
_TRADES = _words("유통 상사 리테일 기획 에프앤비")
_SELLERS = _words("홍익 대성 현대 우리 제일 삼성 형제 만나 영광 서울 개미 한일")
_SELLER_TRADES = _words("상회 슈퍼 마트 수퍼 담배 식품 유통 쌀상회 복권방 할인마트 분식 편의점")
_BESIDE = _words(
    "행운복권방 가판대 우리마트 담배나라 로또명당 대한통운 씨티호텔 나나문구 서울슈퍼 구두수선 "
    "연초박스"
)
_AFTERWARDS = _words(
    "하나마트 전자담배스토어 우리슈퍼 복권나라 베이프샵 행복식자재마트 무인담배편의점 새마을식품"
)
_SEMAS_OPERATORS = _words("가온앤지 코레일유통 (주)대성유통 한빛빈 에이치에스")
_OTHER_WORDS = (
    ("아파트", "APT"),
    ("초등학교", "초교"),
    ("초교", "초등학교"),
    ("병원", "메디"),
    ("오피스텔", "OT"),
    ("중앙", "센트럴"),
    ("단지", ""),
    ("마을", ""),
)


def read_name(name: str) -> tuple[str | None, str]:
    """The chain that the name of a real permit says, and the rest of it as a branch."""
    for chain, pattern in CHAINS.items():
        if found := pattern.search(name):
            return chain, _branch(name[: found.start()] + name[found.end() :])
    return None, _branch(name)


def _branch(rest: str) -> str:
    return _NO_BRANCH.sub("", rest).rstrip("점")


class Names:
    """New names, and names as permits, SEMAS and the map write them."""

    def __init__(self, dice: Dice, quarters: Mapping[str, Sequence[str]]) -> None:
        self._dice = dice
        self._quarters = quarters

    def quarter(self, district: str) -> str:
        """One of the quarters of the district, without its 동."""
        return self._dice.choice(self._quarters[district])

    def branch(self, district: str, old: str | None = None) -> str:
        """The name of a new branch, which may be that of the shop before."""
        if old and self._dice.hits(shares.BRANCH_KEPT):
            return old
        return self.quarter(district) + self._dice.choice(_LANDMARKS)

    def independent(self, district: str) -> str:
        """The name of a shop of no chain."""
        kind = self._dice.choice(["named", "unmanned", "store of old"])
        if kind == "named":
            return self._named()
        if kind == "unmanned":
            what = self._dice.choice(["편의점", "스토어", "할인점 24"])
            return f"무인{what} {self.quarter(district)}점"
        return f"나들가게 {self.quarter(district)}"

    def operator(self) -> str:
        """What an operator calls the business, and not by its chain."""
        if self._dice.hits(shares.OPERATOR_NAMED_LIKE_SHOP):
            return self._named()
        form = self._dice.choice(["(주)", "주식회사 "])
        return form + self._dice.choice(_COMPANIES) + self._dice.choice(_TRADES)

    def seller(self) -> str:
        """Who sold tobacco before the shop was there."""
        return self._dice.choice(_SELLERS) + self._dice.choice(_SELLER_TRADES)

    def seller_beside(self) -> str:
        """Who sells tobacco in the same building."""
        return self._dice.choice(_BESIDE)

    def seller_afterwards(self) -> str:
        """Who sells tobacco where a shop was."""
        return self._dice.choice(_AFTERWARDS)

    def on_permit(self, chain: str | None, branch: str) -> str:
        """A shop as a permit calls it."""
        if chain is None:
            return branch
        brand = self._dice.one_of(shares.SPELLINGS.get(chain, {chain: 1.0}))
        if self._dice.hits(shares.PERMIT_WITHOUT_CITY):
            branch = _CITY.sub("", branch) or branch
        ending = "점" if self._dice.hits(shares.BRANCH_WITH_ENDING) else ""
        gap = self._dice.one_of(shares.BRAND_THEN)
        return f"{brand}{gap}{branch}{ending}{')' if gap == '(' else ''}"

    def in_semas(self, chain: str | None, branch: str) -> tuple[str, str | None]:
        """Name and branch of a shop in SEMAS, which cuts names anywhere."""
        if chain is None:
            return branch, None
        dice = self._dice
        brand = dice.one_of(shares.SEMAS_SPELLINGS.get(chain, {chain: 1.0}))
        if brand == "세븐":
            owner = "주" if dice.hits(shares.SEMAS_OWNER_WRITTEN) else ""
            return f"세븐{branch}점{owner}", "코리아"
        name = brand + branch + ("점" if dice.hits(shares.SEMAS_WITH_ENDING) else "")
        rest: str | None = None
        if dice.hits(shares.SEMAS_CUT):
            at = dice.randint(len(brand), max(len(brand), len(name) - 2))
            name, rest = name[:at], name[at:]
        return (dice.choice(_SEMAS_OPERATORS) if dice.hits(shares.SEMAS_OPERATOR) else name), rest

    def branch_on_map(self, branch: str, district: str) -> str:
        """The name of a branch as whoever put it on the map wrote it; empty if left out."""
        way = self._dice.one_of(shares.MAP_NAMES)
        if way == "abbreviated":
            return _abbreviated(branch)
        if way == "misspelt":
            return self._misspelt(branch)
        if way == "without city":
            return self._without_city(branch, district)
        if way == "otherwise":
            return self.branch(district)
        return "" if way == "brand alone" else branch

    def _named(self) -> str:
        return self._dice.choice(_FIRST_WORDS) + self._dice.choice(_LAST_WORDS)

    def _misspelt(self, branch: str) -> str:
        at = self._dice.randrange(len(branch))
        left_out = len(branch) > 3 and self._dice.hits(shares.MISSPELT_LEFT_OUT)
        instead = "" if left_out else self._dice.choice("가나다라정성현")
        return branch[:at] + instead + branch[at + 1 :]

    def _without_city(self, branch: str, district: str) -> str:
        shorter = _CITY.sub("", branch)
        if len(shorter) >= 2 and shorter != branch:
            return shorter
        if shorter == branch and self._dice.hits(shares.QUARTER_ADDED):
            return self.quarter(district) + branch
        return branch


def _abbreviated(branch: str) -> str:
    for word, other in _OTHER_WORDS:
        if word in branch:
            return branch.replace(word, other)
    return branch
