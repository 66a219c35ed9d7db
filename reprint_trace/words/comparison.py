"""Two texts laid beside each other: edits, alterations, relations, and retellings sentence by sentence; the sentence that sums up
an alteration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprint_trace.words import Language, say, term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reprint_trace.model import Alteration, MeaningChange

WORDS = {
    # kinds of edits, and how far a page alters its original
    "edits.kind": ("Edit", "改动"),
    "edits.times": ("Times", "次数"),
    "edits.offsets": ("Offsets", "位置"),
    "edits.found-in": ("stands in", "见于"),
    "sort.kept": ("kept", "保留"),
    "sort.cut": ("cut", "删去"),
    "sort.foreign": ("foreign", "外来"),
    "sort.substituted": ("substituted", "替换"),
    "sort.rule": ("edited by rule", "按规则改写"),
    "sort.altered": ("figure or negation changed", "数字或否定被改"),
    "sort.moved": ("moved", "移位"),
    "sort.width": ("width and spacing", "全半角与空格"),
    "edit.substitution": ("substitution", "替换"),
    "edit.insertion": ("insertion", "插入"),
    "edit.deletion": ("deletion", "删除"),
    "edit.truncation": ("truncation", "截断"),
    "edit.reordering": ("reordering", "移位"),
    "edit.width-or-spacing": ("width or spacing", "全半角或空格"),
    "edit.title-injection": ("headline injected", "插入标题"),
    "edit.relay-lead": ("relay’s lead", "转载者导语"),
    "edit.house-rule": ("house rule", "固定替换"),
    "edit.spin": ("spun word", "洗稿换词"),
    "edit.byline-removed": ("byline removed", "删去署名"),
    "edit.number-changed": ("number changed", "数字被改"),
    "edit.foreign-passage": ("foreign passage", "外来段落"),
    "edit.negation-changed": ("negation changed", "否定被改"),
    "edit.dateline-removed": ("dateline removed", "删去电头"),
    "edit.caption-removed": ("caption removed", "删去图注"),
    "meaning.person": ("person changed", "人名被改"),
    "meaning.organisation": ("organisation changed", "机构被改"),
    "meaning.place": ("place changed", "地点被改"),
    "meaning.time": ("time changed", "时间被改"),
    "meaning.quantity": ("figure changed", "数字被改"),
    "meaning.bound": ("bound of a figure changed", "数量界限被改"),
    "meaning.direction": ("direction reversed", "升降方向被改"),
    "meaning.polarity": ("statement reversed", "肯定否定被改"),
    "meaning.hedge": ("hedge dropped or added", "不确定语气增删"),
    "meaning.attribution": ("attribution dropped or added", "说法出处增删"),
    "meaning.speaker": ("another said to have said it", "说话人被换"),
    "meaning.quotation": ("quotation marks put on or off", "引号增删"),
    "meaning.conclusion": ("conclusion cut or replaced", "结论被删改"),
    "meaning.correction": ("correction or update note dropped or added", "更正说明增删"),
    "meaning.byline": ("byline changed", "署名被改"),
    "part.headline": ("headline", "标题"),
    "part.byline": ("byline", "署名"),
    "part.body": ("text", "正文"),
    "meaning.nothing": ("∅", "〔无〕"),
    "meaning.one": ("{kind}: {old} → {new}", "{kind}：{old}→{new}"),
    "meaning.several": ("{kind}: {old} → {new} ({n} times)", "{kind}：{old}→{new}（{n}处）"),
    "meaning.in-part": ("in the {part}, {said}", "{part}中，{said}"),
    "meaning.summary": ("Changes of meaning: {n} ({some})", "改变原意{n}处（{some}）"),
    "meaning.title": ("Changes of meaning", "改变原意之处"),
    "meaning.what": ("What changed", "改动"),
    "meaning.before": ("Before", "原文"),
    "meaning.after": ("After", "页面"),
    "taken": (
        "Of the original, {characters:,} characters stand on the page ({of_document:.0%} of it, {of_page:.0%} of "
        "the page), the longest run {longest:,}; {paragraphs} of {paragraphs_of} paragraphs, {sentences} of "
        "{sentences_of} sentences; names lost or changed: {names}, figures lost or changed: {figures}",
        "原文有{characters:,}字见于页面（占原文{of_document:.0%}，占页面{of_page:.0%}），最长连续{longest:,}字；"
        "{paragraphs_of}段取{paragraphs}段，{sentences_of}句取{sentences}句；人名失改{names}个，数字失改{figures}个",
    ),
    "altered.joint": ("; ", "，"),
    "altered.kept": (
        "Keeps {kept:.0%} of the original and cuts {cut:.0%}",
        "保留原文{kept:.0%}，删去{cut:.0%}",
    ),
    "altered.by-rule": ("{share:.1%} is swapped by rule", "按规则替换{share:.1%}"),
    "altered.foreign": ("{share:.0%} of the page is not from it", "页面另有{share:.0%}不是原文"),
    "altered.figures-changed": ("figures changed: {n} ({some})", "改动数字{n}处（{some}）"),
    "altered.negations": ("negations changed: {n} ({some})", "改动否定词{n}处（{some}）"),
    "altered.names-lost": ("names lost: {n} ({some})", "失去人名{n}个（{some}）"),
    "altered.figures-lost": ("figures lost: {n} ({some})", "失去数字{n}个（{some}）"),
    # how two texts stand to each other, and why
    "relation.copy": ("copy", "转载"),
    "relation.version": ("another version", "另一版本"),
    "relation.same-wire": ("same agency copy", "同一通稿"),
    "relation.shared-quotation": ("shared quotation", "共同引文"),
    "relation.template": ("same template", "同一模板"),
    "relation.unrelated": ("unrelated", "无关"),
    "reason.run": ("longest common run {n} characters", "最长的相同文字只有{n}字"),
    "reason.formula": (
        "all they have in common is one sentence of {n} characters",
        "两文只有一句话相同（{n}字）",
    ),
    "reason.partly": ("neither has more than {share:.0%} of the other", "两文互见的部分都不超过{share:.0%}"),
    "reason.headlines-repeated": (
        "one text around two headlines, each repeated",
        "同一正文套着两个标题，各在文中重复",
    ),
    "reason.names": ("other names in the same places: {names}", "同一位置的名称不同：{names}"),
    "reason.figures": (
        "{changed} of {figures} figures differ in the same sentences",
        "相同句子中的{figures}个数字有{changed}个不同",
    ),
    "reason.headlines": ("neither headline speaks of what both have", "两个标题都没有说到共有的文字"),
    "reason.quoted": ("{share:.0%} of the common text is quoted", "共有文字的{share:.0%}是引语"),
    "reason.notice": ("{share:.0%} of the common text is a notice", "共有文字的{share:.0%}是通报、公告之类"),
    "reason.spun": (
        "{spun} of {swapped} swapped words are swaps of spinning software",
        "换掉的{swapped}处词语有{spun}处是伪原创软件的换法",
    ),
    "reason.rewritten": ("{share:.1%} of the common stretch rewritten", "共有部分改写{share:.1%}"),
    "reason.touches": ("{n:.1f} small edits per 1,000 characters", "每千字有小改动{n:.1f}处"),
    "reason.apart": ("{days:,} days apart", "两文相隔{days:,}天"),
    "reason.own": ("{n} characters or more of each text are its own", "两文各有至少{n}字是对方没有的"),
    "reason.correspondent": ("correspondent {names} signs both", "两文都由通讯员{names}署名"),
    "reason.one-correspondent": (
        "correspondent {names} signs one, nobody of it the other",
        "通讯员{names}只在一文署名，另一文没有其中任何人",
    ),
    "reason.dateline": ("both carry a dateline of {datelines}", "两文都有{datelines}的电头"),
    "reason.dispatch": (
        "one has a dispatch's dateline, the other story that the dispatch lacks",
        "一文有电头，另一文有该电稿所没有的内容",
    ),
    "reason.signed": ("signed {houses}", "署名{houses}"),
    # texts told again in other words: what speaks for it, and what the page does with each sentence
    "relation.retold": ("told again in other words", "改写（洗稿）"),
    "relation.same-event": ("another text of the same event", "同一事件的另一篇稿件"),
    "retelling.chances": (
        "The page tells it again: {retold}; both tell of one event independently: {same}",
        "本页改写该文的可能性{retold}；两文各自报道同一事件的可能性{same}",
    ),
    "retelling.shares": (
        "{page} of the page is in sentences that tell it; {document} of it is told",
        "页面{page}的文字所在句子与之对应；该文{document}的文字在页面有对应",
    ),
    "retelling.changed": ("Facts changed: {facts}", "事实有改动：{facts}"),
    "retelling.facts": ("Facts the page tells otherwise", "页面改动的事实"),
    "retelling.sentences": ("Sentence by sentence ({n})", "逐句对照（{n}）"),
    "retelling.alike": (
        "Names the same, not compared (pip install 'reprint-trace[retold]'): {document} ({terms})",
        "提到的人名、数字相近，未作比对（pip install 'reprint-trace[retold]'）：{document}（{terms}）",
    ),
    "terminal.telling": ("sentence", "句子"),
    "retelling.translated": ("one is in the other's language, translated", "两文语言不同，系翻译"),
    "retelling.meaning": (
        "meaning of its sentences found there: {value:.2f}",
        "各句的意思在该文中的相近程度{value:.2f}",
    ),
    "retelling.weakest": (
        "the third of its sentences least like it: {value:.2f}",
        "最不像的三分之一句子：{value:.2f}",
    ),
    "retelling.told": (
        "{value:.0%} of the page is in sentences that tell its",
        "本页{value:.0%}的文字所在句子与之对应",
    ),
    "retelling.cover": (
        "meaning of its sentences found on the page: {value:.2f}",
        "该文各句的意思在本页的相近程度{value:.2f}",
    ),
    "retelling.kept": ("{value:.0%} of it is told on the page", "该文{value:.0%}的文字所在句子在本页有对应"),
    "retelling.anchored": (
        "{value:.0%} of the page shares a rare word or figure with the sentence it tells",
        "本页{value:.0%}的文字与对应句有相同的罕见词或数字",
    ),
    "retelling.mutual": (
        "{value:.0%} of the page and it choose each other",
        "本页{value:.0%}的文字与对应句互为最近",
    ),
    "retelling.order": ("{value:.0%} of the sentences stand in its order", "{value:.0%}的对应句次序一致"),
    "retelling.terms": ("rare terms in common (log): {value:.1f}", "共有的罕见词（对数）：{value:.1f}"),
    "retelling.terms-of-page": (
        "{value:.0%} of the page's terms stand there",
        "本页用词的{value:.0%}见于该文",
    ),
    "retelling.terms-of-document": (
        "{value:.0%} of its terms stand on the page",
        "该文用词的{value:.0%}见于本页",
    ),
    "retelling.figures": ("figures in common (log): {value:.1f}", "共有的数字（对数）：{value:.1f}"),
    "retelling.figures-of-page": (
        "{value:.0%} of the page's figures are its",
        "本页数字的{value:.0%}与之相同",
    ),
    "retelling.figures-of-document": (
        "{value:.0%} of its figures are on the page",
        "该文数字的{value:.0%}见于本页",
    ),
    "retelling.figures-foreign": (
        "figures of the page that it lacks (log): {value:.1f}",
        "该文没有的数字（对数）：{value:.1f}",
    ),
    "retelling.agreement": ("figures and meaning agree: {value:.2f}", "数字与意思一致的程度{value:.2f}"),
    "retelling.length": (
        "length of the page against it (log): {value:.2f}",
        "两文篇幅之比（对数）：{value:.2f}",
    ),
    "telling.reworded": ("reworded", "改写"),
    "telling.merged": ("merged", "合并"),
    "telling.split": ("split", "拆分"),
    "telling.moved": ("moved", "移位"),
    "telling.added": ("added", "新增"),
    "telling.dropped": ("left out", "略去"),
    "fact.figure": ("figure", "数字"),
    "fact.person": ("person", "人名"),
    "fact.direction": ("direction", "升降"),
    "fact.polarity": ("yes or no", "是否"),
}


# ── how far a page alters its original, in one sentence ───────────────────────────────────


MEANT = 12  # changes of meaning spelled out in the sentence
LONGEST = 24  # letters of them
NAMED = 3  # names and figures spelled out in the sentence


def altered(alteration: Alteration, language: Language) -> str:
    """What is kept, cut and foreign, then the figures, negations and names concerned."""
    parts = [
        *_meaning(alteration, language),
        say("altered.kept", language, kept=alteration.kept, cut=alteration.cut),
        *([say("altered.by-rule", language, share=alteration.by_rule)] if alteration.by_rule else []),
        say("altered.foreign", language, share=alteration.foreign),
        *_counted("altered.figures-changed", alteration.figures_changed, language),
        *_counted("altered.negations", alteration.negations, language),
        *_counted("altered.names-lost", alteration.names_lost, language),
        *_counted("altered.figures-lost", alteration.figures_lost, language),
    ]
    return say("altered.joint", language).join(parts) + say("stop", language)


def changed(change: MeaningChange, language: Language) -> str:
    """One change of meaning: its kind, the words before and after."""
    nothing = say("meaning.nothing", language)
    said = say(
        "meaning.several" if change.count > 1 else "meaning.one",
        language,
        kind=term("meaning", change.kind, language),
        old=_short(change.document_text) or nothing,
        new=_short(change.page_text) or nothing,
        n=change.count,
    )
    return (
        said
        if change.where == "body"
        else say("meaning.in-part", language, part=term("part", change.where, language), said=said)
    )


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _meaning(alteration: Alteration, language: Language) -> list[str]:
    if not alteration.meaning:
        return []
    told = [changed(change, language) for change in alteration.meaning[:MEANT]]
    some = say("semicolon", language).join(told) + ("…" if len(alteration.meaning) > MEANT else "")
    return [say("meaning.summary", language, n=sum(c.count for c in alteration.meaning), some=some)]


def _counted(key: str, items: Sequence[str], language: Language) -> list[str]:
    if not items:
        return []
    some = say("comma", language).join(items[:NAMED]) + ("…" if len(items) > NAMED else "")
    return [say(key, language, n=len(items), some=some)]


def taken(alteration: Alteration, language: Language) -> str:
    """What of the original stands on the page, in figures, as one sentence; empty where it is not told."""
    found = alteration.taken
    if found is None:
        return ""
    return say(
        "taken", language,
        characters=found.characters, of_document=found.of_document, of_page=found.of_page,
        longest=found.longest_run, paragraphs=found.paragraphs, paragraphs_of=found.paragraphs_of,
        sentences=found.sentences, sentences_of=found.sentences_of,
        names=len(alteration.names_lost) + len(alteration.names_changed),
        figures=len(alteration.figures_lost) + len(alteration.figures_changed),
    ) + say("stop", language)  # fmt: skip
