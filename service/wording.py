"""Words that several pages use for the same thing."""

from __future__ import annotations

#: The stages of interpretation work (S2-27): the variable ``phase`` says which one a matter has reached.
STAGES = ("文件起草", "文件审核", "信息发布")
STATUS = {
    "active": "办理中",
    "suspended": "已暂停",
    "completed": "已办结",
    "terminated": "已取消",
    "failed": "失败",
}
STATUS_COLOURS = {
    "active": "yellow",
    "suspended": "grey",
    "completed": "green",
    "terminated": "grey",
    "failed": "red",
}


def instance_title(title: str | None, process_name: str, instance_id: int) -> str:
    """What an instance is called: its title, else its process with its number."""
    return title or f"{process_name}（第 {instance_id} 号）"
