"""What a verdict says: origin, path, strength, and the sentences that give its grounds."""

WORDS = {
    "verdict": ("the verdict", "结论"),
    "headline.joint": ("; ", "；"),
    "origin.confirmed": ("The declared source holds", "页面标注的来源成立"),
    "origin.supported": ("The declared source is supported", "页面标注的来源有旁证支持"),
    "origin.carrier": ("The declared source passed the text on", "页面标注的来源是转载方"),
    "origin.contradicted": ("The declared source is contradicted", "页面标注的来源与证据矛盾"),
    "origin.missing": ("No source is declared", "页面没有标注来源"),
    "origin.unverifiable": ("The declared source cannot be verified", "页面标注的来源无法核实"),
    "origin.word.confirmed": ("Confirmed", "成立"),
    "origin.word.supported": ("Supported", "有旁证"),
    "origin.word.carrier": ("Carrier", "转载方"),
    "origin.word.contradicted": ("Contradicted", "矛盾"),
    "origin.word.missing": ("Missing", "缺失"),
    "origin.word.unverifiable": ("Unverifiable", "无法核实"),
    "path.direct": ("copied directly", "直接转载"),
    "path.declared-relay": ("by way of a reprinter the page declares", "经页面注明的媒体转来"),
    "path.undeclared-relay": ("by way of a reprinter the page does not declare", "经页面未注明的媒体转来"),
    "path.unresolved": ("the way here is not resolved", "转载路径未能确定"),
    "path.word.direct": ("Direct", "直接"),
    "path.word.declared-relay": ("Declared relay", "已注明的转载"),
    "path.word.undeclared-relay": ("Undeclared relay", "未注明的转载"),
    "path.word.unresolved": ("Unresolved", "未定"),
    "verdict.declared": ("Declared source", "标注来源"),
    "verdict.stands": ("stands in {where}:", "见于{where}："),
    "verdict.origin": ("Origin", "来源"),
    "verdict.path": ("Path", "路径"),
    "verdict.probability": ("Probability", "可能性"),
    "verdict.change": ("What would change it", "什么会改变结论"),
    "verdict.corpus": (
        "Searched: {name}, {n} documents, {earliest} to {latest}.",
        "检索范围：{name}，{n}篇，{earliest} 至 {latest}。",
    ),
    "verdict.no-corpus": (
        "No corpus was searched: only what the page says of itself was weighed.",
        "未检索语料库：仅据页面自述判断。",
    ),
    "probability": ("{band} ({percent})", "{band}（{percent}）"),
    "strength.very-strong": ("very strong", "非常有把握"),
    "strength.strong": ("strong", "有把握"),
    "strength.moderate": ("moderate", "较有可能"),
    "strength.unresolved": ("not resolved", "未能确定"),
    "over-99": ("over 99%", "高于99%"),
    "under-1": ("under 1%", "低于1%"),
    "verdict.says.confirmed": (
        "The text is {outlet}'s, as declared.",
        "正文确系所标注的来源“{outlet}”的文本。",
    ),
    "verdict.says.supported": (
        "No text of {outlet} that settles it is among those supplied, but words that did not come with the"
        " credit line name it as well.",
        "所提供的文本中没有“{outlet}”可资认定的文本，但另有并非随来源标注而来的文字也指向它。",
    ),
    "verdict.says.carrier": (
        "The text came by way of {outlet}, as credited; that {outlet} wrote it is not shown.",
        "正文确由所标注的“{outlet}”转来；但未见其为“{outlet}”所写。",
    ),
    "verdict.says.carrier-of": ("Its text in turn came from {outlet}.", "其文本又来自“{outlet}”。"),
    "verdict.says.carrier-credits": ("Its own page credits {outlet}.", "其页面自己标注的来源是“{outlet}”。"),
    "verdict.says.deictic": (
        "The words in which it speaks of its own paper are those of {outlet}, whose text it is.",
        "文中自称“本报”等语，出自“{outlet}”，正文即该媒体的文本。",
    ),
    "verdict.says.source": (
        "Another {share} of the page came from {outlet}, which it credits.",
        "页面另有{share}的文字来自“{outlet}”，页面已注明。",
    ),
    "verdict.says.source-silent": (
        "Another {share} of the page came from {outlet}, which it does not credit.",
        "页面另有{share}的文字来自“{outlet}”，页面未注明。",
    ),
    "verdict.says.open": (
        "Between the texts shown it came through texts not supplied, or not resolved.",
        "所示文本之间，另经未提供或未能确定的文本转来。",
    ),
    "verdict.says.contradicted": (
        "The page credits {outlet}, but the evidence names {rival}.",
        "页面标注来源为“{outlet}”，但证据指向“{rival}”。",
    ),
    "verdict.says.printed-later": (
        "The page credits {outlet}, but {outlet} printed it later.",
        "页面标注来源为“{outlet}”，但该媒体刊出在后。",
    ),
    "verdict.says.missing": ("The page names no source.", "页面没有标注来源。"),
    "verdict.says.unverifiable": (
        "Whether the text is {outlet}'s cannot be told from the texts supplied.",
        "仅凭所提供的文本，无法判断正文是否出自“{outlet}”。",
    ),
    "verdict.says.in-part": (
        "{outlet}, which is credited, wrote a part of the page; the larger part is {rival}'s.",
        "页面标注的“{outlet}”只写了其中一部分，大部分出自“{rival}”。",
    ),
    "verdict.says.rest-unknown": (
        "{outlet} has {share} of it; whose the rest is, no text supplied tells.",
        "“{outlet}”有其中{share}；其余部分出自何处，所提供的文本说明不了。",
    ),
    "verdict.says.retold": (
        "It tells again, in other words, a text of {outlet}.",
        "正文系改写“{outlet}”的文本（洗稿）。",
    ),
    "verdict.says.may-retell": (
        "It may tell again, in other words, a text of {outlet}; that is not sure enough to be drawn.",
        "正文可能系改写“{outlet}”的文本，但把握不足，未列入转载链。",
    ),
    "verdict.says.stands-in": (
        "Its text stands in {outlet}, among the texts supplied.",
        "在所提供的文本中，正文见于“{outlet}”。",
    ),
    "verdict.says.undeclared-relay": (
        "It came through {relays}, which the page does not credit.",
        "正文经“{relays}”转来，页面未注明。",
    ),
    "verdict.says.declared-relay": (
        "It came through {relays}, as declared.",
        "正文经“{relays}”转来，页面已注明。",
    ),
    "verdict.says.direct": (
        "Nothing shows another reprinter in between, among the texts supplied.",
        "在所提供的文本中，未见中间另有转载者。",
    ),
    "verdict.says.candidates": (
        "Whether it was copied from one of these is not resolved: {candidates}.",
        "是否抄自下列文本之一，未能确定：{candidates}。",
    ),
    "verdict.says.change-unverifiable": (
        "A corpus with the texts of {outlet} up to {date} would settle it.",
        "一个收有“{outlet}”截至{date}文本的语料库，可以判定。",
    ),
    "verdict.says.change-supported": (
        "The text of {outlet} itself, up to {date}, would settle it.",
        "若有“{outlet}”截至{date}的文本本身，即可认定。",
    ),
    "verdict.says.change-carrier": (
        "A corpus with news texts up to {date} could name the origin.",
        "一个收有截至{date}新闻文本的语料库，或可指明来源。",
    ),
    "verdict.says.change-missing": (
        "A corpus with news texts up to {date} could name the origin.",
        "一个收有截至{date}新闻文本的语料库，或可指明来源。",
    ),
    "verdict.says.change-contradicted": (
        "An earlier text of {outlet} with the same story would overturn it.",
        "若“{outlet}”有更早的同一报道，结论会被推翻。",
    ),
    "verdict.says.change-confirmed": (
        "An earlier text of the same story from another outlet would change it.",
        "若另一家媒体有更早的同一报道，结论会改变。",
    ),
    "its.date": ("the page's date", "页面发布之日"),
}
