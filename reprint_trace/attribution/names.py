"""What a short string names: a person, one of the page's controls, nobody, or perhaps an outlet."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from reprint_trace.attribution.people import personal_name
from reprint_trace.outlets.gazetteer import LISTED, MAX_CREDIT, PARTED
from reprint_trace.outlets.names import affixes, name_key
from reprint_trace.outlets.names import is_place as is_listed_place
from reprint_trace.text.folding import fold_text, in_simplified
from reprint_trace.vocabulary import cells, one_of, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reprint_trace.model import Outlet
    from reprint_trace.outlets import Gazetteer

_HAN_ONLY = re.compile(r"[\u3400-\u9fff·]+")
_NAME = re.compile(r"[\u3400-\u9fffA-Za-z0-9·]+")
_TITLED = re.compile(
    r"^(?:本报|本社|本刊|本网)?(?:特约|见习|实习)?(?:(?:记者|記者|作者|编辑|通讯员)[ :：/]?|文[ :：/／])"
    r"|(?:先生|女士|教授|博士)$"
)
_BROKEN = re.compile(r"field:|[=<>{}\\#$%^*~]|\w@\w+\.|\[!--|&\w+;|size|href|http")
_BRAND, _MARKS = re.compile("[·•・（(]"), " 《》“”「」"
_AND = re.compile("[或和与及、]")
OWN = re.compile(r"^本(?:[报報站网網刊社台]|公众号|号)")
_ACCOUNT = re.compile(
    r"(?:微信|官方)*(?:公众号|公眾號|订阅号|公号|头条号|百家号|微博|微信)\s?[：:@“「\"《\[【（(]\s?@?(?P<name>[^”」\"》\]】）)\s]{2,20})"
)
_COUNT = re.compile(r"^[\d,.:：/\- 年月日时分()（）+]*(?:次|人|条|評論|评论|阅读|浏览|万)*$")


def is_titled(text: str) -> bool:
    """Whether a string is a person's name with a post or an address of respect (作者李小河, 李小河教授)."""
    name = in_simplified(text.replace(" ", ""))
    bare = _TITLED.sub("", name)
    return bare != name and 2 <= len(bare) <= 4 and personal_name(bare)


def is_person(text: str) -> bool:
    """Whether a Chinese string is most likely one person's name: a surname and one or two characters."""
    if is_titled(text):
        return True
    name = in_simplified(text.replace(" ", ""))
    if not _HAN_ONLY.fullmatch(name) or not 2 <= len(name) <= 4:
        return False
    return (
        personal_name(name) and not _is_organisation(name) and not (len(name) == 4 and ends_like_outlet(name))
    )


def _is_organisation(name: str) -> bool:
    return any(
        name.endswith(word) if place == "end" else word in name for word, place in cells("organisations")
    )


def is_place(text: str) -> bool:
    """Whether a string is one of the places whose names look like a person's."""
    return (text, "any") in cells("organisations")


def is_control(text: str) -> bool:
    """Whether a string is a control of the page (分享, 字号, 赞或分享 …) or a bare count."""
    named = in_simplified(text.strip(" +＋"))
    controls = words("screen_words")
    if named in controls or _COUNT.match(text):
        return True
    return _AND.search(named) is not None and controls.issuperset(_AND.split(named))


def is_section(text: str) -> bool:
    """Whether a string names one of a site's sections or lists (国内新闻), in either script."""
    return one_of("sections").search(in_simplified(text)) is not None


def is_broken(text: str) -> bool:
    """Whether a field's value is what a broken template left (`size="20"`), not a name."""
    return bool(_BROKEN.search(text)) or not any(char.isalpha() for char in text)


def outlets_named(text: str, gazetteer: Gazetteer) -> tuple[Outlet, ...]:
    """The outlets a name resolves to, without the gazetteer's names for nobody (网络, 本站 …)."""
    return tuple(outlet for outlet in gazetteer.resolve(text) if outlet.class_ != "pseudo")


