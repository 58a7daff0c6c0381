"""Uploaded XML is read safely, and faults are told in Chinese with their line."""

from __future__ import annotations

import re

import pytest

from processes.xml import BrokenXml, parse


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b"", "文件是空的"),
        (b"abc", "不以标签开头"),
        (b"<a>", "文件可能不完整"),
        (b"<a>\n<b></a>", "不一致"),
        (b"<a x=1/>", "属性值应加引号"),
        (b"<a>&x;</a>", "未定义的实体"),
        (b"<a/><b/>", "根元素之后还有内容"),
        (b"<a x='1' x='2'/>", "写了两次"),
        (b"<p:a/>", "没有声明的命名空间前缀"),
        (b"<a>\x01</a>", "控制字符"),
        (b"<?xml version='1.0' encoding='x-y'?><a/>", "保存为 UTF-8"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "不允许 DOCTYPE"),
    ],
)
def test_faults_are_told_in_chinese(document: bytes, words: str) -> None:
    with pytest.raises(BrokenXml, match=words) as caught:
        parse(document)
    told = re.sub("XML|DOCTYPE|UTF-8|&amp;|&lt;", "", str(caught.value))
    assert not re.search("[A-Za-z]{3,}", told)
    assert caught.value.line is not None


def test_the_line_of_the_fault_is_named() -> None:
    with pytest.raises(BrokenXml) as caught:
        parse(b"<a>\n  <b>\n</a>")
    assert caught.value.line == 3


def test_comments_and_instructions_are_left_out() -> None:
    root = parse("<a><!-- x --><?y z?><b/></a>")
    assert [child.tag for child in root] == ["b"]
