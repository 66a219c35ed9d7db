"""Names that changed: people, bodies and places, whole, by the words around them."""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from reprint_trace import vocabulary
from reprint_trace.attribution import named_form, people, personal_name
from reprint_trace.attribution.people import name_odds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprint_trace.comparing.facts import Compared
    from reprint_trace.comparing.statements import Place, Word
    from reprint_trace.model import Span

_TELLING = "说称示告"
LIKELY = 10  # odds (`name_odds`) from which a name needs no cue
SURE = 3  # weight from which two stretches are people's names
REACH = 12  # raw characters before and behind a name that say it is one
BODY = 14  # raw characters from a changed word to what a body's name ends with
_HAN = re.compile(r"[一-鿿]+")
_NAMED = re.compile(r"[一-鿿A-Za-z·•・]+")
_CALLED = re.compile(r"(?:师傅|先生|女士|小姐|老汉|大爷|大妈|大姐|大娘|某某|某)")
_NOUNS = ("n", "j", "l", "x", "g", "b", "vn", "eng", "m", "f", "q", "s", "a")  # parts of a body's name
_NAMES = ("n", "x", "g", "j", "eng")  # classes of words that may be a name of their own
_ROLE = re.compile(
    r"(?:记者|通讯员|作者|编辑|责编|摄影|律师|发言人|负责人|当事人|嫌疑人|被告人?|原告人?|证人|居民|村民|市民|网友|患者|业主|"
    r"导演|演员|主播|经理|书记|主席|总统|总理|首相|部长|市长|博士|先生|女士|小姐|同志|支书|代表|证明|妻子|丈夫|儿子|女儿|父亲|母亲|"
    r"[员长师授任官委记理手工生民友客妈爸妻弟兄姐妹者犯士总])[：:、，]?$"
)
_LISTED = re.compile(r"(?:[一-鿿·]{2,4}[、和与及])$|^(?:[、和与及][一-鿿]{2,4})")
_BEFORE = re.compile(
    r"(?:据|由|向|对|与|和|被|把|给|跟|同|为|当选的有|任命|聘请|采访了?|叫|名叫|名为|是|找到|见到|[（(“《。！？\n])$"
)
_BEHIND = re.compile(
    r"^(?:也|还|则|又|并|曾|均|都|再次|随后|当天|当日|昨天|今天|随即|继续|反复|多次|向\S{1,8}|对\S{1,8}|在\S{1,10})?"
    r"(?:介绍|解释|补充|告诉|说|表示|指出|坦言|认为|称|透露|强调|回应|回忆|证实|直言|写道|提到|谈到|承认|否认|呼吁|反映|披露|宣布|"
    r"家住|的(?:妻子|丈夫|儿子|女儿|父亲|母亲|父母|家人|家属|律师|代理|辩护|行为|说法|身份|家|朋友|同事|邻居|账户)|"
    r"出生|生于|今年|当年|当天|当时|年仅|现年|享年|被|因|涉嫌|男，|女，|先生|女士|同志|某|等[人三四五六七八九十]|[（(）)]|为首|任|担任|获|荣获|当选|"
    r"把|将|到|在|向|对|和|与|骑|去|从|是|及)"
)
_TOLD = re.compile(
    r"(?:也|还|则|又|并|曾|均|都|再次|随后|当天|昨天|今天|随即|继续|向\S{1,8}?|对\S{1,8}?|在\S{1,10}?)?"
    r"(?:介绍|解释|补充|告诉|说|表示|指出|坦言|认为|强调|透露|回应|回忆|证实|直言|写道|提到|谈到|承认|否认|呼吁|称)"
    r"|家住|的(?:妻子|丈夫|儿子|女儿|父亲|母亲|父母|家人|家属|律师|代理)|今年|，[男女]|是\S{1,12}的"
)
_BODY_END = re.compile(
    r"(?:公司|集团|厂|银行|医院|卫生院|诊所|学校|大学|学院|中学|小学|幼儿园|法院|检察院|公安局|派出所|局|委员会|委|办公室|办|厅|"
    r"部|署|协会|学会|联合会|商会|基金会|工会|研究院|研究所|事务所|合作社|社|出版社|日报|晚报|晨报|早报|时报|商报|都市报|报|周刊|杂志|"
    r"电视台|广播台|台|网|在线|新闻|客户端|通讯社|物流园|园区|园|俱乐部|队|战队|剧院|剧团|博物馆|图书馆|馆|酒店|宾馆|饭店|餐厅|超市|"
    r"商场|门店|专卖店|连锁店|股份|控股|证券|保险|基金|信托|科技|地产|置业|汽车|航空|电力|石化|能源|传媒|影业|药业|实业|重工|电子|中心|"
    r"支行|分行|总行|支队|大队|中队|党|政府|军|交易所|法庭|站|机场)$"
)
_TAIL = re.compile(
    r"公司|集团|设计院|研究院|研究所|事务所|监管局|局|部|委员会|银行|医院|大学|学院|中学|小学|报社|电视台|协会"
)
_MINISTRY = re.compile(
    r"^(?:水利|住建|国防|外交|财政|教育|卫生|商务|农业|农村|交通|公安|司法|民政|科技|文化|旅游|国土|资源|环境|环保|建设|铁道|信息|人社|宣传|组织|统战|联络|工信)+部$"
)
_NO_BODY = re.compile(
    r"(?:社会|机会|大会|会议|理会|体会|领会|部|全部|内部|外部|干部|一部|本部|入网|上网|互联网|联网|因特网|站|车站)$"
)
_PLACE_END = re.compile(
    r"^(?:[一-鿿]{0,2}?(?:省|市|县|区|镇|乡|村|州|旗|盟|街道|街|路|巷|弄|港|湾|岛|屿|山|河|湖|江|溪|桥|机场|车站|站|码头|小区|社区|新区|开发区|半岛|沙漠|海峡|高原|盆地|草原|平原|群岛|运河|水库|海湾|景区|公园))"
)
_DIVISIONS = tuple("省市县区镇乡村州旗")
_SORTS_OF_PLACE = frozenset(
    (
        "市区",
        "城区",
        "郊区",
        "山区",
        "灾区",
        "小区",
        "社区",
        "景区",
        "校区",
        "园区",
        "库区",
        "牧区",
        "林区",
        "厂区",
        "全市",
        "全县",
        "全省",
    )
)
_WITH_VERB = re.compile(r"[到往从送赴抵去由被把在]")
_PLACE = re.compile(r"[一-鿿]{1,8}(?:省|市|县|区|镇|乡|村|州|旗|街道|街|路|巷|港|湾|岛|屯|寨|庄|国)$")


