"""DOCX, ODT, RTF and EPUB: paragraphs as they are printed."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from reprint_trace.documents import Story
from reprint_trace.errors import InputError

LARGEST = 64 * 2**20  # bytes of a part when unpacked

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNPRINTED = frozenset(
    ("del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "footnoteReference")
)
_UNPRINTED_ODT = frozenset(
    (f"{_T}tracked-changes", f"{_T}note", f"{_OFFICE}annotation", f"{_T}sequence-decls")
)
_TITLES = ("title", "heading1", "heading 1", "标题", "标题1", "标题 1", "1")
_LONGEST_TITLE = 80
_CHAPTER = 80  # characters below which a file of a book is a cover or a table of contents


def docx(data: bytes, path: str) -> Iterator[Story]:
    """The text of a Word document, deleted words and notes left out."""
    with _opened(data, path) as archive:
        root = _tree(archive, "word/document.xml", path)
    space = _W_STRICT if root.tag.startswith(_W_STRICT) else _W
    lines: list[tuple[str, bool]] = []
    for paragraph in root.iter(f"{space}p"):
        if any(parent.tag == _FALLBACK for parent in paragraph.iterancestors()):
            continue  # the same text again, for programs that do not know text boxes
        style = paragraph.find(f"{space}pPr/{space}pStyle")
        named = (style.get(f"{space}val") or "") if style is not None else ""
        text = "".join(_run(paragraph, space)).strip()
        lines += [(line, named.casefold() in _TITLES) for line in text.split("\n") if line.strip()]
    yield _story(lines)


def _run(element: etree._Element, space: str) -> Iterator[str]:
    """What is printed of a paragraph; paragraphs in text boxes of it are paragraphs of their own."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag == _FALLBACK:
            continue
        name = child.tag.removeprefix(space)
        if name == "t":
            yield child.text or ""
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "tab":
            yield "\t"
        elif name == "noBreakHyphen":
            yield "-"
        elif name != "p" and name not in _UNPRINTED:
            yield from _run(child, space)


def odt(data: bytes, path: str) -> Iterator[Story]:
    """The text of an OpenDocument text, tracked changes and notes left out."""
    with _opened(data, path) as archive:
        root = _tree(archive, "content.xml", path)
    lines: list[tuple[str, bool]] = []
    for paragraph in root.iter(f"{_T}p", f"{_T}h"):
        if any(parent.tag in _UNPRINTED_ODT for parent in paragraph.iterancestors()):
            continue
        level = paragraph.get(f"{_T}outline-level") if paragraph.tag == f"{_T}h" else None
        titled = level == "1" or (paragraph.get(f"{_T}style-name") or "").casefold() in _TITLES
        text = "".join(_odt_run(paragraph)).strip()
        lines += [(line, titled) for line in text.split("\n") if line.strip()]
    yield _story(lines)


def _odt_run(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            if child.tag == f"{_T}s":
                yield " " * min(100, int(child.get(f"{_T}c") or 1))
            elif child.tag == f"{_T}tab":
                yield "\t"
            elif child.tag == f"{_T}line-break":
                yield "\n"
            elif child.tag not in _UNPRINTED_ODT and child.tag not in (f"{_T}p", f"{_T}h"):
                yield from _odt_run(child)
        yield child.tail or ""


def _story(lines: list[tuple[str, bool]]) -> Story:
    """The story of lines and whether their style is a title's; it has that title if it begins with it."""
    texts = [line for line, _ in lines]
    if lines and lines[0][1] and len(texts[0]) <= _LONGEST_TITLE:
        return Story(title=texts[0], text="\n".join(texts[1:]))
    return Story(text="\n".join(texts))


def rtf(data: bytes, path: str) -> Iterator[Story]:
    """The text of a Rich Text file."""
    from striprtf.striprtf import rtf_to_text

    try:
        text = str(rtf_to_text(data.decode("latin-1"), errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, RecursionError) as error:
        raise InputError(path, "cannot be read as RTF", "save it as DOCX or text") from error
    yield Story(text="\n".join(line.strip() for line in text.splitlines() if line.strip()))


def epub(data: bytes, path: str) -> Iterator[Story]:
    """The chapters of a book, each a story, in the order they are read in."""
    with _opened(data, path) as archive:
        container = _tree(archive, "META-INF/container.xml", path)
        rootfile = next((str(found.get("full-path")) for found in container.iter("{*}rootfile")), "")
        package = _tree(archive, rootfile, path)
        files = {str(item.get("id")): str(item.get("href")) for item in package.iter("{*}item")}
        for reference in package.iter("{*}itemref"):
            name = files.get(str(reference.get("idref")))
            if not name:
                continue
            inside = posixpath.normpath(posixpath.join(posixpath.dirname(rootfile), unquote(name)))
            markup = _member(archive, inside, path).decode("utf-8", "replace")
            if markup.strip() and len("".join(map(str, etree.HTML(markup).itertext()))) > _CHAPTER:
                yield Story(text=markup, markup=True, part=inside)


def _opened(data: bytes, path: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise InputError(path, "is a damaged document", "copy it again") from error


def _member(archive: zipfile.ZipFile, name: str, path: str) -> bytes:
    try:
        with archive.open(name) as member:
            data = member.read(LARGEST + 1)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        problem = f"is a damaged document ({name} cannot be read)"
        raise InputError(path, problem, "open it and save it again") from error
    if len(data) > LARGEST:
        raise InputError(path, f"has a part larger than {LARGEST >> 20} MB", "a story is not")
    return data


def _tree(archive: zipfile.ZipFile, name: str, path: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(_member(archive, name, path), parser)
    except etree.XMLSyntaxError as error:
        problem = f"is a damaged document ({name} is no XML)"
        raise InputError(path, problem, "open it and save it again") from error
