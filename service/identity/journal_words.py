"""What the security journal tells of: kinds of entries and names of their details, as people read them.

Whoever writes a new kind of entry names it here; what has no name is refused by ``journal.note``.
"""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "login": "登录",
    "login_failed": "登录失败",
    "login_refused": "拒绝登录",
    "logout": "退出登录",
    "log_ins_ended": "结束登录",
    "account_locked": "锁定账号",
    "account_unlocked": "解锁账号",
    "password_changed": "更改密码",
    "password_reset": "重置密码",
    "second_factor_set": "启用动态口令",
    "second_factor_failed": "动态口令错误",
    "second_factor_removed": "停用动态口令",
    "recovery_code_used": "使用恢复码",
    "recovery_codes_made": "重新生成恢复码",
    "account_created": "新建账号",
    "account_changed": "更改账号",
    "account_switched_off": "停用账号",
    "account_switched_on": "启用账号",
    "post_given": "任职",
    "post_ended": "结束任职",
    "deputy_named": "登记代理",
    "deputy_ended": "提前结束代理",
    "token_made": "生成接口令牌",
    "token_revoked": "撤销接口令牌",
    "oidc_linked": "关联统一身份认证",
    "oidc_unlinked": "解除统一身份认证关联",
    "office_loaded": "载入机构文件",
    "access_refused": "拒绝访问",
    "publication_refused": "拒绝发布未经审核的内容",
    "matter_read": "审计查阅",
    "matter_exported": "审计导出",
    "personal_data_read": "查看个人信息",
    "personal_data_erased": "删除个人信息",
    "hold_placed": "设置留存限制",
    "hold_lifted": "解除留存限制",
    "instance_removed": "到期清除事项",
    "journal_read": "查阅安全日志",
    "journal_exported": "导出安全日志",
    "archive_exported": "下载事项归档包",
}

DETAILS: Mapping[str, str] = {
    "reason": "原因",
    "method": "方式",
    "account": "输入的账号",
    "attempts": "连续失败次数",
    "until": "至",
    "since": "自",
    "post": "岗位",
    "name": "姓名",
    "unit": "单位",
    "role": "角色",
    "filter": "条件",
    "count": "数量",
    "left": "剩余",
    "report": "结果",
    "path": "地址",
    "deputy": "代理人",
    "scopes": "范围",
    "subject": "认证平台标识",
    "task": "任务",
    "fields": "字段",
    "process": "流程",
}

#: How somebody logged in.
WAYS: Mapping[str, str] = {
    "password": "密码",
    "password+totp": "密码和动态口令",
    "password+recovery": "密码和恢复码",
    "oidc": "统一认证平台",
}

#: Who writes entries without being a person.
WRITERS: Mapping[str, str] = {"": "（未登录）", "cli": "命令行", "system": "系统", "worker": "后台任务"}
