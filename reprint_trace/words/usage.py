"""What --help says: commands, options, and the words around them; what is noted on stderr."""

from __future__ import annotations

WORDS = {
    "help.cli": (
        "Where did this page's text really come from?\n\n`reprint-trace PAGE…` reads saved pages (HTML or text; - is stdin), finds their originals\nin a corpus, infers who copied from whom and says whether the declared source holds.",
        "这一页的正文究竟从何而来？\n\n`reprint-trace PAGE…` 读取保存的网页（HTML 或文本；- 为标准输入），在语料库中找出原文，推断谁转载谁，并判断页面标注的来源是否成立。",
    ),
    "help.trace": (
        "Find where the text of PAGE... came from and judge its declared source.\n\nWith a folder as --output (RUN/), PAGE... are scanned: traced among each other, resumable, and\nleft there with tables and a summary.",
        "查出 PAGE... 的正文从何而来，并判断其标注的来源。\n\n若 --output 是文件夹（RUN/），则扫描 PAGE...：各页互相溯源，可中断续做，结果连同表格与摘要存于其中。",
    ),
    "help.read": (
        "Print what PAGE... says: body, date, every claim about its source, teasers.",
        "打印 PAGE... 的自述：正文、日期、关于来源的一切说法、其他条目。",
    ),
    "help.compare": (
        "Print every difference between ORIGINAL and REPRINT: what was kept, cut, added, edited.\n\nEach is a saved page or a plain text.",
        "打印 ORIGINAL 与 REPRINT 的每一处差异：保留、删去、增加、改动。\n\n两者各为保存的网页或纯文本。",
    ),
    "help.corpus": (
        "Make, search and check a corpus: the candidate originals.",
        "建立、检索、核查语料库（候选原文）。",
    ),
    "help.corpus.info": (
        "Print how many documents and texts CORPUS holds, of which dates, and how it is signed.",
        "打印 CORPUS 的文档数、文本数、日期范围与签名参数。",
    ),
    "help.corpus.list": (
        "Print every document of CORPUS: id, date, source, title; of a version of another, its id.\n\nVersions are one text printed again or slightly edited; all name the one that was added first.",
        "打印 CORPUS 的每篇文档：编号、日期、来源、标题；若是他文的版本，附其编号。\n\n版本指同一文本再次刊出或略有改动；均指向最先添加的一篇。",
    ),
    "help.corpus.remove": (
        "Remove the documents ID... from CORPUS; all of them or, when one is unknown, none.",
        "从 CORPUS 移除文档 ID...；有一个不存在则一个也不移除。",
    ),
    "help.corpus.verify": (
        "Check CORPUS wholly: every byte of its files, every row, and a sample of its signatures.",
        "全面核查 CORPUS：文件的每个字节、每一行，以及抽样的签名。",
    ),
    "help.corpus.search": (
        "Print the documents of CORPUS that share text with TEXT, or with the saved page FILE.\n\nShares are counted exactly: of the text, and of the document, in runs of 8 characters or more. Where\nnone accounts for the text, the documents that name what it names come first, with the rare words and\nfigures in common: it may tell them again in other words.",
        "打印 CORPUS 中与 TEXT 或网页 FILE 有共同文字的文档。\n\n占比为精确计数：8字以上的连续相同文字在文本与文档中各占多少。如果没有文档能解释该文本，先列出提到相同人名、罕见词和数字的文档：它可能是换了说法的改写。",
    ),
    "help.corpus.export": (
        "Write the documents of CORPUS as rows that `corpus add` reads.",
        "把 CORPUS 的文档写成 `corpus add` 可读的行。",
    ),
    "help.corpus.reindex": (
        "Make the index of CORPUS anew from its documents: after it was copied without its index\nfolder, or when `corpus verify` finds the index damaged.",
        "由文档重建 CORPUS 的索引：复制时漏了索引文件夹，或 `corpus verify` 发现索引损坏时使用。",
    ),
    "help.serve": (
        "Open the desk: a page in your browser to drop pages and originals on and to read the reports.\n\nIt is on this machine only; nothing is sent anywhere. FOLDER (reprint-trace-desk in your home) keeps what\nis dropped and found; a job that was interrupted goes on the next time. Ctrl-C ends it.",
        "打开工作台：浏览器中的一个页面，可拖入网页与原文、查看报告。\n\n只在本机运行，不向外发送任何内容。放入与查得的内容存于 FOLDER（默认为主目录下的 reprint-trace-desk）；中断的任务下次接着做。Ctrl-C 结束。",
    ),
    "help.serve.port": (
        "The port; where it is taken, and with 0, any that is free.",
        "端口；若被占用或为 0，则用任一空闲端口。",
    ),
    "help.serve.host": (
        "Another address to listen at, so that others reach the desk: unencrypted, whoever has the link.",
        "改在其他地址监听，让他人也能使用工作台：不加密，凡有链接者皆可使用。",
    ),
    "help.serve.no-open": ("Do not open the page in the browser.", "不在浏览器中打开页面。"),
    "help.outlets": (
        "Print which outlets NAME... or URL... means, carrier first; - reads names from stdin.",
        "打印 NAME... 或 URL... 所指的媒体，经手者在前；- 从标准输入读取名称。",
    ),
    "help.report": (
        "Report a saved run again, in another format.\n\nRUN is the folder that a scan wrote, or a file of traces (`--format json`); - is stdin. Of a run the\nsummary is shown; --pages or --page ID shows its pages.",
        "以其他格式再次报告保存的结果。\n\nRUN 是扫描所写的文件夹，或溯源结果文件（`--format json`）；- 为标准输入。对文件夹显示摘要；--pages 或 --page ID 显示页面。",
    ),
    "help.schema": (
        "Print the JSON Schema of what `read` (page), a trace or `compare` prints, or a scan leaves.",
        "打印 `read`（page）、溯源、`compare` 的输出或扫描结果的 JSON Schema。",
    ),
    "help.o.version": ("Show the version and exit.", "显示版本并退出。"),
    "help.o.help": ("Show this message and exit.", "显示本帮助并退出。"),
    "help.o.debug": ("Show where an error comes from.", "显示错误的出处。"),
    "help.o.corpus": (
        "Candidate originals: a corpus made by `corpus add`, or a table, a file or a folder of pages.",
        "候选原文：`corpus add` 所建的语料库，或表格文件、网页文件夹。",
    ),
    "help.o.outlets": (
        "Your own outlets (TSV or CSV), beside the built-in.",
        "自备的媒体表（TSV 或 CSV），与内置者并用。",
    ),
    "help.o.url": ("The page's address, where the save does not tell it.", "页面的网址（存档未载明时）。"),
    "help.o.fields": (
        "What a table calls a field: --field text=content --field date=pubtime.",
        "表格中字段的列名：--field text=content --field date=pubtime。",
    ),
    "help.o.format": (
        "A report to read, one JSON object a line, or a file for another tool.",
        "可读的报告、每行一个 JSON 对象，或供其他工具使用的文件。",
    ),
    "help.o.format-read": (
        "Text to read, one JSON object a line, or a table.",
        "可读的文本、每行一个 JSON 对象，或表格。",
    ),
    "help.o.format-compare": (
        "A report to read, JSON, or a table of the edits.",
        "可读的报告、JSON，或改动的表格。",
    ),
    "help.o.format-text": ("Text to read, or one JSON object a line.", "可读的文本，或每行一个 JSON 对象。"),
    "help.o.format-rows": ("How the rows are written.", "行的写法。"),
    "help.o.table": (
        "Which table csv, tsv and parquet hold; network is also a graph (graphml, dot).",
        "csv、tsv、parquet 所含的表；network 也可作为图（graphml、dot）。",
    ),
    "help.o.jobs": (
        "Scan: so many worker processes (default: one a processor).",
        "扫描：工作进程数（默认每个处理器一个）。",
    ),
    "help.o.include": ("Scan: only pages whose id matches.", "扫描：只取编号匹配的页面。"),
    "help.o.exclude": ("Scan: no pages whose id matches.", "扫描：略去编号匹配的页面。"),
    "help.o.since": ("Scan: only pages saved on that day or later.", "扫描：只取该日及以后保存的页面。"),
    "help.o.engine": (
        "Scan: worker processes here, or Spark (`pip install reprint-trace[spark]`).",
        "扫描：本机进程，或 Spark（`pip install reprint-trace[spark]`）。",
    ),
    "help.o.master": (
        "Scan: Spark's master, e.g. local[4] or spark://host:7077.",
        "扫描：Spark 主节点，如 local[4] 或 spark://host:7077。",
    ),
    "help.o.check": (
        "Exit 1 when an attribution fails, for use in scripts.",
        "来源标注不成立时以 1 退出，供脚本使用。",
    ),
    "help.o.lang": ("The language of reports, help and messages.", "报告、帮助与提示的语言。"),
    "help.o.output": (
        "Write the result to FILE instead of stdout; its ending says the format.",
        "写入 FILE 而不是标准输出；格式由后缀决定。",
    ),
    "help.o.quiet": ("No notes on stderr, errors only.", "标准错误上只有错误，没有提示。"),
    "help.o.source": (
        "The outlet of all that name none: --source 本报.",
        "未注明媒体者一律算作：--source 本报。",
    ),
    "help.o.date": ("The date of all that have none.", "没有日期者一律算作此日。"),
    "help.o.site": ("The site that all stand on whose address is not known.", "网址不明者一律算作此站点。"),
    "help.o.dry-run": ("Say what would be added, and add nothing.", "只说会添加什么，不真正添加。"),
    "help.o.failures": (
        "Write the bad rows to FILE (JSON Lines: file, line, problem).",
        "把有问题的行写入 FILE（JSON Lines：file、line、problem）。",
    ),
    "help.o.outlet": ("Only documents of this outlet.", "只取该媒体的文档。"),
    "help.o.since-doc": ("Only documents of this day or later.", "只取该日及以后的文档。"),
    "help.o.until": ("Only documents of this day or earlier.", "只取该日及以前的文档。"),
    "help.o.limit": ("At most so many.", "最多这么多。"),
    "help.o.page": ("Only the trace of this page.", "只取这一页的溯源结果。"),
    "help.o.pages": (
        "The report of every page instead of the run's summary.",
        "显示每一页的报告，而不是摘要。",
    ),
    "help.p.examples": ("Examples:", "示例："),
    "help.p.usage": ("Usage: ", "用法："),
    "help.p.options": ("Options", "选项"),
    "help.p.commands": ("Commands", "命令"),
    "help.p.default": ("default: {value}", "默认：{value}"),
    "help.p.required": ("required", "必填"),
    "help.p.by-ending-text": ("by the ending of -o FILE; text", "按 -o FILE 的后缀；否则为 text"),
    "help.p.by-ending-jsonl": ("by the ending of -o FILE; jsonl", "按 -o FILE 的后缀；否则为 jsonl"),
    "help.p.locale": ("your locale's", "按系统语言"),
    "help.p.try": ("Try '{command}' for help.", "用 '{command}' 查看帮助。"),
    "help.p.error": ("Error: {problem}", "错误：{problem}"),
    "help.p.exit": (
        "Exit codes: 0 done; 1 an attribution fails (with --check); 2 usage;\n3 unreadable input; 4 corpus trouble; 70 our own fault.",
        "退出码：0 完成；1 来源标注不成立（用 --check 时）；2 用法错误；\n3 输入无法读取；4 语料库有问题；70 程序自身的错误。",
    ),
    "help.x.claims": ("what the page claims, no corpus", "页面自述，不用语料库"),
    "help.x.find": ("find the original, judge the source", "找出原文，判断来源"),
    "help.x.send": ("a report to send on", "可转发的报告"),
    "help.corpus.add": (
        "Add the documents of INPUT... to CORPUS, making it if there is none.\n\nINPUT is a table (.csv, .tsv, .xlsx, .json, .jsonl, .parquet, .xml, a feed, a SQLite file; in any\ncharset, packed or not), a saved page, WARC, .txt, .docx, .odt, .rtf, .epub or .pdf, a folder or zip\nof any of these, another corpus, or - for standard input. Columns are known by their names, Chinese\nor English; what they were taken for is printed. A document that is there already changes nothing.\nBad rows are counted, the first of them named; the rest is added.",
        "把 INPUT... 的文档加入 CORPUS，没有则新建。\n\nINPUT 可以是表格（.csv、.tsv、.xlsx、.json、.jsonl、.parquet、.xml、订阅源、SQLite 文件；任何编码，压缩与否均可）、保存的网页、WARC、.txt、.docx、.odt、.rtf、.epub、.pdf，这些文件的文件夹或 zip，另一语料库，或 -（标准输入）。列按中文或英文列名识别，并打印识别结果。已有的文档不变。有问题的行会计数，并指出前几行；其余照常加入。",
    ),
    "help.o.lang-only": ("The language of help and messages.", "帮助与提示的语言。"),
    "help.evidence.tsa": (
        "Ask the timestamp authority at this address for a token, and put it in: the one thing that uses a network.",
        "向此网址的可信时间戳机构索取时间戳并放入包中：唯一会使用网络的一步。",
    ),
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
