"""Rules of files, identities and references."""

from __future__ import annotations

from .rule import Rule

RULES = (
    Rule("XML-too-large", "reading.documents.read", "文件太大、元素太多或嵌套太深", "拆分流程图", "safety"),
    Rule("XML-doctype", "reading.documents.read", "有 DOCTYPE 或实体声明", "删去 DOCTYPE 声明", "safety"),
    Rule("XML-syntax", "reading.documents.read", "不是格式正确的 XML", "用建模器重新保存", "XML 1.0"),
    Rule(
        "XML-long-text", "reading.documents.read", "一个属性或一段文字太长", "把长内容放进表单或附件",
        "safety",
    ),
    Rule(
        "BPMN-root", "reading.documents.read", "根元素不是 bpmn:definitions", "上传 BPMN 2.0 文件",
        "BPMN 2.0.2 §15.3",
    ),
    Rule(
        "BPMN-unreadable", "compiling._parse", "图无法读成可执行的流程", "检查所指元素的属性和引用", "engine"
    ),
    Rule(
        "BPMN-start-timer", "reading.starting.start_timers", "定时开始事件的时间算不出来",
        "改用不依赖流程变量的时刻、时长或周期", "BPMN 2.0.2 §10.5.5",
    ),
    Rule(
        "DMN-duplicate", "compiling.load_decisions", "同一决策标识在部署中出现两次", "给其中一个换一个标识",
        "DMN 1.5 §6.3.7",
    ),
    Rule(
        "BPMN-no-process", "checks.identity.process_ids", "部署中没有可执行的流程", "在建模器中勾选“可执行”",
        "BPMN 2.0.2 §10.3.1",
    ),
    Rule(
        "BPMN-duplicate-process", "checks.identity.process_ids", "流程标识在部署中出现两次",
        "给流程换一个标识", "BPMN 2.0.2 §8.3.1",
    ),
    Rule(
        "BPMN-duplicate-id", "checks.identity.check", "标识在文件中重复", "每个元素的标识应唯一",
        "BPMN 2.0.2 §8.3.1",
    ),
    Rule(
        "BPMN-bad-id", "checks.identity.check", "标识里有空白、引号、“#”或超过 200 个字符", "换一个标识",
        "BPMN 2.0.2 §8.3.1",
    ),
    Rule("BPMN-no-id", "checks.identity.check", "流程元素没有标识", "给元素一个标识", "BPMN 2.0.2 §8.3.1"),
    Rule(
        "BPMN-dangling-reference", "checks.references.check", "引用的对象不存在，或不是该种对象",
        "重新选择，或在文件中定义它", "BPMN 2.0.2 §8.2",
    ),
)  # fmt: skip
