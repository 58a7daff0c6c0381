"""What each built-in function does, for the reference page and the editor (DMN 1.5 §10.3.4)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One function: what it does, and an expression that shows it."""

    meaning: str
    example: str


#: Families in the order of the page, each with its functions.
FAMILIES: dict[str, dict[str, Entry]] = {
    "转换": {
        "date": Entry("日期：由文本、日期时间或年、月、日得出", "date(2026, 2, 6)"),
        "time": Entry("时刻：由文本、日期时间或时、分、秒（可带时区偏移）得出", 'time("18:00:00")'),
        "date and time": Entry(
            "日期时间：由文本、日期加时刻、换到某时区或各部分得出",
            'date and time(date("2026-02-06"), time("09:00:00"))',
        ),
        "duration": Entry("时长：由 ISO 8601 文本得出", 'duration("P20D")'),
        "years and months duration": Entry(
            "两个日期之间的年月数", 'years and months duration(date("2024-01-31"), date("2026-03-01"))'
        ),
        "number": Entry("数：由文本得出，可说明千位和小数分隔符", 'number("1,234.5", ",", ".")'),
        "string": Entry("任何值的文本；null 仍是 null", 'string(date("2026-02-06"))'),
    },
    "逻辑": {
        "not": Entry("非；不是布尔值则为 null", "not(1 > 2)"),
        "all": Entry("全部为真", "all([true, 1 = 1])"),
        "any": Entry("至少一个为真", "any([false, 1 = 1])"),
        "is": Entry("类型和值完全相同：两个时区的同一时刻不算", 'is(@"10:00:00Z", @"18:00:00+08:00")'),
    },
    "文本": {
        "substring": Entry("从某个位置起的一段；位置由 1 数起，负数从末尾数", 'substring("政策解读", 3)'),
        "string length": Entry("字符数", 'string length("政策解读")'),
        "upper case": Entry("大写", 'upper case("abc")'),
        "lower case": Entry("小写", 'lower case("ABC")'),
        "substring before": Entry("某段文本之前的部分", 'substring before("国办发〔2016〕80号", "〔")'),
        "substring after": Entry("某段文本之后的部分", 'substring after("国办发〔2016〕80号", "〕")'),
        "contains": Entry("是否含有", 'contains("政策解读", "解")'),
        "starts with": Entry("是否以此开头", 'starts with("政策解读", "政策")'),
        "ends with": Entry("是否以此结尾", 'ends with("政策解读", "政策")'),
        "matches": Entry(
            "是否有符合 XPath 正则表达式的部分；标志 `s m i x q`", 'matches("80号", "^[0-9]+号$")'
        ),
        "replace": Entry("替换符合正则表达式的部分；`$1` 是第一个括号", 'replace("2026-02", "-", ".")'),
        "split": Entry("按正则表达式切开", 'split("甲、乙、丙", "、")'),
        "string join": Entry("用分隔符连接列表中的文本，略去 null", 'string join(["甲", null, "乙"], "、")'),
    },
    "列表": {
        "list contains": Entry("列表是否含有某值", "list contains([1, 2, 3], 2)"),
        "count": Entry("元素个数", "count([1, 2, 3])"),
        "min": Entry("最小", "min([3, 1, 2])"),
        "max": Entry("最大", "max([3, 1, 2])"),
        "sum": Entry("和：数或同类时长；空列表为 null", "sum([1, 2, 3])"),
        "product": Entry("积", "product([2, 3, 4])"),
        "mean": Entry("平均", "mean([1, 2, 6])"),
        "median": Entry("中位数", "median([1, 2, 6, 7])"),
        "stddev": Entry("样本标准差（除以 n-1）", "stddev([2, 4, 7, 5])"),
        "mode": Entry("众数，升序", "mode([6, 3, 9, 6, 6])"),
        "sublist": Entry("从某个位置起的一段，可限个数", "sublist([1, 2, 3], 2)"),
        "append": Entry("在末尾添加", "append([1], 2, 3)"),
        "concatenate": Entry("首尾相接", "concatenate([1, 2], [3])"),
        "insert before": Entry("插在某个位置之前", "insert before([1, 3], 2, 2)"),
        "remove": Entry("去掉某个位置的元素", "remove([1, 2, 3], 2)"),
        "list replace": Entry("换掉某个位置的元素，或函数为真的元素", "list replace([1, 9, 3], 2, 2)"),
        "reverse": Entry("倒过来", "reverse([1, 2, 3])"),
        "index of": Entry("与某值相等的各个位置", "index of([1, 2, 1], 1)"),
        "union": Entry("相接并去掉重复", "union([1, 2], [2, 3])"),
        "distinct values": Entry("去掉重复", "distinct values([1, 2, 1])"),
        "flatten": Entry("展开嵌套的列表", "flatten([[1, [2]], 3])"),
        "sort": Entry("排序；可给出“在前”的函数", "sort([3, 1, 2], function(a, b) a < b)"),
    },
    "数": {
        "decimal": Entry("四舍六入五成双到若干位小数", "decimal(2.5, 0)"),
        "floor": Entry("向下取整到若干位小数", "floor(1.56, 1)"),
        "ceiling": Entry("向上取整到若干位小数", "ceiling(1.51, 1)"),
        "round up": Entry("远离零取整", "round up(-5.5, 0)"),
        "round down": Entry("向零取整", "round down(-5.5, 0)"),
        "round half up": Entry("四舍五入", "round half up(5.5, 0)"),
        "round half down": Entry("五舍六入", "round half down(5.5, 0)"),
        "abs": Entry("绝对值：数或时长", "abs(-3)"),
        "modulo": Entry("余数，符号随除数", "modulo(-12, 5)"),
        "sqrt": Entry("平方根", "sqrt(16)"),
        "log": Entry("自然对数", "decimal(log(10), 4)"),
        "exp": Entry("e 的幂", "decimal(exp(1), 4)"),
        "odd": Entry("是否奇数", "odd(5)"),
        "even": Entry("是否偶数", "even(5)"),
    },
    "日期": {
        "now": Entry("现在（北京时间）；计算过程中不变", "now()"),
        "today": Entry("今天（北京时间）", "today()"),
        "day of year": Entry("当年第几天", 'day of year(@"2026-02-06")'),
        "day of week": Entry("星期几（英文）；数字用 weekday 属性", 'day of week(@"2026-02-06")'),
        "month of year": Entry("几月（英文）；数字用 month 属性", 'month of year(@"2026-02-06")'),
        "week of year": Entry("ISO 8601 第几周", 'week of year(@"2026-02-06")'),
    },
    "区间与时点": {
        "before": Entry("前者完全在后者之前", "before([1..5], 6)"),
        "after": Entry("前者完全在后者之后", "after(6, [1..5])"),
        "meets": Entry("前者的末端就是后者的始端", "meets([1..5], [5..10])"),
        "met by": Entry("前者的始端就是后者的末端", "met by([5..10], [1..5])"),
        "overlaps": Entry("有共同的部分", "overlaps([1..5], [3..8])"),
        "overlaps before": Entry("前者先开始，与后者重叠", "overlaps before([1..5], [3..8])"),
        "overlaps after": Entry("前者后结束，与后者重叠", "overlaps after([3..8], [1..5])"),
        "finishes": Entry("前者与后者同时结束", "finishes(10, [1..10])"),
        "finished by": Entry("后者与前者同时结束", "finished by([1..10], 10)"),
        "includes": Entry("前者包含后者", "includes([1..10], [4..6])"),
        "during": Entry("前者在后者之内", "during([4..6], [1..10])"),
        "starts": Entry("前者与后者同时开始", "starts(1, [1..10])"),
        "started by": Entry("后者与前者同时开始", "started by([1..10], 1)"),
        "coincides": Entry("完全相同", "coincides([1..5], [1..5])"),
        "range": Entry("由文本得出区间", 'range("[1..5)")'),
    },
    "上下文": {
        "get value": Entry("某个键（或一串键）的值", 'get value({金额: 5}, "金额")'),
        "get entries": Entry("键和值的列表", "get entries({金额: 5})"),
        "context": Entry("由键和值的列表得出上下文", 'context([{key: "金额", value: 5}])'),
        "context put": Entry("添加或换掉一个键（或一串键）的值", 'context put({金额: 5}, "国别", "中国")'),
        "context merge": Entry("合并，后面的为准", "context merge([{金额: 5}, {金额: 6}])"),
    },
}

#: All of them by name.
FUNCTIONS: dict[str, Entry] = {name: entry for family in FAMILIES.values() for name, entry in family.items()}