@cache
def _endings(name: str) -> tuple[str, ...]:
    return tuple(words(name))


def credited(text: str, resolve: Callable[[str], Sequence[Outlet]]) -> tuple[str, ...]:
    """The names in a credit, carrier → origin: ids of the outlets that are known, and of the others what is
    called a newsroom's, without the words around it (人民网－河湾观察报客户端: 人民网, 河湾观察报); the
    text as written when it names neither."""
    known = [outlet.id for outlet in resolve(text)]
    parts = PARTED.split(text[:MAX_CREDIT])
    read = [[outlet.id for outlet in resolve(part)] or _newsroom(part) for part in parts]
    for n, part in enumerate(parts[:-1]):
        if not read[n] and any(read[n + 1 :]) and ends_like_outlet(part.strip()):
            read[n] = [part.strip()]  # of 渡口网－河湾观察报 also the site
    names = list(dict.fromkeys(name for part in read for name in part))
    return tuple(names if set(known) < set(names) else known) or (text.strip(),)


def lists_several(text: str) -> bool:
    """Whether a credit sets its names side by side (新华社、河湾晚报), which says of none that it passed
    the text on."""
    return LISTED.fullmatch(text) is not None


def _newsroom(text: str) -> list[str]:
    """The unknown newsroom that a part of a credit names: 河湾观察报 of 河湾观察报·渡口客户端."""
    name = _BRAND.split(affixes().without_lead(text.strip(_MARKS)), maxsplit=1)[0].strip(_MARKS)
    if name.endswith(("网", "在线")):  # 河湾晚报网 is a site, which others may keep
        return [name] if ends_like_outlet(name) else []
    for end in range(3, len(name) + 1):
        if named_newsroom(name[:end]) and affixes().is_tail(name_key(name[end:])):
            return [name[:end]]
    return []


def ends_like_outlet(text: str) -> bool:
    """Whether an unknown name is formed like a newspaper's, an agency's or a station's."""
    return (
        3 <= len(text) <= 14
        and text.endswith(_endings("outlet_endings"))
        and not text.endswith(_endings("not_an_outlet"))
        and _NAME.fullmatch(text) is not None
    )


def named_newsroom(text: str) -> bool:
    """Whether an unknown name says that it is a newsroom's (某某晚报): of 某某网 the name does not tell."""
    return ends_like_outlet(text) and any(text.endswith(end) for end, room in cells("outlet_endings") if room)


def speaks_of_itself(text: str) -> bool:
    """Whether a name is 本报, 本网 …: the words of whoever wrote the text, which name nobody elsewhere."""
    return OWN.match(text) is not None


def account_named(text: str) -> str | None:
    """The account that a credit to a platform names: 微信公众号“某某发布”; None where it names none."""
    match = _ACCOUNT.match(text.strip())
    return match["name"] if match else None


def is_name(text: str) -> bool:
    """Whether a string could be a name at all: two to ten letters and Han characters."""
    return 2 <= len(text) <= 10 and _NAME.fullmatch(text) is not None and not is_person(text)


@cache
def _no_source() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    kinds: dict[str, dict[str, str]] = {"whole": {}, "start": {}, "end": {}}
    for text, kind, match in cells("no_source"):
        kinds[match][fold_text(text)] = kind
    return kinds["whole"], kinds["start"], kinds["end"]


def names_nobody(text: str) -> str | None:
    """`none` for 网络, 转载 …, `self` for 本站原创 …; None when the value may name an outlet."""
    whole, starts, ends = _no_source()
    folded = fold_text(text)
    if folded in whole:
        return whole[folded]
    if is_listed_place(text):
        return "none"  # where who posted the page is (属地), printed beside the date
    if ends_like_outlet(text) and not text.endswith("互联网"):
        return None  # 网络导报 is a paper
    for size in range(min(8, len(folded)), 1, -1):
        kind = starts.get(folded[:size]) or ends.get(folded[-size:])
        if kind:
            return kind
    return None
