"""What went wrong on a page that was read all the same."""

WORDS = {
    "warning.damaged": ("some bytes fit no charset and were replaced", "有些字节不合任何编码，已作替换"),
    "warning.many-lines": ("only the first {most:,} lines were read", "只读了前{most:,}行"),
    "warning.many-tags": ("only the first {most:,} tags were read", "只读了前{most:,}个标签"),
    "warning.deep": (
        "its tags are nested so deeply that what lies inside was not read",
        "标签嵌套过深，其中内容未读",
    ),
    "warning.paged": (
        "the article goes on on further pages; what they hold is not missing but unread",
        "文章还有后续分页；分页上的内容不是缺失，只是未读",
    ),
    "warning.no-article": ("no article text found", "未找到正文"),
    "warning.larger-left-out": (
        "a larger run of prose was left out: {left_out:,} characters beside the {read:,} of the story",
        "有更长的一段文字未计入正文：约{left_out:,}字，而正文为{read:,}字",
    ),
    "warning.second-reader-used": (
        "the body is a second reader's (trafilatura, {second:,} characters); our own reading had {read:,}",
        "正文取自另一种读法（trafilatura，{second:,}字）；本程序自己读出{read:,}字",
    ),
    "warning.second-reader-disagrees": (
        "a second reader (trafilatura) takes another {second:,} characters for the story; ours has {read:,}",
        "另一种读法（trafilatura）认定的正文不同，为{second:,}字；本程序读出{read:,}字",
    ),
    "warning.credits-disagree": (
        "credits disagree: {one} ({one_rule}) and {two} ({two_rule})",
        "标注的来源互相矛盾：{one}（{one_rule}）与 {two}（{two_rule}）",
    ),
    "warning.story-cut": (
        "{whole:,} pages have this story: traced with the earliest {core} of them and those of the nearest text, {traced} in all",
        "此报道见于{whole:,}页：与其中最早的{core}页及文字最近者一并溯源，共{traced}页",
    ),
    "warning.layout": (
        "a page in columns with several headlines, whose layout does not tell its stories apart: they are read as one",
        "分栏的版面上有多个标题，无法据版式分出各篇稿件，按一篇读取",
    ),
    "warning.alone": (
        "traced without the other pages of its story: together they could not be ({why})",
        "未与同一报道的其他页面一并溯源：合在一起未能完成（{why}）",
    ),
    "sureness.unsure": (
        "which text of the page is its story is not sure: check the body before you rely on it",
        "页面上哪一段是正文尚不确定：引用之前请核对正文",
    ),
}
