"""Ceilings: their terms, what is used, what went over and who let it through, and signals."""

import sqlalchemy as sa
from alembic import op

from portal.migrations.initial.columns import WHOLE, whole

INSTANT = sa.DateTime(timezone=True)
NEVER_CHANGED = (
    "ceiling_version",
    "ceiling_contract",
    "ceiling_overrun",
    "ceiling_waiver",
    "ceiling_signal",
    "ceiling_agreement",
)
SORTS = "'provider', 'municipality', 'group', 'region', 'client', 'clients'"
OF_MESSAGE = (
    ("message_id", "municipality_id", "provider_id"),
    ("message.id", "message.municipality_id", "message.provider_id"),
)


def create() -> None:
    """Make the tables of this topic."""
    _terms()
    _use()
    _over()
    _signals()


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _number() -> sa.Column:
    return sa.Column("id", WHOLE, sa.Identity(always=False), nullable=False)


def _ids(*names: str) -> list[sa.Column]:
    return [sa.Column(name, WHOLE, nullable=False) for name in names]


def _links(table: str, **links: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{there}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, there in links.items()
    ]


def _checks(table: str, **checks: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
        for name, condition in checks.items()
    ]


def _message(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_message_id_municipality_id_provider_id")
    columns, there = OF_MESSAGE
    return sa.ForeignKeyConstraint(list(columns), list(there), name=name)


def _terms() -> None:
    op.create_table(
        "ceiling",
        _number(),
        *_ids("region_id"),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.UniqueConstraint("region_id", "slug", name=op.f("uq_ceiling_region_id_slug")),
        *_checks("ceiling", law="law IN ('wmo', 'jeugdwet', 'participatiewet')"),
        *_links("ceiling", region_id="region"),
        _key("ceiling", "id"),
    )
    table = "ceiling_version"
    op.create_table(
        table,
        _number(),
        *_ids("ceiling_id", "number"),
        sa.Column("recorded_at", INSTANT, nullable=False),
        *_ids("account_id"),
        sa.Column("content_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("municipality_id", WHOLE, nullable=True),
        sa.Column("basis", sa.BigInteger(), nullable=False),
        sa.Column("reduction", WHOLE, nullable=False),
        sa.Column("bound", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("signal", WHOLE, nullable=False),
        sa.Column("products", sa.JSON(), nullable=False),
        sa.Column("always_paid", sa.JSON(), nullable=False),
        sa.Column("specific_paid", sa.Boolean(), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("carried", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("ceiling_id", "number", name=op.f(f"uq_{table}_ceiling_id_number")),
        *(whole(column, nullable=False) for column in ("basis", "bound", "carried")),
        *_checks(
            table,
            sort=f"sort IN ({SORTS})",
            period='"end" >= start',
            bound="basis >= 0 AND bound >= 0 AND bound <= basis",
            reduction="reduction BETWEEN 0 AND 100",
            signal="signal BETWEEN 1 AND 100",
            carried="carried >= 0",
            municipality="(sort = 'municipality') = (municipality_id IS NOT NULL)",
        ),
        *_links(
            table, ceiling_id="ceiling", account_id="account", municipality_id="municipality"
        ),
        _key(table, "id"),
    )
    table = "ceiling_contract"
    op.create_table(
        table,
        *_ids("version_id", "contract_id"),
        *_links(table, version_id="ceiling_version", contract_id="contract"),
        _key(table, "version_id", "contract_id"),
    )
    op.create_index(op.f("ix_ceiling_contract_contract_id"), table, ["contract_id"])


def _use() -> None:
    op.create_table(
        "ceiling_balance",
        *_ids("ceiling_id"),
        sa.Column("used", sa.BigInteger(), nullable=False),
        whole("used", nullable=False),
        *_links("ceiling_balance", ceiling_id="ceiling"),
        _key("ceiling_balance", "ceiling_id"),
    )
    parties = {"provider_id": "provider", "municipality_id": "municipality"}
    op.create_table(
        "ceiling_use",
        *_ids("ceiling_id", "provider_id", "municipality_id"),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        whole("used", nullable=False),
        *_links("ceiling_use", ceiling_id="ceiling", **parties),
        _key("ceiling_use", "ceiling_id", "provider_id", "municipality_id", "month"),
    )
    op.create_table(
        "ceiling_share",
        *_ids("ceiling_id", "municipality_id"),
        sa.Column("used", sa.BigInteger(), nullable=False),
        whole("used", nullable=False),
        *_links("ceiling_share", ceiling_id="ceiling", municipality_id="municipality"),
        _key("ceiling_share", "ceiling_id", "municipality_id"),
    )
    op.create_table(
        "ceiling_client",
        *_ids("ceiling_id", "client_id", "provider_id", "municipality_id"),
        sa.Column("used", sa.BigInteger(), nullable=False),
        whole("used", nullable=False),
        *_links("ceiling_client", ceiling_id="ceiling", client_id="client", **parties),
        _key("ceiling_client", "ceiling_id", "client_id", "provider_id"),
    )


def _over() -> None:
    table = "ceiling_overrun"
    op.create_table(
        table,
        *_ids("ceiling_id", "line_id", "message_id", "municipality_id", "provider_id"),
        sa.Column("above", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        whole("above", nullable=False),
        *_checks(table, why="why IN ('over', 'product', 'specific')", above="above > 0"),
        _message(table),
        *_links(table, ceiling_id="ceiling"),
        _key(table, "ceiling_id", "line_id"),
    )
    op.create_index(op.f("ix_ceiling_overrun_line_id"), table, ["line_id"])
    table = "ceiling_waiver"
    op.create_table(
        table,
        _number(),
        *_ids("ceiling_id", "line_id", "message_id", "municipality_id", "provider_id"),
        sa.Column("above", sa.BigInteger(), nullable=False),
        *_ids("account_id", "person_id"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("waived_at", INSTANT, nullable=False),
        whole("above", nullable=False),
        sa.UniqueConstraint("ceiling_id", "line_id", name=op.f(f"uq_{table}_ceiling_id_line_id")),
        *_checks(table, reason="length(reason) > 0", above="above > 0"),
        sa.ForeignKeyConstraint(
            ["ceiling_id", "line_id"],
            ["ceiling_overrun.ceiling_id", "ceiling_overrun.line_id"],
            name=op.f(f"fk_{table}_ceiling_id_line_id"),
        ),
        _message(table),
        *_links(table, account_id="account", person_id="person"),
        _key(table, "id"),
    )


def _signals() -> None:
    table = "ceiling_signal"
    op.create_table(
        table,
        _number(),
        *_ids("ceiling_id", "version_id", "year"),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        whole("used", nullable=False),
        sa.UniqueConstraint("ceiling_id", "year", name=op.f(f"uq_{table}_ceiling_id_year")),
        *_links(table, ceiling_id="ceiling", version_id="ceiling_version"),
        _key(table, "id"),
    )
    table = "ceiling_agreement"
    op.create_table(
        table,
        _number(),
        *_ids("signal_id"),
        sa.Column("provider_id", WHOLE, nullable=True),
        sa.Column("municipality_id", WHOLE, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_ids("account_id", "person_id"),
        sa.Column("written_at", INSTANT, nullable=False),
        *_checks(
            table,
            kind="kind IN ('seen', 'agreed')",
            party="(provider_id IS NULL) <> (municipality_id IS NULL)",
            text="kind = 'seen' OR length(text) > 0",
        ),
        *_links(
            table, signal_id="ceiling_signal", provider_id="provider",
            municipality_id="municipality", account_id="account", person_id="person",
        ),
        _key(table, "id"),
    )  # fmt: skip
    op.create_index(op.f("ix_ceiling_agreement_signal_id"), table, ["signal_id"])
