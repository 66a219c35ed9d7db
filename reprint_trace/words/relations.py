"""How two texts stand to each other, and why."""

WORDS = {
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
}
