"""What is noted beside the results: on stderr, of a page that was read all the same, of inputs."""

WORDS = {
    # what is noted on stderr beside the results
    "note.written": ("written to {file}", "已写入 {file}"),
    "note.documents-written": ("{file}: {n} documents written", "{file}：已写入 {n} 篇文档"),
    "note.cut": (
        "{n} texts are cut: a cell of Excel holds {most} characters; Parquet and CSV hold all",
        "{n} 篇正文被截短：Excel 单元格最多 {most} 字；Parquet 与 CSV 可存全文",
    ),
    "note.fails": ("{file}: attribution fails: {why}", "{file}：来源标注不成立：{why}"),
    "note.undeclared": ("undeclared relay ({names})", "经未注明的媒体转来（{names}）"),
    "note.copied": ("the text is copied and no source is declared", "正文系转载而未标注来源"),
    "note.interrupted": (
        "interrupted; the same command goes on from here",
        "已中断；重新运行同一命令会从这里继续",
    ),
    "note.not-traced": ("{n} pages not read or not traced: see {file}", "{n} 页未能读取或溯源：见 {file}"),
    "note.attributions-fail": ("{n} attributions fail", "{n} 处来源标注不成立"),
    "note.added": (
        "{file}: {added} added, {unchanged} there already{versions}; {all} documents in all",
        "{file}：新增 {added} 篇，已有 {unchanged} 篇{versions}；共 {all} 篇",
    ),
    "note.versions": (", {n} versions of others", "，其中 {n} 篇是他文的版本"),
    "note.versions-passed": (
        ", {n} versions of others, {bad} passed over",
        "，其中 {n} 篇是他文的版本，略过 {bad} 行",
    ),
    "note.passed": (", {bad} passed over", "，略过 {bad} 行"),
    "note.dry-run": ("dry run: nothing was added to {file}", "试运行：没有向 {file} 添加任何内容"),
    "note.dry-run-passed": (
        "dry run: nothing was added to {file}, {bad} passed over",
        "试运行：没有向 {file} 添加任何内容，略过 {bad} 行",
    ),
    "note.removed": ("{file}: {n} removed", "{file}：已移除 {n} 篇"),
    "note.sound": ("{file}: sound", "{file}：完好"),
    "note.indexed": ("{file}: {n} documents indexed", "{file}：已为 {n} 篇文档建立索引"),
    "note.empty-corpus": (
        "{file}: holds no document: what is not found there may be anywhere",
        "{file}：没有文档：在其中找不到的，仍可能在别处",
    ),
    "note.foreign": ("note: {text}", "提示：{text}"),
    "note.unused": ("{file}: {columns}; not used: {names}", "{file}：{columns}；未用：{names}"),
    "note.more-rows": (
        "{file}: {n} more passed over: {reasons}",
        "{file}：另有 {n} 项被略过：{reasons}",
    ),
    "note.passed-file": ("{file}: passed over: {why}", "{file}：略过：{why}"),
    "note.passed-files": (
        "{n} files that are no pages, documents or tables were passed over: {names}",
        "略过 {n} 个既非网页、文档也非表格的文件：{names}",
    ),
    "note.without-dates": ("without dates (--date gives one)", "没有日期（可用 --date 指明）"),
    "note.dates": ("{first} to {last}", "{first} 至 {last}"),
    "progress.failed": ("{n} failed", "{n} 页未成"),
    "progress.left": ("left", "剩余"),
    "note.understood": ("understood: {what}", "读到：{what}"),
    "note.of-outlets": (
        "{documents} documents of {outlets}; {rest}",
        "{documents} 篇文档，出自 {outlets}；{rest}",
    ),
    "note.of-no-outlet": (
        "{documents} documents of no outlet (--source names it); {rest}",
        "{documents} 篇文档，未注明媒体（可用 --source 指明）；{rest}",
    ),
    "note.without-source": ("without a source {n}; {rest}", "未注明来源 {n} 篇；{rest}"),
    "note.undated": ("{first} to {last}; undated {n}", "{first} 至 {last}；无日期 {n} 篇"),
    "note.desk": (
        "the desk keeps its files in {place}; Ctrl-C ends it",
        "工作台的文件存于 {place}；按 Ctrl-C 结束",
    ),
    "note.desk-open": (
        "whoever has this address and reaches {host} can read and use the desk, unencrypted",
        "凡有此地址且能连到 {host} 者，都能查看和使用工作台，且不加密",
    ),
    # what went wrong on a page that was read all the same
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
    # what is said of tables, documents and addresses that are given as inputs
    "error.document-no-text": ("has no text in it", "其中没有文字"),
    "error.document-part": (
        "is a damaged document ({name} cannot be read)",
        "文档已损坏（{name} 无法读取）",
    ),
    "error.document-no-xml": ("is a damaged document ({name} is no XML)", "文档已损坏（{name} 不是 XML）"),
    "error.document-damaged": ("is a damaged document", "文档已损坏"),
    "error.document-large": ("has a part larger than {size} MB", "其中一部分大于 {size} MB"),
    "error.document-large-advice": ("a story is not", "稿件不会这么大"),
    "error.rtf": ("cannot be read as RTF", "无法按 RTF 读取"),
    "error.rtf-advice": ("save it as DOCX or text", "请存为 DOCX 或文本"),
    "error.open-save": ("open it and save it again", "请打开后重新保存"),
    "error.pdf-extra": ("is a PDF, which is read with an extra", "是 PDF，读取它需要附加组件"),
    "error.pdf-locked": ("is locked with a password", "有密码保护"),
    "error.pdf-locked-advice": ("save it again without one", "请去掉密码后重新保存"),
    "error.pdf-damaged": ("is a damaged PDF", "PDF 已损坏"),
    "error.pdf-pictures": (
        "its pages are pictures: have them read by an OCR program",
        "页面是图片：请先用文字识别软件处理",
    ),
    "error.address": (
        "{value} is an address, and nothing is fetched: save the page in a browser (Ctrl-S) and give the file",
        "{value} 是网址，本程序不联网：请在浏览器中保存网页（Ctrl-S），再给出文件",
    ),
    "error.address-read": ("is an address; nothing is fetched", "是网址，本程序不联网"),
    "error.address-save": ("save the page and give the file", "请保存网页，再给出文件"),
    "error.call-text": ("call it text or html", "请把该列命名为 text 或 html"),
    "error.no-such-column": ("no column {column} among {columns}", "列名中没有 {column}：{columns}"),
    "error.no-such-column-advice": (
        "name one of them: --field {field}=COLUMN",
        "请用 --field {field}=列名 指明其中之一",
    ),
}
