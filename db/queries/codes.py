"""The meaning of register codes, as lists to choose from."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from db.models.rule import CodeTitle
from db.queries.dated import in_force


def code_titles(lists: Collection[str]) -> Select[*tuple[Any, ...]]:
    """The codes of these lists that are valid today, in order."""
    return (
        select(CodeTitle.list, CodeTitle.code, CodeTitle.title_da, CodeTitle.title_en)
        .where(CodeTitle.list.in_(sorted(lists)), in_force(CodeTitle))
        .order_by(CodeTitle.list, CodeTitle.code)
    )