def renamed_person(a: str, b: str, place: Place) -> tuple[Span, Span] | None:
    """The two whole names, where a person's name became another."""
    (s, e), (t, f) = place.core.a, place.core.b
    called = _CALLED.match(a, e) if e - s == f - t == 1 and {a[s], b[t]} & _surnames() else None
    if called and b.startswith(called[0], f) and not known_word(a[s - 1 : e]):
        return (s, called.end()), (t, f + called.end() - e)
    best: tuple[int, Span, Span] | None = None
    for left in range(3):
        if left and (min(s, t) < left or a[s - left] != b[t - left]):
            break
        for right in range(3):
            if right and (e + right > len(a) or f + right > len(b) or a[e + right - 1] != b[f + right - 1]):
                break
            spans = (s - left, e + right), (t - left, f + right)
            weight = _people(a, b, place, *spans)
            if weight and (best is None or weight > best[0]):
                best = weight, *spans
    return best[1:] if best else None


def _people(a: str, b: str, place: Place, at_a: Span, at_b: Span) -> int:
    """How much speaks for two spans being people's names: 0 for none."""
    old, new = a[slice(*at_a)], b[slice(*at_b)]
    if not _may_be_names(old, new):
        return 0
    before, behind = _before(a, at_a[0]), a[at_a[1] : at_a[1] + REACH]
    role, told = _ROLE.search(before), _TOLD.match(behind)
    listed = _LISTED.search(before) or _LISTED.search(behind)
    tagged = [
        _tag_of(words, span)[:2] == "nr" for words, span in ((place.words_a, at_a), (place.words_b, at_b))
    ]
    odds = [personal_name(old), personal_name(new)]
    likely = [one or other for one, other in zip(odds, tagged, strict=True)]
    if not any(odds) or not (role or told or listed or (_likely(old) and _likely(new))):
        return 0
    if not all(likely) and (not (role and _BEHIND.match(behind)) or known_word(old) or known_word(new)):
        return 0
    starts = any(w.start == at_a[0] for w in place.words_a) or any(w.start == at_b[0] for w in place.words_b)
    if not (starts or role or _BEFORE.search(before)):
        return 0
    weight = (
        3 * bool(role) + 2 * bool(_BEHIND.match(behind)) + 2 * bool(listed) + bool(_BEFORE.search(before))
    )
    weight += sum(tagged) + sum(odds) + (len(old) == 3) + (old[0] == new[0] and len(old) == len(new))
    return weight if weight >= (SURE if named_form(old) and named_form(new) else SURE + 2) else 0


