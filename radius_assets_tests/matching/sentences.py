"""The sentences under a verdict on the first listing, and the parts they are made of."""

from radius_assets_tests.matching.rows import Row, judged

SHOP = "'지에스25 한빛점' 0 m away, same road address, same branch"
OTHER = "'CU 가온점' 0 m away, same road address, another brand"
SHOP_KO = "'지에스25 한빛점' 0 m 거리, 같은 도로명주소, 같은 지점명"
OTHER_KO = "'CU 가온점' 0 m 거리, 같은 도로명주소, 다른 브랜드"
BEGUN, BEGUN_KO = "permitted 2015-03-02", "인허가 2015-03-02"
OVERTAKEN = "does not count, for a permit of this shop was given or ended since"
OVERTAKEN_KO = "이후 이 점포의 다른 인허가가 나오거나 끝났으므로 고려하지 않음"
NONE_LATER, NONE_LATER_KO = (
    "no later permit of a convenience store stands here",
    "같은 자리에 이후 영업 중인 편의점 인허가 없음",
)


def sentences(
    *listed: Row,
    tobacco: list[Row] | None = None,
    semas: list[Row] | None = None,
    column: str = "sentence",
) -> list[str]:
    """The sentences of the evidence, in the language of the column."""
    (first, *_) = judged(*listed, tobacco=tobacco, semas=semas)
    return [said[column] for said in first["evidence"]]
