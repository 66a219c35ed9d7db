"""Dumps of pages: rows whose cells are whole web pages."""

from __future__ import annotations

import pytest

from reprint_trace.tables.opening import kind_of

PAGE = "<!DOCTYPE html><html><body><table><tr><td>时间</td><td>2021-03-05</td></tr></table><p>老街动工。</p></body></html>"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (f'url,html\nhttp://a.example/1,"{PAGE}"\n', "dump.csv", "delimited"),
        (f"url\thtml\nhttp://a.example/1\t{PAGE}\n", "dump.tsv", "delimited"),
        (f"\ufeffurl,html\nhttp://a.example/1,{PAGE}\n", "dump.csv", "delimited"),
        (
            "  <html><body><table><tr><th>标题</th><th>正文</th></tr></table></body></html>",
            "export.csv",
            "markup",
        ),
        ("<table><tr><th>标题</th><th>正文</th></tr></table>", "export.xls", "markup"),
    ],
)
def test_a_table_in_a_cell_is_no_table_of_markup(text: str, name: str, kind: str) -> None:
    """Pages hold tables of their own; only a file that begins with a tag is a table written in markup."""
    assert kind_of(text.encode(), name) == kind
