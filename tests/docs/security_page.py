"""Writes docs/security.md: OWASP ASVS 5.0 walked through, from tests/security/asvs.yaml.

``python -m tests.docs.security_page``
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from processes.calendar.yamlnodes import MAX_TEXT
from processes.decisions import limits
from processes.definitions import naming
from processes.engine.reading import documents
from service.public.intake import LARGEST_BODY as INQUIRY
from service.security import LARGEST_BODY
from service.web.notices import MAX_FILE
from tests import artefacts

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
SOURCE = ROOT / "tests" / "security" / "asvs.yaml"
Row = Mapping[str, Any]
KINDS = {"tests", "reason", "departure", "open"}
CHAPTERS = {
    1: "编码和清洗",
    2: "输入检查和业务逻辑",
    3: "浏览器",
    4: "接口",
    5: "文件",
    6: "身份鉴别",
    7: "会话",
    8: "授权",
    9: "自包含令牌",
    10: "OAuth 和 OIDC",
    11: "密码学",
    12: "通信",
    13: "配置",
    14: "数据保护",
    15: "编码和架构",
    16: "安全日志和出错处理",
    17: "WebRTC",
}
#: 安全计算环境 of 等级保护 level three, by the names of the control points alone.
POINTS = {
    "身份鉴别": "第 6、7 章，[密码规则](reference/passwords.md)；第三级应设 `JIEDU_SECOND_FACTOR=all`",
    "访问控制": "第 8 章，[权限](reference/rights.md)：三员分立，默认拒绝",
    "安全审计": "第 16 章；安全日志分 16 条散列链，数据库拒绝修改",
    "入侵防范": "第 1、3、5 章和本页“上传”",
    "恶意代码防范": "不接收附件（5.4.3）；只接收 BPMN、DMN、表单、日历文本，都按内容检查",
    "可信验证": "由操作系统和硬件提供，本软件不涉及",
    "数据完整性": "[证明](reference/proof.md)：记录的散列链和签名锚",
    "数据保密性": "第 11、12 章；传输由反向代理加密，数据库磁盘加密由安装决定",
    "数据备份恢复": "`jiedu backup`、`jiedu restore`（[系统运维](how-to/operator.md)）",
    "剩余信息保护": "14.3.1、14.3.2：页面不缓存，退出时清除",
    "个人信息保护": "[个人信息和留存](reference/personal-data.md)",
}
_HEAD = """# 安全

本页由 `python -m tests.docs.security_page` 从 `tests/security/asvs.yaml` 生成；测试核对编号不重复、
所列检验都存在、本页没有过时。发现漏洞请直接告诉系统管理员，不要写在公开的地方。

## 上传

| 上传 | 谁 | 限额 |
|---|---|---|
| 流程图（BPMN） | 流程设计员 | {bpmn} |
| 决策表（DMN） | 流程设计员 | {dmn} |
| 表单 | 流程设计员 | 由表单规则限制项数、层数和正则表达式 |
| 放假通知、办公安排 | 系统管理员 | {notice} |
| 网上咨询 | 公众 | {inquiry:,} 字节 |
| 其他请求 | – | {body:,} 字节；JSON 至多 64 层 |

一次部署至多 {files} 个文件，文件名至多 {name} 个可见字符。类型按内容判断，XML 不允许 DOCTYPE 和实体。
网页和接口不接收压缩文件和图片。不合格的文件整批拒绝（422），什么也不保存。

`python -m benchmarks.uploads_fuzz` 把改坏的流程图、决策表、表单、日历各投 10 分钟（`--seconds`），
`python -m benchmarks.api_contract` 按接口说明投 10 分钟（需要 `pip install -e .[fuzz]`）；
出现 5xx、超过 5 秒处理器时间、内存超限、拒绝之后多出的数据行，都以状态 1 结束。

## 对外访问

