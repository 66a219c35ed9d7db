"""What is noted on stderr beside the results."""

WORDS = {
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
        "{file}: {n} more rows passed over: {reasons}",
        "{file}：另有 {n} 行被略过：{reasons}",
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
}
