"""Routes of the JSON API behind the log-in."""

from __future__ import annotations

from service.policy.rules import AUDITOR, DESIGNER, MEMBERS, READERS, SECADMIN, STAFF, SYSADMIN, Rule, Subject

ROUTES = (
    Rule("api-docs.openapi_json", "GET", MEMBERS, "接口说明（OpenAPI）"),
    Rule("user-tasks.index", "GET", STAFF, "我的任务", Subject.OWN),
    Rule("user-tasks.show", "GET", READERS, "一项任务", Subject.TASK),
    Rule("user-tasks.claim", "POST", STAFF, "认领", Subject.WORK),
    Rule("user-tasks.unclaim", "POST", STAFF, "放回待领", Subject.HOLDER),
    Rule("user-tasks.complete", "POST", STAFF, "办结", Subject.WORK),
    Rule("user-tasks.urge", "POST", STAFF, "催办", Subject.URGE),
    Rule("deputies.index", "GET", STAFF | SECADMIN, "代理", Subject.OWN),
    Rule("deputies.name", "POST", STAFF | SECADMIN, "登记代理", Subject.OWN),
    Rule("deputies.end", "POST", STAFF | SECADMIN, "提前结束代理", Subject.OWN),
    Rule("process-instances.start", "POST", STAFF, "发起事项", Subject.START),
    Rule("process-instances.index", "GET", READERS, "事项查询", Subject.MATTERS),
    Rule("process-instances.show", "GET", READERS, "一个事项", Subject.MATTER),
    Rule("process-instances.papers_of", "GET", READERS, "事项的文书目录", Subject.MATTER),
    Rule("process-instances.archive", "GET", AUDITOR, "事项的归档包", Subject.HISTORY),
    Rule("process-instances.paper", "GET", READERS, "下载文书", Subject.MATTER),
    Rule("process-instances.records", "GET", READERS, "事项的记录", Subject.HISTORY),
    Rule("process-instances.view", "GET", READERS, "事项在某一时刻", Subject.HISTORY),
    Rule("ledgers.show", "GET", READERS, "台账", Subject.UNITS),
    Rule("process-definitions.newest", "GET", MEMBERS, "流程库"),
    Rule("process-definitions.versions", "GET", MEMBERS, "一个流程的各版本"),
    Rule("forms.show", "GET", MEMBERS, "一张表单"),
    Rule("rules.show", "GET", MEMBERS, "一条制度条款"),
    Rule("calendar.show", "GET", MEMBERS, "计算一个时限"),
    Rule("deployments.deploy", "POST", DESIGNER, "检查或部署流程、表单、决策表"),
    Rule("messages.publish", "POST", SYSADMIN, "送入消息"),
    Rule("instance-interventions.tokens", "GET", SYSADMIN, "事项停在哪里：只有环节，没有内容"),
    Rule("instance-interventions.suspend", "POST", SYSADMIN, "暂停事项"),
    Rule("instance-interventions.resume", "POST", SYSADMIN, "恢复事项"),
    Rule("instance-interventions.cancel", "POST", SYSADMIN, "取消事项"),
    Rule("instance-interventions.modify", "POST", SYSADMIN, "移动、结束、开始环节"),
    Rule("instance-interventions.return_", "POST", SYSADMIN, "退回环节"),
    Rule("instance-interventions.set_variables", "POST", SYSADMIN, "修正数据"),
    Rule("instance-interventions.migrate", "POST", SYSADMIN, "改用流程的另一版本"),
    Rule("instance-interventions.migrate_many", "POST", SYSADMIN, "一个版本的所有事项改用另一版本"),
)
