"""Column types of the first migration, as they were then."""

import sqlalchemy as sa

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def whole(column: str, nullable: bool) -> sa.CheckConstraint:
    """The check of a column of eurocents on SQLite, which would store 'abc' in it."""
    allowed = "('integer', 'null')" if nullable else "('integer')"
    check = sa.CheckConstraint(f"typeof({column}) IN {allowed}", name=f"{column}_whole")
    return check.ddl_if(dialect="sqlite")