def _likely(name: str) -> bool:
    """Whether a text is a likelier name than word, without anything around it that says so."""
    odds = name_odds(name)
    return (odds is None and personal_name(name)) or (odds is not None and odds >= LIKELY)


def _may_be_names(old: str, new: str) -> bool:
    """Whether two stretches have the form of names, at least one of them with a listed surname."""
    if not (_NAMED.fullmatch(old) and _NAMED.fullmatch(new)) or (
        old[:1] not in _surnames() and new[:1] not in _surnames() and "·" not in old
    ):
        return False
    if (old[-1] in _DIVISIONS and old[-1] == new[-1]) or old[-1] in _TELLING or new[-1] in _TELLING:
        return False
    shaped = [named_form(old), named_form(new)]
    if not all(shaped) and (not any(shaped) or len(old) != len(new)):
        return False
    return all(
        done or (_HAN.fullmatch(text) and 2 <= len(text) <= 4)
        for done, text in zip(shaped, (old, new), strict=True)
    )


def after_role(text: str, at: int) -> bool:
    """Whether a role or form of address stands right before a place (律师, 厂长)."""
    return bool(_ROLE.search(_before(text, at)))


def _before(text: str, at: int) -> str:
    return text[max(0, at - REACH) : at]


def _tag_of(words: tuple[Word, ...], span: Span) -> str:
    """The class of the word that a span is, or that it shares its start with."""
    return next((w.tag for w in words if w.start == span[0] and w.end <= span[1] + 1), "")


@cache
def _surnames() -> frozenset[str]:
    """The letters that surnames begin with."""
    return frozenset(surname[0] for surname in vocabulary.words("surnames"))


def known_word(text: str) -> bool:
    """Whether the segmenter's dictionary has a word."""
    import rjieba

    return bool(rjieba.has_word(text))


def named(tag: str) -> bool:
    """Whether a word of this class may be a name."""
    return tag.startswith(_NAMES) and tag not in ("nrfg",)


def renamed_body(a: str, b: str, place: Place) -> tuple[Span, Span] | None:
    """The two whole names, where a body (a firm, an office, a paper) became another."""
    behind = _body_end(place.a[1], place.words_a)
    both = _both_end(a, b, place) or _title(a, b, place) or _before_tail(a, b, place)
    if both:
        return both
    if behind is None:
        return None
    tail = a[place.a[1] : behind]
    if tail and b[place.b[1] : place.b[1] + len(tail)] != tail:
        return None
    if not (_nouns(place.a, place.words_a) and _nouns(place.b, place.words_b)):
        return None
    left = _stem(a, b, place)
    return (place.a[0] - left, behind), (place.b[0] - left, place.b[1] + len(tail))


