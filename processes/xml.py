"""Reading XML that strangers uploaded: no document types, no entities, no network, no giant trees."""

from __future__ import annotations

from typing import Any

from lxml import etree

Element = etree._Element
_FAULTS = etree.ErrorTypes
#: What people make of the faults that occur in practice; anything else is told by its place.
_WORDS = {
    _FAULTS.ERR_DOCUMENT_EMPTY: "文件是空的，或者不以标签开头",
    _FAULTS.ERR_DOCUMENT_END: "文件在根元素之后还有内容",
    _FAULTS.ERR_TAG_NAME_MISMATCH: "开始标签与结束标签不一致",
    _FAULTS.ERR_TAG_NOT_FINISHED: "标签没有结束，文件可能不完整",
    _FAULTS.ERR_GT_REQUIRED: "标签没有以“>”结束",
    _FAULTS.ERR_LT_IN_ATTRIBUTE: "属性值里不能有“<”，应写作“&lt;”",
    _FAULTS.ERR_ATTRIBUTE_NOT_STARTED: "属性值应加引号",
    _FAULTS.ERR_ATTRIBUTE_WITHOUT_VALUE: "属性没有值",
    _FAULTS.ERR_ATTRIBUTE_REDEFINED: "同一个属性写了两次",
    _FAULTS.ERR_UNDECLARED_ENTITY: "引用了未定义的实体",
    _FAULTS.ERR_NAME_REQUIRED: "“&”或“<”之后应是名称，单独使用时应写作“&amp;”“&lt;”",
    _FAULTS.ERR_INVALID_CHAR: "有 XML 不允许的控制字符",
    _FAULTS.ERR_INVALID_ENCODING: "文件内容与声明的字符编码不符",
    _FAULTS.ERR_UNSUPPORTED_ENCODING: "不支持文件声明的字符编码，请保存为 UTF-8",
    _FAULTS.ERR_ENTITY_LOOP: "实体展开太大或循环",
    114: "元素嵌套太深，或实体展开太大",  # XML_ERR_RESOURCE_LIMIT, which lxml has no name for
    _FAULTS.NS_ERR_UNDEFINED_NAMESPACE: "用了没有声明的命名空间前缀",
}


class BrokenXml(ValueError):
    """Not well-formed, or not acceptable; ``line`` counts from 1 when it is known."""

    def __init__(self, message: str, line: int | None = None, *, doctype: bool = False) -> None:
        super().__init__(message)
        self.line = line
        self.doctype = doctype


def parse(document: bytes | str) -> Element:
    """The root element, without comments and processing instructions; raises ``BrokenXml``."""
    data = document.encode() if isinstance(document, str) else document
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BrokenXml(f"不是格式正确的 XML：{_told(error)}", error.lineno) from None
    except ValueError:
        raise BrokenXml("不是格式正确的 XML：文件声明的字符编码无法使用") from None
    information: Any = root.getroottree().docinfo
    if information.doctype:
        raise BrokenXml("XML 中不允许 DOCTYPE 和实体", 1, doctype=True)
    return root


def _told(error: etree.XMLSyntaxError) -> str:
    code: int = getattr(error, "code", 0)
    return _WORDS.get(code, f"第 {error.lineno} 行附近不符合 XML 语法（libxml2 错误 {code}）")
