"""Every use of one house's texts in a run, and what became of them there."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from reprint_trace.contract.loading import saved_traces
from reprint_trace.errors import OutletsError
from reprint_trace.uses import Use, export_uses, notices, read_licensees, uses
from tests.conftest import Run

STORY = (
    "晨江日报讯（记者尹望舟）5月6日，晨江市水务局在青石闸举行启用仪式，这座历时两年零四个月建成的水闸正式投入运行。\n"
    "新闸设计流量每秒860立方米，总投资3.2亿元，可保护下游11个村庄、2.6万亩农田。站长费听澜介绍，闸门启闭全部由远程控制，"
    "值守人员由过去的18人减到5人。\n"
    "“以前一下大雨，全村人都不敢睡。”青石村村民邬满仓说，去年7月的那场洪水漫过了他家的门槛，今年他把粮仓又搬回了楼下。\n"
    "市水务局总工程师奚若拙表示，下一步将对全市37座老旧水闸逐一体检，年底前完成其中12座的改造。"
)
OTHER = (
    "北桥晚报消息 5月2日夜里，北桥老戏台重新亮起了灯。台下坐着四百多名观众，最年长的一位已经九十一岁。\n"
    "戏台建于清末，停演二十三年，修缮用了十四个月，更换木构件五百余件。班主桑九龄说，第一场唱的还是停演那夜没有唱完的折子。\n"
    "街道办事处负责人介绍，戏台今后每周六开放，门票五元，收入全部用于修缮。"
)
PAGE = """<html><head><meta charset="utf-8"><title>{title}_{site}</title></head><body><h1>{title}</h1>
<div class="info">{date} 10:00 {credit}</div><div class="article">{body}</div></body></html>"""


def page(title: str, site: str, date: str, credit: str, text: str) -> str:
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return PAGE.format(title=title, site=site, date=date, credit=credit, body=body)


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three copies of one house's story, credited, uncredited and altered, and a copy of another's."""
    from reprint_trace.contract import to_json
    from reprint_trace.corpus import open_corpus
    from reprint_trace.library import read
    from reprint_trace.tracing import trace

    folder = tmp_path_factory.mktemp("uses")
    bare = STORY.removeprefix("晨江日报讯（记者尹望舟）")
    pages = {
        "credited": page("青石闸正式启用", "柳湾网", "2021-05-07", "来源：晨江日报", STORY),
        "bare": page("大消息！青石闸启用了", "拾叶网", "2021-05-08", "", bare.replace("3.2亿元", "5.2亿元")),
        "wrong": page("青石闸正式启用", "远帆网", "2021-05-09", "来源：北桥晚报", bare),
        "other": page("老戏台亮灯", "柳湾网", "2021-05-03", "来源：北桥晚报", OTHER),
    }
    rows = [
        {"id": "cj-1", "title": "青石闸正式启用", "text": STORY, "source": "晨江日报", "date": "2021-05-06"},
        {"id": "bq-1", "title": "老戏台亮灯", "text": OTHER, "source": "北桥晚报", "date": "2021-05-02"},
    ]
    (folder / "originals.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    lines = []
    with open_corpus(str(folder / "originals.jsonl")) as corpus:
        for name, text in pages.items():
            (folder / f"{name}.html").write_text(text, "utf-8")
            lines.append(to_json(trace(read(folder / f"{name}.html"), corpus)) + "\n")
    (folder / "traces.jsonl").write_text("".join(lines), "utf-8")
    return folder / "traces.jsonl"


def found(traces: Path, of: str = "晨江日报", since: str | None = None) -> dict[str, Use]:
    return {Path(use.page).stem: use for use in uses(saved_traces(str(traces)), of, new_since=since)}


def test_every_use_of_a_house_is_listed_and_no_other(traces: Path) -> None:
    """Copies of its story, credited or not; nobody else's."""
    assert set(found(traces)) == {"credited", "bare", "wrong"}
    assert set(found(traces, "北桥晚报")) == {"other"}
    assert found(traces, "无名日报") == {}


def test_a_use_says_what_became_of_the_text(traces: Path) -> None:
    """Characters and shares taken, headline, byline, figures, credit."""
    mine = found(traces)
    assert [mine[name].credit for name in ("credited", "bare", "wrong")] == ["right", "none", "wrong"]
    assert [mine[name].headline_changed for name in ("credited", "bare")] == [False, True]
    assert "5.2" in "".join(mine["bare"].figures_changed)
    bare = mine["bare"]
    assert (bare.byline_removed, bare.dateline_removed) == (("尹望舟",), True)
    assert not mine["credited"].byline_removed
    assert (bare.characters or 0) > 200
    assert (bare.of_original or 0) > 0.8


def test_a_figure_is_lost_where_it_stands_as_the_end_of_a_longer_one() -> None:
    """2万吨 is not on a page that has 109.2万吨; a percentage has no measure word."""
    from reprint_trace.comparing.match import _figures_lost

    assert _figures_lost(["超产2万吨，占93%援建"], "全年109.2万吨，占93%") == ("2万吨",)


def test_only_new_pages_are_asked_for(traces: Path) -> None:
    """--new-since counts the day itself."""
    assert set(found(traces, since="2021-05-08")) == {"bare", "wrong"}


def test_the_users_list_says_who_is_licensed(traces: Path, tmp_path: Path) -> None:
    """By name, within the days of the licence; the list may be in GB 18030."""
    listed = tmp_path / "list.csv"
    listed.write_bytes(
        "媒体,域名,起,止\n柳湾网,,2021-01-01,2021-12-31\n拾叶网,,,2021-05-07\n".encode("gb18030")
    )
    licensees = read_licensees(str(listed))
    states = {
        Path(use.page).stem: use.licensed
        for use in uses(saved_traces(str(traces)), "晨江日报", licensees=licensees)
    }
    assert states == {"credited": "yes", "bare": "lapsed", "wrong": "no"}


@pytest.mark.parametrize(
    ("text", "problem"), [("a,b\n1,2\n", "no outlet"), ("媒体,起\n甲网,昨天\n", "line 2")]
)
def test_a_list_with_errors_is_named(tmp_path: Path, text: str, problem: str) -> None:
    """What is wrong with a list of licensees is said by its line."""
    (tmp_path / "list.csv").write_text(text, "utf-8")
    with pytest.raises(OutletsError, match=problem):
        read_licensees(str(tmp_path / "list.csv"))


def test_a_table_has_a_row_a_use_and_a_summary_by_outlet(traces: Path) -> None:
    """CSV, workbook, page and Word file show the same uses; in Chinese no code is left in a cell."""
    mine = tuple(found(traces).values())
    rows = list(csv.DictReader(io.StringIO(export_uses(mine, "晨江日报", "csv").decode("utf-8-sig"))))
    assert [row["credit"] for row in rows] == ["right", "none", "wrong"]
    book = load_workbook(io.BytesIO(export_uses(mine, "晨江日报", "xlsx", "zh")))
    assert [sheet.max_row for sheet in book] == [4, 4]
    assert "正确" in {cell.value for row in book.worksheets[0] for cell in row}
    assert "拾叶网" in export_uses(mine, "晨江日报", "html", "zh").decode()
    assert Document(io.BytesIO(export_uses(mine, "晨江日报", "docx"))).tables


def _words(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


@pytest.mark.parametrize("template", ["takedown", "licence"])
def test_a_notice_is_filled_from_the_facts_and_the_rest_left_blank(traces: Path, template: str) -> None:
    """One for every outlet; who signs and what is asked for is left to the house."""
    drafts = dict(notices(tuple(found(traces).values()), "晨江日报", template))
    assert len(drafts) == 3
    text = _words(next(data for name, data in drafts.items() if "拾叶网" in name))
    assert "拾叶网" in text
    assert "大消息！青石闸启用了" in text
    assert "柳湾网" not in text
    assert "＿＿＿＿" in text
    assert "{{" not in text


def test_the_user_may_change_the_template(traces: Path, tmp_path: Path) -> None:
    """A Word file of one's own with the same blanks."""
    document = Document()
    document.add_paragraph("{{outlet}}：{{uses}} 处，经办 {{clerk}}")
    document.save(str(tmp_path / "own.docx"))
    drafts = dict(notices(tuple(found(traces).values()), "晨江日报", str(tmp_path / "own.docx")))
    assert "拾叶网：1 处，经办 ＿＿" in "".join(_words(data) for data in drafts.values())


def test_the_command_writes_tables_and_notices(run: Run, traces: Path, tmp_path: Path) -> None:
    """A workbook by its ending, notices in a folder, both languages."""
    folder, file = tmp_path / "drafts", tmp_path / "uses.xlsx"
    ran = run("uses", str(traces), "--of", "晨江日报", "--notices", str(folder), "-o", str(file))
    assert ran.code == 0
    assert len(list(folder.iterdir())) == 3
    assert load_workbook(file).worksheets
    assert "拾叶网" in run("uses", str(traces), "--of", "晨江日报", "--lang", "zh").out
    assert run("uses", str(traces)).code == 2
