"""Routes for everybody, and those around the log-in."""

from __future__ import annotations

from service.policy.rules import ACCOUNT, ANYBODY, MEMBERS, Rule, Subject

ROUTES = (
    Rule("static", "GET", ANYBODY, "样式、脚本、图标"),
    Rule("health.healthz", "GET", ANYBODY, "探测：进程活着"),
    Rule("health.readyz", "GET", ANYBODY, "探测：可以工作"),
    Rule("metrics.scrape", "GET", ANYBODY, "监视数字（凭 JIEDU_METRICS_TOKEN）"),
    Rule("demo_site.show", "GET", ANYBODY, "演示网站（只在演示时有）"),
    Rule("login.form", "GET", ANYBODY, "登录页"),
    Rule("login.enter", "POST", ANYBODY, "登录"),
    Rule("login.code", "GET", ANYBODY, "登录：动态口令"),
    Rule("login.enter_code", "POST", ANYBODY, "登录：提交动态口令"),
    Rule("login.leave", "POST", ANYBODY, "退出登录"),
    Rule("account.show", "GET", ACCOUNT, "我的账号", Subject.OWN),
    Rule("account.change_password", "POST", ACCOUNT, "修改密码", Subject.OWN),
    Rule("account.end_log_in", "POST", ACCOUNT, "结束自己的一处登录", Subject.OWN),
    Rule("account.end_others", "POST", ACCOUNT, "结束自己的其他登录", Subject.OWN),
    Rule("second_factor.show", "GET", ACCOUNT, "动态口令", Subject.OWN),
    Rule("second_factor.begin", "POST", ACCOUNT, "开始启用动态口令", Subject.OWN),
    Rule("second_factor.confirm", "POST", ACCOUNT, "启用动态口令", Subject.OWN),
    Rule("second_factor.recovery_codes", "POST", ACCOUNT, "重新生成恢复码", Subject.OWN),
    Rule("second_factor.remove", "POST", ACCOUNT, "停用动态口令", Subject.OWN),
    Rule("notifications.index", "GET", MEMBERS, "站内通知", Subject.OWN),
    Rule("public.search", "GET", ANYBODY, "问答检索"),
    Rule("public.entry", "GET", ANYBODY, "一条公开的问答", Subject.ENTRY),
    Rule("public.interpretations", "GET", ANYBODY, "政策解读专栏"),
    Rule("public.statistics", "GET", ANYBODY, "公开统计"),
    Rule("public.ask", "GET", ANYBODY, "网上咨询：填写"),
    Rule("public.asked", "POST", ANYBODY, "网上咨询：提交"),
    Rule("public.inquiry", "GET", ANYBODY, "查询一件咨询", Subject.CODE),
    Rule("public.embed", "GET", ANYBODY, "嵌入其他网站的检索框"),
    Rule("public_api.questions", "GET", ANYBODY, "公众接口：问答检索"),
    Rule("public_api.question", "GET", ANYBODY, "公众接口：一条公开的问答", Subject.ENTRY),
    Rule("public_api.answer", "GET", ANYBODY, "公众接口：直接回答"),
    Rule("public_api.interpretations", "GET", ANYBODY, "公众接口：政策解读"),
    Rule("public_api.statistics", "GET", ANYBODY, "公众接口：公开统计"),
    Rule("public_api.status", "GET", ANYBODY, "公众接口：检索是否可用"),
    Rule("public_api.inquiries", "POST", ANYBODY, "公众接口：提交咨询", Subject.TOKEN),
    Rule("public_api.inquiry", "GET", ANYBODY, "公众接口：查询一件咨询", Subject.CODE),
)
