"""The gazetteer as a whole: its data, its speed, its other questions."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from reprint_trace.outlets import Gazetteer, gazetteer, same_family
from reprint_trace.outlets.names import name_key
from reprint_trace.outlets.tables import facts, packaged_rows

ROOT = Path(__file__).parent.parent.parent
ROWS = packaged_rows()


def test_every_name_of_an_outlet_resolves_to_it() -> None:
    """An alias, a former name and the name itself mean the same outlet, for every row."""
    known = gazetteer()
    for row in ROWS:
        names = [
            row[0],
            *(alias for alias, _ in facts(row[5])),
            *(former for former, _ in facts(row[4], "/")),
        ]
        wrong = [name for name in names if [outlet.id for outlet in known.resolve(name)] != [row[0]]]
        assert not wrong, row[0]


def test_every_site_of_an_outlet_resolves_to_it() -> None:
    """Each domain of each row leads back to its outlet."""
    for row in ROWS:
        for domain, _ in facts(row[6]):
            outlet = gazetteer().resolve_url(f"https://{domain}/")
            assert outlet is not None, domain
            assert outlet.id == row[0], domain


def test_the_data_file_is_as_its_script_writes_it() -> None:
    """outlets.tsv passes every check of the script that rebuilds it, and is in its order."""
    script = ROOT / "benchmarks/make_outlets.py"
    done = subprocess.run(
        [sys.executable, script, "--check"],
        check=False,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_loading_is_quick() -> None:
    """Loading the gazetteer costs tens of milliseconds of processor time, not hundreds."""
    times = []
    for _ in range(5):  # the least of several: other work on the machine slows any one of them
        start = time.process_time()
        Gazetteer(packaged_rows()).resolve("人民网")
        times.append(time.process_time() - start)
    assert min(times) < 0.2


def test_get_knows_ids_and_nothing_else() -> None:
    """An id gives its outlet back; an alias is no id."""
    known = gazetteer()
    outlet = known.get("人民日报")
    assert outlet is not None
    assert (outlet.class_, outlet.family, outlet.licensed) == ("central", "人民日报社", "2025-06")
    assert known.get("中新网") is None
    body = known.get("资溪县人民政府")
    assert body is not None
    assert body.class_ == "government"


@pytest.mark.parametrize(
    ("text", "outlet", "taken"),
    [
        ("新京报记者 彭冲", "新京报", "新京报"),
        ("《新京报》记者 彭冲", "新京报", "《新京报》"),
        ("新华社北京2月24日电", "新华社", "新华社"),
        ("南都记者 李某", "南方都市报", "南都"),
        ("人民日报海外版记者", "人民日报海外版", "人民日报海外版"),
        ("南方＋客户端记者", "南方日报", "南方＋客户端"),
    ],
)
def test_a_leading_outlet_is_found_with_its_length(text: str, outlet: str, taken: str) -> None:
    """The longest outlet name a byline begins with is found, with the characters it took."""
    found = gazetteer().leading(text)
    assert found is not None
    assert (found[0].id, text[: found[1]]) == (outlet, taken)


@pytest.mark.parametrize("text", ["本报记者 王某", "网络综合", "人民网友说", "晶报改装", "记者", "", "《》"])
def test_text_without_a_leading_outlet_has_none(text: str) -> None:
    """本报, general words and half words lead with no outlet."""
    assert gazetteer().leading(text) is None


@pytest.mark.parametrize(
    ("query", "basis"),
    [
        ("人民曰报", "name: 人民日报"),
        ("中新网", "alias: 中新网 (editor's knowledge)"),
        ("法制日报", "former name: 法制日报, until 2020"),
        ("江西省资溪县人民政府", "place and body: 江西省资溪县人民政府"),
        ("央视新闻客户端讯", "name and suffix: 央视新闻客户端讯"),
        ("https://www.shadafang.com/a/1.html", "domain: shadafang.com (editor's knowledge)"),
    ],
)
def test_an_explanation_names_the_rule_and_the_witness(query: str, basis: str) -> None:
    """Each resolved outlet says which fact or rule led to it, and who vouches for the fact."""
    resolution = gazetteer().explain(query)
    assert resolution.query == query
    assert [outlet.basis for outlet in resolution.outlets] == [basis]


def test_an_explanation_of_nobody_is_empty() -> None:
    """A string that names no outlet is explained by no outlet."""
    assert gazetteer().explain("元氏交警").outlets == ()


def test_a_sub_brand_points_to_the_licence_of_its_house() -> None:
    """An account that is not in the CAC list by name leads to the licensed outlet it belongs to."""
    known = gazetteer()
    account, station, farm = known.get("央视新闻"), known.get("中央广播电视总台"), known.get("傻大方")
    assert account is not None
    assert station is not None
    assert farm is not None
    assert account.licensed is None
    assert known.licensed_kin(account) == station
    assert same_family(account, station)
    assert known.licensed_kin(station) is None
    assert known.licensed_kin(farm) is None


def test_names_fold_widths_forms_and_lookalikes() -> None:
    """Two ways of typing one name give one key; a plus sign is not lost."""
    assert name_key("《人民曰報》") == name_key("人民日报")
    assert name_key("⻓江日报") == name_key("长江日报")
    assert name_key("南方＋") == "南方plus"
    assert name_key("——") == ""
