"""What is wrong with a file is named before anything of it is used."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radius_assets.collection.csv_files import (
    CsvRows,
    FileRefusedError,
    columns_of,
    has_broken_letters,
    opened,
)
from radius_assets_tests.collection.register_files import in_memory, written

KOREAN = "관리번호,사업장명\r\n1,가온25\r\n"


def read(content: str | bytes) -> list[tuple[int, list[str]]]:
    return list(CsvRows(in_memory(content)))


def refusal(content: str | bytes) -> str:
    with pytest.raises(FileRefusedError) as refused:
        read(content)
    return refused.value.why


def archive(folder: Path, files: dict[str, str], *, in_korea: bool = False) -> Path:
    """A zip archive; those made in Korea write names in CP949 and do not say so."""
    path = folder / "상가정보.zip"
    stands_for = {
        letter * len(name.encode("cp949")): name for letter, name in zip("ab", files, strict=False)
    }
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in zip(stands_for if in_korea else files, files.values(), strict=False):
            packed.writestr(name, text)
    if in_korea:
        data = path.read_bytes()
        for stand_in, name in stands_for.items():
            data = data.replace(stand_in.encode(), name.encode("cp949"))
        path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_the_encoding_is_found_out(encoding: str) -> None:
    rows = CsvRows(in_memory(KOREAN.encode(encoding)))

    assert rows.encoding == encoding
    assert rows.header == ["관리번호", "사업장명"]
    assert list(rows) == [(2, ["1", "가온25"])]


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_the_rows_tell_the_encoding_where_the_header_is_english(encoding: str) -> None:
    rows = CsvRows(in_memory("MGTNO,BPLCNM\n1,똠방각하\n".encode(encoding)))

    assert rows.encoding == encoding
    assert list(rows) == [(2, ["1", "똠방각하"])]


def test_bytes_of_another_encoding_are_seen() -> None:
    ((_, values),) = read("관리번호,사업장명\n1,".encode("cp949") + b"\xff\n")

    assert has_broken_letters(values)
    assert not has_broken_letters(["가온25", "🏪"])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "is empty"),
        ("\r\n", "is empty"),
        ("\ufeff", "is empty"),
        (KOREAN.replace(",", ";"), "its columns are separated by semicolons, not by commas"),
        (KOREAN.replace(",", "\t"), "its columns are separated by tabs"),
        ('"가";"나"\n"1";"2"', "its columns are separated by semicolons"),
        (KOREAN.encode("utf-16"), "is UTF-16"),
        (b"\xff\xff,\xfe\xfe\n1,2\n", "is no text in UTF-8 or CP949"),
        (KOREAN + "2", "is cut off: its last row, line 3, has 1 of 2 values"),
        (KOREAN + '2,"나온', "is cut off: its last row, line 3, lacks its closing quotation mark"),
        (KOREAN + '2,"나온"25\n3,다온\n', "line 3: ',' expected after '\"'"),
        (KOREAN + '2,"' + "나" * 200_000, "line 3: field larger than field limit (131072)"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(content: str | bytes, why: str) -> None:
    assert refusal(content).startswith(why)


def test_an_archive_without_its_end_is_no_text_in_another_encoding(tmp_path: Path) -> None:
    path = archive(tmp_path, {"서울.csv": KOREAN})
    path.write_bytes(path.read_bytes()[:-30])

    with pytest.raises(FileRefusedError, match="zip archive without its end"), opened(path):
        pass


def test_blank_lines_and_commas_at_the_end_are_no_rows_and_no_columns() -> None:
    assert read("가,나,\n\n1,2,\n\n3,4\n") == [(3, ["1", "2"]), (5, ["3", "4"])]


def test_a_row_is_as_wide_as_it_is_written() -> None:
    assert read('가,나\n1\n1,2,3\n"1\n2",3\n') == [
        (2, ["1"]),
        (3, ["1", "2", "3"]),
        (5, ["1\n2", "3"]),
    ]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="cp949", exclude_characters="\0")), min_size=3, max_size=3
        ),
        min_size=1,
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "cp949"]),
)
def test_what_is_written_is_read(rows: list[list[str]], encoding: str) -> None:
    quoted = "".join(
        ",".join('"' + value.replace('"', '""') + '"' for value in row) + "\r\n" for row in rows
    )

    read_back = read(f"가,나,다\r\n{quoted}".encode(encoding))

    assert [values for _, values in read_back] == rows


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere.csv", "nowhere.csv: cannot be read: no such file or directory"),
        ("", "folder: cannot be read: is a directory"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path: Path, name: str, why: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    with pytest.raises(FileRefusedError, match=f"^{why}$"), opened(folder / name):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="ROOT MAY READ ALL: a refused file is UNTESTED")
def test_a_file_that_nobody_may_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, KOREAN)
    path.chmod(0)

    with pytest.raises(FileRefusedError, match="cannot be read: permission denied"), opened(path):
        pass


@pytest.mark.parametrize("in_korea", [False, True])
def test_of_an_archive_the_file_of_seoul_is_read(tmp_path: Path, in_korea: bool) -> None:
    files = {"상가정보_부산_202606.csv": "가\n1\n", "상가정보_서울_202606.csv": KOREAN}

    with opened(archive(tmp_path, files, in_korea=in_korea)) as file:
        assert file.name == "상가정보_서울_202606.csv"
        assert file.size == len(KOREAN.encode())
        assert list(CsvRows(file)) == [(2, ["1", "가온25"])]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        (
            {"가.csv": "", "나.csv": ""},
            "unpack it and name one CSV file of it; it holds: 가.csv, 나",
        ),
        ({"readme.txt": ""}, "it holds: readme.txt"),
        ({}, "it holds: nothing"),
        ({"[Content_Types].xml": "", "xl/workbook.xml": ""}, "is an Excel workbook"),
    ],
)
def test_an_archive_without_one_csv_is_refused(
    tmp_path: Path, files: dict[str, str], why: str
) -> None:
    with pytest.raises(FileRefusedError) as refused, opened(archive(tmp_path, files)):
        pass

    assert why in str(refused.value)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, {"서울.csv": KOREAN})
    path.write_bytes(path.read_bytes().replace("가온25".encode(), "나온25".encode()))

    with pytest.raises(FileRefusedError, match="cannot be read: Bad CRC-32"), opened(path) as file:
        list(CsvRows(file))


@pytest.mark.parametrize(
    "name", ["좌표정보(X)", "좌표정보x(epsg5174)", "좌표정보X(EPSG5174)", " 좌표정보X "]
)
def test_columns_are_found_however_they_are_spelt(name: str) -> None:
    rows = CsvRows(in_memory(f"관리번호,{name}\n1,2\n"))

    found = columns_of(rows, {"x": ["좌표정보(X)"], "y": ["좌표정보(Y)"]}, needed={"x"}, what="it")

    assert found == {"x": 1}


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (
            "관리번호,사업장명",
            "is no file of permits: columns 인허가일자 are missing, there are: 관리번호",
        ),
        ("인허가일자,인허가일자", "columns '인허가일자' and '인허가일자' are the same field"),
    ],
)
def test_missing_and_doubled_columns_are_named(header: str, why: str) -> None:
    rows = CsvRows(in_memory(f"{header}\n1,2\n"))

    with pytest.raises(FileRefusedError) as refused:
        columns_of(rows, {"day": ["인허가일자"]}, needed={"day"}, what="permits")

    assert refused.value.why.startswith(why)


def test_a_stream_that_breaks_off_is_refused() -> None:
    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: object) -> int:
            raise OSError(5, "Input/output error")

    file = in_memory("")

    with pytest.raises(FileRefusedError, match="cannot be read: "):
        CsvRows(type(file)(file.name, 0, Broken()))  # type: ignore[arg-type]  # a stream