链接核对只访问公网地址（或名单上的主机）：域名只解析一次，连接的就是核对过的地址；每次跳转重新核对；
IPv6 中嵌有 IPv4 的写法（映射、兼容、NAT64、6to4）按所嵌的地址判断；整个回答有总时限。
渠道、外发、通知只发往设置中写明的网址，不跟随跳转。
认证平台只访问 issuer 和 `JIEDU_OIDC_HOSTS` 的主机，同样有总时限和大小限制。
各处 TLS 都核对证书和主机名（[连接加密](reference/cryptography.md#连接加密)）。

## 组件

`script/sbom` 写出组件清单（CycloneDX 1.6，JSON）：已安装的 Python 包（直接和间接依赖、各可选功能）
和打包进页面的 npm 包，带版本、许可证、校验值和依赖关系。
每次发布附上一份，并每月用它核对公开的漏洞库（如 OSV、国家信息安全漏洞库）。

| 漏洞 | 最迟更新 |
|---|---|
| 已被利用，或严重（CVSS 9.0 以上） | 3 天 |
| 高（7.0–8.9） | 14 天 |
| 中（4.0–6.9） | 30 天 |
| 低 | 90 天 |
| 没有漏洞的新版本 | 一年；不再维护的组件半年内换掉 |

从公布修复版本起算；受影响的功能没有用到的，写明理由可以延期。解析外来内容的组件
（lxml、PyYAML、regex、Werkzeug、waitress、form-js、bpmn-js、dmn-js）和密码组件（cryptography、argon2-cffi、Authlib、joserfc）优先。

## OWASP ASVS 5.0，第 1、2 级

编号和级别按 OWASP ASVS 5.0.0（CC BY-SA 4.0），说明是我们自己的话。“尚缺”照实写。
第 1 级 {first} 条、第 2 级 {second} 条，全部列出。

有检验 {tests} 条，不适用或由文档、安装决定 {reason} 条，有意不同 {departure} 条，尚缺或没有检验 {open} 条。
"""


def rows() -> list[Row]:
    """All requirements, in the order of the standard."""
    found: list[Row] = artefacts.told(SOURCE)
    return found


def page() -> str:
    """The text of the page."""
    every = rows()
    levels = Counter(row["level"] for row in every)
    kinds = {name: sum(kind(row) == name for row in every) for name in KINDS}
    told = _HEAD.format(
        bpmn=(f"{documents.MAX_BYTES:,} 字节，{documents.MAX_ELEMENTS:,} 个元素，{documents.MAX_DEPTH} 层"),
        dmn=f"{limits.MAX_BYTES:,} 字节，{limits.MAX_ELEMENTS:,} 个元素",
        notice=f"文件 {MAX_FILE:,} 字节，{MAX_TEXT:,} 个字符",
        inquiry=INQUIRY,
        body=LARGEST_BODY,
        files=naming.MAX_FILES,
        name=naming.MAX_NAME,
        first=levels[1],
        second=levels[2],
        **kinds,
    )
    return told + "".join(_chapters(every)) + _points()


def kind(row: Row) -> str:
    """One of ``KINDS``: each row has just one, but for a departure, which may name tests beside."""
    if "departure" in row:
        return "departure"
    (found,) = KINDS & row.keys()
    return found


def _chapters(every: list[Row]) -> Iterator[str]:
    for number, title in CHAPTERS.items():
        yield f"\n### V{number} {title}\n\n| 编号 | 级 | 要求 | 检验或理由 |\n|---|---|---|---|\n"
        for row in every:
            if row["number"].startswith(f"{number}."):
                yield f"| {row['number']} | {row['level']} | {row['means']} | {_answer(row)} |\n"


def _answer(row: Row) -> str:
    tests = [f"`{name.removeprefix('tests/')}`" for name in row.get("tests", ())]
    if "departure" in row:
        return "<br>".join([f"**有意不同**：{row['departure']}", *tests])
    if tests:
        return "<br>".join(tests)
    return f"**尚缺**：{row['open']}" if "open" in row else f"不适用：{row['reason']}"


def _points() -> str:
    head = "\n## 等级保护第三级：安全计算环境\n\n以下只列控制点的名称和落实之处，条文以标准原文为准。\n\n"
    lines = "".join(f"| {point} | {where} |\n" for point, where in POINTS.items())
    return f"{head}| 控制点 | 落实 |\n|---|---|\n{lines}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf8")
