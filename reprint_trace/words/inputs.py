"""What is said of tables, documents and addresses that are given as inputs."""

WORDS = {
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