def _title(a: str, b: str, place: Place) -> tuple[Span, Span] | None:
    """The two whole names of papers, books or films that stand in title marks (《…》)."""
    (s, e), (t, f) = place.a, place.b
    marked = a[s - 1 : s] == b[t - 1 : t] == "《" and a[e : e + 1] == b[f : f + 1] == "》"
    return (place.a, place.b) if marked else None


def _before_tail(a: str, b: str, place: Place) -> tuple[Span, Span] | None:
    """The two bodies whose kind (局, 公司, 设计院) stands right behind the letters that changed."""
    (s, e), (t, f) = place.core.a, place.core.b
    tail = _TAIL.match(a, e) if min(e - s, f - t) >= 2 else None
    if not tail or not b.startswith(tail[0], f):
        return None
    spans = (s, tail.end()), (t, f + tail.end() - e)
    if tail[0] == "部":
        return (
            spans if _MINISTRY.match(a[slice(*spans[0])]) and _MINISTRY.match(b[slice(*spans[1])]) else None
        )
    sides = ((place.core.a, place.words_a), (place.core.b, place.words_b))
    tags = [[w.tag for w in words if w.start < span[1] and w.end > span[0]] for span, words in sides]
    return spans if all(tag.startswith((*_NOUNS, "an")) for of in tags for tag in of[:-1] or of) else None


def _stem(a: str, b: str, place: Place) -> int:
    """Letters before the change that begin the body's name: a place, or a name of its own."""
    words = [w for w in place.words_a if w.end <= place.a[0]]
    left = 0
    for word in reversed(words):
        if word.end != place.a[0] - left or not word.tag.startswith(("ns", "nz", "nt")):
            break
        if b[place.b[0] - left - len(word.text) : place.b[0] - left] != a[word.start : word.end]:
            break
        left += len(word.text)
    return left


def _both_end(a: str, b: str, place: Place) -> tuple[Span, Span] | None:
    """The two names, where both end as bodies do; letters that both begin with are no part of them."""
    spans = (place.core.a[0], place.a[1]), (place.core.b[0], place.b[1])
    for text, span, words in zip((a, b), spans, (place.words_a, place.words_b), strict=True):
        name = text[slice(*span)]
        if not _nouns(span, words):
            return None
        if len(name) < 3 or not _BODY_END.search(name) or not _HAN.fullmatch(name):
            return None
        if _NO_BODY.search(name) and not _MINISTRY.match(name):
            return None
    return spans


def _body_end(at: int, words: tuple[Word, ...]) -> int | None:
    """Where the body's name ends whose beginning changed."""
    found = None
    for word in words:
        if word.end <= at:
            continue
        if word.start - at > BODY or not _HAN.fullmatch(word.text) or not word.tag.startswith(_NOUNS):
            break
        if _BODY_END.search(word.text) and not _NO_BODY.search(word.text):
            found = word.end
            break
    return found


def _nouns(span: Span, words: tuple[Word, ...]) -> bool:
    inside = [w for w in words if w.start < span[1] and w.end > span[0]]
    return (
        bool(inside) and all(w.tag.startswith(_NOUNS) for w in inside) and any(named(w.tag) for w in inside)
    )


