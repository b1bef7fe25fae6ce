"""Invariant 11: no row joins two municipalities, providers or laws that have nothing to do."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from portal.check.breach import Breach, Question, breach_of
from portal.store.row_security import unlocked_tables


def _differ(child: str, parent: str, join: str, *same: str) -> str:
    """Rows of ``child`` whose parent is missing or differs in one of the columns."""
    unequal = "".join(f" OR coalesce(p.{name} <> c.{name}, TRUE)" for name in same)
    key = "c.message_id" if child in ("declaration", "answer", "used_number") else "c.id"
    return (
        f"SELECT {key} FROM {child} c LEFT JOIN {parent} p ON {join}"
        f" WHERE {_link(join)} IS NOT NULL AND (p.id IS NULL{unequal})"
    )


def _link(join: str) -> str:
    return join.rpartition("= ")[2]


TENANT = ("municipality_id", "provider_id", "law")


def _question(nl: str, en: str, sql: str) -> Question:
    return Question(11, nl, en, sql)


QUESTIONS = (
    _question(
        "regels van een andere partij dan hun bericht",
        "lines of another party than their message",
        _differ("line", "message", "p.id = c.message_id", *TENANT),
    ),
    _question(
        "regels met een cliënt van een andere gemeente",
        "lines with a client of another municipality",
        _differ("line", "client", "p.id = c.client_id", "municipality_id"),
    ),
    _question(
        "regels op een toewijzing van een andere partij of cliënt",
        "lines on an allocation of another party or client",
        _differ("line", "allocation", "p.id = c.allocation_id", *TENANT, "client_id"),
    ),
    _question(
        "regels die op een versie van een andere toewijzing zijn beoordeeld",
        "lines judged on a version of another allocation",
        _differ(
            "line", "allocation_version", "p.id = c.allocation_version_id", "allocation_id"
        ),
    ),
    _question(
        "regels op een contract van een andere aanbieder of wet",
        "lines on a contract of another provider or law",
        _differ("line", "contract", "p.id = c.contract_id", "provider_id", "law"),
    ),
    _question(
        "regels op een contract waar hun gemeente niet aan meedoet",
        "lines on a contract their municipality takes no part in",
        """
        SELECT l.id FROM line l WHERE l.contract_id IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM contract_version v JOIN contract_municipality m ON m.version_id = v.id
           WHERE v.contract_id = l.contract_id AND m.municipality_id = l.municipality_id)""",
    ),
    _question(
        "creditregels op een debet van een andere partij of cliënt",
        "credit lines on a debit of another party or client",
        _differ("line", "line", "p.id = c.credits_line_id", *TENANT, "client_id"),
    ),
    _question(
        "bevindingen zonder bericht, of bij een regel van een ander bericht",
        "findings without a message, or about a line of another one",
        """
        SELECT f.message_id FROM finding f LEFT JOIN line l ON l.id = f.line_id
         WHERE f.line_id IS NOT NULL AND coalesce(l.message_id <> f.message_id, TRUE)
        UNION ALL
        SELECT f.message_id FROM finding f LEFT JOIN verdict v ON v.message_id = f.message_id
         WHERE v.message_id IS NULL""",
    ),
    _question(
        "declaraties van een andere partij dan hun bericht",
        "declarations of another party than their message",
        _differ("declaration", "message", "p.id = c.message_id", *TENANT),
    ),
    _question(
        "boekingen van een andere partij dan hun bericht",
        "ledger transactions of another party than their message",
        _differ("ledger_transaction", "message", "p.id = c.message_id", *TENANT),
    ),
    _question(
        "boekingen van een andere partij dan hun betaling",
        "ledger transactions of another party than their payment",
        _differ("ledger_transaction", "payment", "p.id = c.payment_id", *TENANT),
    ),
    _question(
        "boekingen op een contract van een andere aanbieder of wet",
        "ledger transactions on a contract of another provider or law",
        _differ("ledger_transaction", "contract", "p.id = c.contract_id", "provider_id", "law"),
    ),
    _question(
        "antwoorden van een andere gemeente of wet dan hun bericht",
        "answers of another municipality or law than their message",
        _differ("answer", "message", "p.id = c.message_id", "municipality_code", "law"),
    ),
    _question(
        "gebruikte nummers van een andere aanbieder of wet dan hun bericht",
        "used numbers of another provider or law than their message",
        _differ("used_number", "message", "p.id = c.message_id", "provider_id", "law"),
    ),
    _question(
        "berichten van een andere aanbieder dan hun aanlevering",
        "messages of another provider than their batch",
        _differ("message", "batch", "p.id = c.batch_id", "provider_id"),
    ),
    _question(
        "berichten die bij een andere gemeente liggen dan hun code zegt",
        "messages with another municipality than their code says",
        """
        SELECT m.id FROM message m JOIN municipality p ON p.id = m.municipality_id
         WHERE p.code <> m.municipality_code""",
    ),
    _question(
        "toewijzingen met een cliënt van een andere gemeente",
        "allocations with a client of another municipality",
        _differ("allocation", "client", "p.id = c.client_id", "municipality_id"),
    ),
    _question(
        "versies van een andere partij dan hun toewijzing",
        "versions of another party than their allocation",
        _differ(
            "allocation_version", "allocation", "p.id = c.allocation_id",
            "municipality_id", "provider_id",
        ),
    ),
    _question(
        "starts en stops van een andere partij of wet dan hun bericht",
        "starts and stops of another party or law than their message",
        _differ("care_event", "care_message", "p.id = c.message_id", *TENANT, "care"),
    ),
    _question(
        "starts en stops op een toewijzing van een andere partij of cliënt",
        "starts and stops on an allocation of another party or client",
        _differ("care_event", "allocation", "p.id = c.allocation_id", *TENANT, "client_id"),
    ),
    _question(
        "contractversies met een gemeente van een andere regio",
        "contract versions with a municipality of another region",
        """
        SELECT v.id FROM contract_municipality cm
          JOIN contract_version v ON v.id = cm.version_id
          JOIN contract c ON c.id = v.contract_id
          JOIN municipality m ON m.id = cm.municipality_id
         WHERE m.region_id <> c.region_id""",
    ),
)  # fmt: skip


def rows_are_hidden(session: Session) -> Iterator[Breach]:
    """On PostgreSQL: every table hides its rows from whoever they are not of."""
    yield from breach_of(
        11,
        "tabellen die hun rijen niet per partij afschermen",
        "tables that do not keep their rows apart by party",
        unlocked_tables(session.connection()),
    )
