"""A user's own outlets."""

from pathlib import Path

import pytest

from reprint_trace.errors import OutletsError
from reprint_trace.outlets import Gazetteer
from reprint_trace.outlets.tables import packaged_rows, read_outlets


def with_file(path: Path, text: str) -> Gazetteer:
    path.write_text(text, "utf-8")
    return Gazetteer(packaged_rows(), read_outlets(str(path)))


@pytest.mark.parametrize("mark", ["\t", ","])
def test_a_users_outlets_are_added(tmp_path: Path, mark: str) -> None:
    """A TSV or a CSV of one's own adds outlets that resolve by name, alias, former name and site."""
    header = mark.join(["id", "class", "family", "aliases", "former", "domains"])
    row = mark.join(
        ["小城晚报", "local", "小城日报社", "小晚;小城晚报网", "小城周报/2010", "xiaocheng.example"]
    )
    known = with_file(tmp_path / "mine", f"# 我的\n{header}\n\n{row}\n")
    for name in ("小城晚报", "小晚", "小城周报", "《小城晚报》客户端"):
        assert [outlet.id for outlet in known.resolve(name)] == ["小城晚报"]
    outlet = known.resolve_url("http://news.xiaocheng.example/1")
    assert outlet is not None
    assert (outlet.id, outlet.class_, outlet.family) == ("小城晚报", "local", "小城日报社")
    assert known.explain("小晚").outlets[0].basis == "alias: 小晚 (the user's own file)"


def test_a_users_outlet_wins_over_a_packaged_alias(tmp_path: Path) -> None:
    """A name the user gives to an outlet of their own means that outlet from then on."""
    known = with_file(tmp_path / "mine.csv", "name,aliases\n中新社区报,中新网\n")
    assert [outlet.id for outlet in known.resolve("中新网")] == ["中新社区报"]
    assert [outlet.id for outlet in known.resolve("中国新闻网")] == ["中国新闻网"]


def test_a_packaged_outlet_keeps_what_the_user_leaves_open(tmp_path: Path) -> None:
    """A row for a known outlet changes only the cells it fills; its names still resolve."""
    outlet = with_file(tmp_path / "mine.csv", "id,aliases\n中国新闻网,中新老网\n").resolve("中新老网")[0]
    assert (outlet.id, outlet.class_, outlet.licensed) == ("中国新闻网", "central", "2025-06")


def test_a_windows_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """A CSV as spreadsheet programs save it is read."""
    path = tmp_path / "excel.csv"
    path.write_bytes("id,class\r\n小城晚报,local\r\n".encode("utf-8-sig"))
    assert read_outlets(str(path))[0][:2] == ("小城晚报", "local")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "names no outlet"),
        ("id\n", "names no outlet"),
        ("class\tfamily\nlocal\tx\n", "line 1: no column id"),
        ("id\tcolour\n甲报\tred\n", "line 1: unknown column colour"),
        ("id\tclass\n甲报\tbroadsheet\n", "line 2: unknown class broadsheet"),
        ("id\tclass\n\tlocal\n", "line 2: no name"),
        ("id\taliases\n甲乙报\t甲\n", "line 2: a name needs two letters or characters"),
        ("id\tdomains\n甲乙报\thttps://a.example/\n", "line 2: https://a.example/ is not a domain"),
        ("id\tdomains\n甲乙报\t10.0.0.1\n", "line 2: 10.0.0.1 is not a domain"),
        ("id\taliases\n甲乙报\t小报\n丙丁报\t小报\n", "line 3: 小报 is claimed on line 2 as well"),
        ("id\n甲乙报\n《甲乙报》\n", "line 3: 甲乙报 is claimed on line 2 as well"),
        ("id\n甲乙报\tlocal\tmore\n", "line 2: 3 fields, the header has 1"),
    ],
)
def test_errors_are_named_by_their_line(tmp_path: Path, text: str, problem: str) -> None:
    """What is wrong with a user's file is said with the line it is wrong on."""
    with pytest.raises(OutletsError) as caught:
        with_file(tmp_path / "mine.tsv", text)
    assert problem in caught.value.problem
    assert caught.value.path.endswith("mine.tsv")
    assert caught.value.advice


def test_every_error_of_a_file_is_counted(tmp_path: Path) -> None:
    """A file of the wrong kind shows its first errors and how many more there are."""
    rows = "".join(f"报纸{n}\tnone\n" for n in range(9))
    with pytest.raises(OutletsError, match=r"line 2: .*\(and 4 more\)"):
        with_file(tmp_path / "mine.tsv", "id\tclass\n" + rows)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    """A missing file and one in another encoding are told apart."""
    with pytest.raises(OutletsError, match="No such file"):
        read_outlets(str(tmp_path / "none.tsv"))
    (tmp_path / "gb.tsv").write_bytes("id\n甲乙报\n".encode("gb18030"))
    with pytest.raises(OutletsError, match="UTF-8"):
        read_outlets(str(tmp_path / "gb.tsv"))
