"""Why something became null, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from processes.feel.run import Run
from processes.feel.sites import Site
from processes.feel.values import Value, convert, type_name


def kind_of(value: Value) -> str:
    """The name of a value's type."""
    return type_name(convert(value)) or "null"


def no_result(sign: str, a: Value, b: Value, run: Run, site: Site) -> None:
    """An operator that does not go with two types."""
    run.warn_at(site, "“{} {} {}”没有结果", kind_of(a), sign, kind_of(b))


def no_negative(value: Value, run: Run, site: Site) -> None:
    """``-`` before something that has no sign."""
    run.warn_at(site, "“- {}”没有结果", kind_of(value))


def no_property(value: Value, name: str, run: Run, site: Site) -> None:
    """A property that a value does not have; of null there is nothing more to say."""
    if value is not None:
        run.warn_at(
            site, "{} 没有名为“{}”的{}", kind_of(value), name, "项" if type(value) is dict else "属性"
        )


def no_type(name: str, run: Run, site: Site) -> None:
    """A type that nothing explains."""
    run.warn_at(site, "没有名为“{}”的类型", name)


def no_loop(value: Value, run: Run, site: Site) -> None:
    """Something that has no elements."""
    run.warn_at(site, "不能逐个取出 {} 的值", kind_of(value))


def no_count(low: Value, high: Value, run: Run, site: Site) -> None:
    """Ends between which nothing can be counted."""
    run.warn_at(site, "不能从 {} 数到 {}", kind_of(low), kind_of(high))


def no_range(low: Value, high: Value, run: Run, site: Site) -> None:
    """Ends that do not make a range."""
    run.warn_at(site, "“{}..{}”不成区间", kind_of(low), kind_of(high))


def undecided(value: Value, word: str, run: Run, site: Site) -> None:
    """``in`` and ``between`` that cannot say."""
    run.warn_at(site, "“{} {} …”没有结果", kind_of(value), word)


def arguments_missing(names: Sequence[str], given: int, run: Run) -> None:
    """A function written in FEEL that is called with another number of arguments."""
    run.warn("函数（{}）应有 {} 个参数，实际 {} 个", "、".join(names), len(names), given)


def argument_unfit(name: str, type_text: str, value: Value, run: Run) -> None:
    """An argument that is not of the declared type."""
    run.warn("参数“{}”应为 {}，实际是 {}", name, type_text, kind_of(value))