def renamed_place(a: str, b: str, place: Place) -> tuple[Span, Span] | None:
    """The two whole names, where a place became another."""
    from reprint_trace.outlets.names import is_place

    old, new = a[slice(*place.a)], b[slice(*place.b)]
    if not (_HAN.fullmatch(old) and _HAN.fullmatch(new)) or max(len(old), len(new)) > 10:
        return None
    tags = [
        [w.tag for w in words if w.start < span[1] and w.end > span[0]]
        for span, words in ((place.a, place.words_a), (place.b, place.words_b))
    ]
    known = [is_place(word) or "ns" in of for word, of in zip((old, new), tags, strict=True)]
    ends = [bool(_PLACE.search(word)) for word in (old, new)]
    named_both = all(of and all(named(tag) for tag in of) for of in tags)
    listed = [is_place(word) for word in (old, new)]
    if {old, new} & _SORTS_OF_PLACE:
        return None
    if (
        all(listed)
        or all(of == ["ns"] for of in tags)
        or (named_both and (all(known) or any(listed)) and max(len(old), len(new)) <= 3 + sum(ends))
    ):
        return place.a, place.b
    bare = not (_WITH_VERB.search(old[:-1]) or _WITH_VERB.search(new[:-1]))
    if (
        bare
        and all(ends)
        and any(known)
        and _nouns(place.a, place.words_a)
        and _nouns(place.b, place.words_b)
    ):
        return place.a, place.b
    behind = _PLACE_END.match(a[place.a[1] :])
    if (
        behind
        and named_both
        and not _WITH_VERB.search(behind[0])
        and b[place.b[1] :].startswith(behind.group())
    ):
        tail = len(behind.group())
        return (place.a[0], place.a[1] + tail), (place.b[0], place.b[1] + tail)
    return _renamed_division(a, b, place)


def _renamed_division(a: str, b: str, place: Place) -> tuple[Span, Span] | None:
    """The two names of a county, a town or the like, where the letters before 县, 镇 … are others."""
    (s, e), (t, f) = place.core.a, place.core.b
    if (
        a[e : e + 1] not in _DIVISIONS
        or a[e : e + 1] != b[f : f + 1]
        or not (2 <= e - s <= 3 and 2 <= f - t <= 3)
    ):
        return None
    if not all(_HAN.fullmatch(word) and _may_name(word) for word in (a[s:e], b[t:f])):
        return None
    return (s, e + 1), (t, f + 1)


def _may_name(word: str) -> bool:
    """Whether a word is not in the dictionary, or there as a name."""
    import rjieba

    tags = rjieba.tag(word)
    return not known_word(word) or (len(tags) == 1 and tags[0][1].startswith(("n", "x", "g")))


def names_lost(pair: Compared) -> tuple[str, ...]:
    """Everybody whom the document names or credits in what the page cut, or beside the text, and whom the
    page names nowhere."""
    names: list[str] = []
    for edit in pair.edits:
        names += edit.names
        if edit.document_text and edit.kind in _CUT and not edit.meaning:
            start, end = edit.document
            first = max(0, start - REACH)
            around = pair.document.raw[first : end + REACH]
            names += [
                person.name
                for person in people(around)
                if first + person.span[0] < end and first + person.span[1] > start
            ]
            names += _behind_roles(pair.document.raw, start, end)
    document, page = pair.authors
    names += document
    return tuple(name for name in dict.fromkeys(names) if name not in page and name not in pair.page.raw)


def _behind_roles(text: str, start: int, end: int) -> Iterator[str]:
    """The names that stand right behind a role (讲解员, 代表, 爱好者) in a raw span: of a name's form, no word of
    the dictionary, and neither end within a word (老师傅眯起, 安全意识)."""
    roles = [role.end() for role in _ROLES.finditer(text, start, end)]
    edges = _word_edges(text[start:end]) if roles else frozenset()
    for at in roles:
        for n in (4, 3, 2) if at - start in edges else ():
            name = text[at : at + n]
            if n == 2 and _HAN.match(text, at + n):
                continue
            if at + n - start in edges and personal_name(name) and not known_word(name):
                yield name
                break


def _word_edges(text: str) -> frozenset[int]:
    import rjieba

    return frozenset(accumulate((len(word) for word in rjieba.cut(text)), initial=0))


_ROLES = re.compile(
    r"(?:[一-鿿]{1,3}(?:员|长|师|者|家|手|友|民|户|工|匠)|代表|委员|教授|主任|书记|经理|保安|律师|医生|博士|院士|导演|主播|校长|村医|店主|老板)"
)
_CUT = ("deletion", "truncation", "byline-removed", "dateline-removed", "caption-removed", "substitution")
