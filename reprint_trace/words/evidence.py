"""The evidence package: its fields, what it proves and what it does not."""

WORDS = {
    "case.sheet.comparison": ("comparison", "比对"),
    "case.sheet.passages": ("passages", "相同段落"),
    "case.title": ("What this proves and what it does not", "本证据包能证明什么、不能证明什么"),
    "case.lead": (
        "Read this before the report. It goes with the package and is listed in its manifest.",
        "请先读本页，再读报告。本页属于证据包，列于其清单之中。",
    ),
    "case.form": ("Record of preserved electronic data", "电子数据保全（存证）记录"),
    "case.proves": ("What this proves", "能证明的"),
    "case.proves-not": ("What this does not prove", "不能证明的"),
    "case.check": ("How to check it", "如何核验"),
    "case.check-how": (
        "`reprint-trace evidence verify` checks every byte and names what was altered. Without the tool:"
        " `sha256sum -c SHA256SUMS`; the timestamp: `openssl ts -verify -data manifest.json -in manifest.tsr"
        " -CAfile` with the authority's root certificate; page.wacz opens in any tool for web archives.",
        "`reprint-trace evidence verify` 逐字节核验，并指出被改动之处。不用本工具：`sha256sum -c SHA256SUMS`；时间戳："
        "`openssl ts -verify -data manifest.json -in manifest.tsr -CAfile` 加时间戳机构的根证书；page.wacz"
        " 可用任何网页归档工具打开。",
    ),
    "case.is-web-page": ("web page, saved file", "网页（已保存的文件）"),
    "case.is-compared": (
        "the saved file was read and compared with the originals, character by character",
        "读取已保存的文件，与原文逐字比对",
    ),
    "case.is-offline": ("none: nothing was fetched", "未联网，未抓取任何内容"),
    "case.is-stamped": (
        "manifest.tsr, if it is in the package; else ask for it with manifest.tsq",
        "见包内 manifest.tsr；若无，可用 manifest.tsq 向时间戳机构申请",
    ),
    "case.field.applicant": ("applicant", "申请人（存证主体）"),
    "case.field.applicant-id": ("applicant's identity number", "申请人证件号码"),
    "case.field.kind": ("kind of electronic data", "电子数据类型"),
    "case.field.name": ("name of the data", "存证名称"),
    "case.field.address": ("address (as the save states it)", "取证对象网址（据存档所载）"),
    "case.field.title": ("page title", "页面标题"),
    "case.field.stated-date": ("date the page states", "页面自述发布时间"),
    "case.field.saved-date": ("date of the save (as it states)", "保存时间（据存档所载）"),
    "case.field.file": ("original file name", "原始文件名"),
    "case.field.bytes": ("size in bytes", "文件大小（字节）"),
    "case.field.sha256": ("digest (SHA-256)", "哈希值（SHA-256）"),
    "case.field.sm3": ("digest (SM3)", "哈希值（SM3）"),
    "case.field.method": ("method", "取证方式"),
    "case.field.tool": ("tool and version", "取证工具及版本"),
    "case.field.environment": ("environment", "操作环境"),
    "case.field.network": ("network", "网络环境"),
    "case.field.started": ("begun (UTC, this machine's clock)", "操作开始时间（UTC，本机时钟）"),
    "case.field.command": ("command", "操作命令"),
    "case.field.operator": ("operator", "操作人"),
    "case.field.timestamp": ("trusted timestamp", "可信时间戳"),
    "case.field.remarks": ("remarks", "备注"),
    "case.proves.bytes": (
        "The files of this package are those its manifest lists, unaltered since the manifest was made.",
        "包内文件即清单所列文件，自清单生成后未被改动。",
    ),
    "case.proves.content": (
        "The saved file, as it was given, says what the report quotes from it.",
        "所提供的已保存文件中确有报告所引内容。",
    ),
    "case.proves.comparison": (
        "The page and the originals share the passages that are listed, to the character.",
        "页面与原文之间确有所列的相同文字，精确到字。",
    ),
    "case.proves.repeatable": (
        "The comparison can be made again by anyone from the files in this package.",
        "任何人可用包内文件重新进行比对。",
    ),
    "case.proves.time": (
        "With a token of a timestamp authority: the package was there at the token's time at the latest."
        " Without one, its times are only those of this machine's clock.",
        "附有时间戳机构的凭证时：本包最迟在凭证所载时间已经存在。没有凭证时，其中的时间只是本机时钟的时间。",
    ),
    "case.not.online": (
        "When, how long or whether the page was online: a saved file does not tell. It was not fetched here.",
        "页面是否、何时、多久在线：已保存的文件说明不了，本工具也没有抓取网页。",
    ),
    "case.not.author": (
        "Who wrote the text, or who holds its rights.",
        "文字由谁写成，权利归谁所有。",
    ),
    "case.not.earliest": (
        "That nothing earlier exists: only the texts in the corpus were compared.",
        "不存在更早的文本：只比对了语料库内的文本。",
    ),
    "case.not.corpus": (
        "That the originals are genuine and dated rightly: they are taken as the user supplied them.",
        "原文真实、日期无误：原文按使用者提供的内容采用。",
    ),
    "case.not.address": (
        "That the file comes from the address it names: the file itself, or who gave it, says so.",
        "文件确实来自所载网址：网址出自文件本身或提供者的陈述。",
    ),
    "case.not.identity": (
        "Who ran the tool: applicant and operator are for people to write in and sign.",
        "由何人操作：申请人与操作人须由其本人填写并签名。",
    ),
    "case.not.law": (
        "That any right is infringed: that is for a court.",
        "是否构成侵权：须由法院判断。",
    ),
    "column.paragraphs_taken": ("paragraphs_taken", "相同段落数"),
    "column.paragraphs_of": ("paragraphs_of", "原文段落数"),
    "column.sentences_taken": ("sentences_taken", "相同句数"),
    "column.sentences_of": ("sentences_of", "原文句数"),
    "case.sound": (
        "sound: {n} files, made {created}, SHA-256 of the manifest {digest}",
        "完好：{n} 个文件，生成于 {created}，清单 SHA-256 为 {digest}",
    ),
    "case.stamped": ("timestamp: {time}", "时间戳：{time}"),
    "case.signed": ("its signature holds", "签名有效"),
    "case.unsigned": (
        "its signature was not checked: give the authority's root certificate (--root)",
        "未核验签名：请用 --root 给出时间戳机构的根证书",
    ),
    "case.unstamped": (
        "no timestamp: ask for one with manifest.tsq",
        "没有时间戳：可用 manifest.tsq 申请",
    ),
    "case.kind.altered": ("altered", "被改动"),
    "case.kind.missing": ("missing", "缺失"),
    "case.kind.added": ("added", "被添加"),
    "case.kind.unreadable": ("unreadable", "无法读取"),
    "case.kind.container": ("the container around the files was altered", "文件之外的容器部分被改动"),
    "case.kind.token": ("does not hold", "不成立"),
    "help.evidence": (
        "Make a case for a lawyer or a notary of one page, or check one.\n\n`evidence PAGE` is `evidence make PAGE`.",
        "为一页制作供律师、公证员使用的证据包，或核验证据包。\n\n`evidence PAGE` 即 `evidence make PAGE`。",
    ),
    "help.evidence.make": (
        "Make an evidence package of one page: the bytes as saved, originals, reports, digests.\n\nPAGE is a saved page (with --corpus), or a saved run or file of traces (with --page ID).",
        "为一页制作证据包：存档原样、原文、报告、哈希值。\n\nPAGE 是保存的网页（配 --corpus），或扫描结果、溯源结果文件（配 --page ID）。",
    ),
    "help.evidence.verify": (
        "Check every byte of an evidence package and name what was altered.",
        "逐字节核验证据包，并指出被改动之处。",
    ),
    "help.o.saved": (
        "Of a run: the saved page, where it is not found.",
        "用于扫描结果：保存的网页（找不到时）。",
    ),
    "help.o.no-pdf": ("Make no PDF.", "不生成 PDF。"),
    "help.o.request": ("Write the timestamp's request to FILE too.", "另把时间戳请求写入 FILE。"),
    "help.o.root": (
        "The timestamp authority's root certificate (PEM).",
        "时间戳机构的根证书（PEM）。",
    ),
    "help.o.timestamp": (
        "PAGE is an evidence package: put this answer of a timestamp authority into it.",
        "PAGE 为证据包：把时间戳机构的这一应答放入其中。",
    ),
    "error.not-case": ("is no evidence package", "不是证据包"),
    "error.not-case-advice": (
        "give what `reprint-trace evidence` wrote",
        "请给出 reprint-trace evidence 所写的文件",
    ),
    "error.case-altered": ("was altered, and is not stamped", "已被改动，不予加盖时间戳"),
    "error.see-verify": ("see: reprint-trace evidence verify", "见 reprint-trace evidence verify"),
    "error.other-token": ("is the timestamp of another file", "是另一文件的时间戳"),
    "error.ask-tsq": ("ask for one with manifest.tsq", "请用 manifest.tsq 申请"),
    "error.refused-token": ("refuses the timestamp", "拒绝给出时间戳"),
    "error.ask-again": ("ask the authority again", "请再次向时间戳机构申请"),
    "error.no-token": ("is no answer of a timestamp authority", "不是时间戳机构的应答"),
    "error.give-tsr": ("give its .tsr file", "请给出其 .tsr 文件"),
    "error.no-certificate": ("holds no certificate (PEM)", "里面没有证书（PEM）"),
    "error.give-root": ("give the authority's root", "请给出时间戳机构的根证书"),
    "error.bad-signature": ("its signature does not hold ({error})", "其签名不成立（{error}）"),
    "error.pip-evidence": (
        "pip install 'reprint-trace[evidence]'",
        "请运行 pip install 'reprint-trace[evidence]'",
    ),
    "error.several-pages": ("holds {n} pages", "里面有 {n} 页"),
    "error.one-page": ("give one: --page ID", "请指明一页：--page ID"),
    "error.other-bytes": (
        "is not the page that was traced: its SHA-256 differs",
        "不是当时溯源的页面：SHA-256 不同",
    ),
    "error.as-saved": ("give the page as it was saved", "请给出当时保存的页面"),
    "error.saved-gone": ("is not here", "不在此处"),
    "error.give-saved": ("give the saved page: --saved FILE", "请给出保存的网页：--saved FILE"),
    "error.needs-corpus": (
        "a page needs --corpus, a run needs --page ID",
        "网页须配 --corpus，扫描结果须配 --page ID",
    ),
    "error.needs-case-output": (
        "an evidence package is a file: give -o case.zip",
        "证据包是文件：请用 -o case.zip",
    ),
}
