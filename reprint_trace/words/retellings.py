"""Texts told again in other words: what speaks for it, and what the page does with each sentence."""

WORDS = {
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
