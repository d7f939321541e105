"""A folder of invented labels, in the form that people keep theirs."""

from pathlib import Path

PLACES = """\
place_id,place_name,road_address_name,x,y
1,GS25 한빛점,서울 영등포구 한빛로 12,126.9,37.52
2,CU 다솜점,서울 영등포구 다솜로 3,126.91,37.53
3,세븐일레븐 가람점,서울 영등포구 가람로 7,126.92,37.51
"""
SEMAS = """\
bizesId,bizesNm,brchNm,rdnmAdr,lnoAdr,signguNm,lon,lat
A,지에스25한빛점,,서울특별시 영등포구 한빛로 12,,영등포구,126.9,37.52
B,씨유다솜점,,서울특별시 영등포구 다솜로 3,,영등포구,126.91,37.53
C,이마트24가람점,,서울특별시 영등포구 가람로 7,,영등포구,126.92,37.51
"""
JUDGED = """\
place_id,verdict,certainty
1,has_same,sure
2,has_same,unsure
3,only_other_at_spot,sure
"""
PAIRS = """\
place_id,semas_id,label,certainty
1,A,same,sure
2,B,same,unsure
3,C,other_at_spot,sure
"""


def write_labels(folder: Path, *, pairs: str = PAIRS) -> Path:
    """Write the four files of one area, and say where."""
    texts = {
        "real/town_kakao_places.csv": PLACES,
        "real/town_semas_stores.csv": SEMAS,
        "gold/town_places.csv": JUDGED,
        "gold/town_pairs.csv": pairs,
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
