"""Invariants 2, 4, 14 and 17: amounts add up, totals are what they are the total of."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.check.breach import Breach, Question, breach_of
from portal.store.tables import TABLES
from portal.store.types import Cents

SIGNED = "CASE WHEN credit THEN -amount_cents ELSE amount_cents END"  # of a line

QUESTIONS = (
    Question(
        2,
        "boekingen die niet op nul uitkomen",
        "ledger transactions that do not balance",
        "SELECT transaction_id FROM ledger_entry"
        " GROUP BY transaction_id HAVING sum(amount_cents) <> 0",
    ),
    Question(
        2,
        "boekingen zonder hun vier regels (van een betaling drie)",
        "ledger transactions without their four entries (three of a payment)",
        "SELECT t.id FROM ledger_transaction t LEFT JOIN ledger_entry e"
        " ON e.transaction_id = t.id GROUP BY t.id, t.payment_id, t.kind"
        " HAVING count(e.account) <>"
        " CASE WHEN t.payment_id IS NULL AND t.kind <> 'settlement-received' THEN 4 ELSE 3 END",
    ),
    Question(
        4,
        "toewijzingen met een stand die niet de som van de toegekende regels is",
        "allocations whose balance is not the sum of the awarded lines",
        """
        SELECT allocation_id FROM (
          SELECT allocation_id, unit, volume, amount_cents FROM allocation_balance
          UNION ALL
          SELECT CASE WHEN line.credit THEN debit.allocation_id ELSE line.allocation_id END,
                 line.unit, CASE WHEN line.credit THEN line.volume ELSE -line.volume END,
                 CASE WHEN line.credit THEN line.amount_cents ELSE -line.amount_cents END
            FROM line LEFT JOIN line debit ON debit.id = line.credits_line_id
           WHERE line.state = 'awarded'
        ) AS sides GROUP BY allocation_id, unit
        HAVING sum(volume) <> 0 OR sum(amount_cents) <> 0""",
    ),
    Question(
        4,
        "toegekende debetregels die niet als zodanig vastliggen",
        "awarded debit lines without their live debit",
        """
        SELECT l.id FROM line l
          LEFT JOIN line c ON c.credits_line_id = l.id AND c.state = 'awarded'
          LEFT JOIN live_debit d ON d.line_id = l.id AND d.allocation_id = l.allocation_id
           AND d.category = l.category AND d.code = l.code
           AND CAST(d.month AS TEXT) = substr(CAST(l.start AS TEXT), 1, 7) || '-01'
         WHERE l.state = 'awarded' AND NOT l.credit AND c.id IS NULL AND d.line_id IS NULL""",
    ),
    Question(
        4,
        "regels die als lopend debet vastliggen maar dat zo niet zijn",
        "live debits whose line is not awarded, has been credited or is about something else",
        """
        SELECT d.line_id FROM live_debit d
          LEFT JOIN line l ON l.id = d.line_id AND l.state = 'awarded' AND NOT l.credit
           AND l.allocation_id = d.allocation_id AND l.category = d.category AND l.code = d.code
           AND CAST(d.month AS TEXT) = substr(CAST(l.start AS TEXT), 1, 7) || '-01'
          LEFT JOIN line c ON c.credits_line_id = d.line_id AND c.state = 'awarded'
         WHERE l.id IS NULL OR c.id IS NOT NULL""",
    ),
    Question(
        4,
        "aanbieders met een andere laatste declaratieperiode dan hun declaraties hebben",
        "providers whose last declared month is not that of their declarations",
        """
        SELECT provider_id FROM (
          SELECT provider_id, municipality_id, law, last_start AS month FROM declared_period
          UNION
          SELECT provider_id, municipality_id, law, max(period_start) FROM declaration
           GROUP BY provider_id, municipality_id, law
        ) AS sides GROUP BY provider_id, municipality_id, law HAVING count(*) <> 1
        UNION
        SELECT p.provider_id FROM declared_period p LEFT JOIN declaration d
            ON d.provider_id = p.provider_id AND d.municipality_id = p.municipality_id
           AND d.law = p.law AND d.period_start = p.last_start WHERE d.message_id IS NULL
        UNION
        SELECT d.provider_id FROM declaration d LEFT JOIN declared_period p
            ON d.provider_id = p.provider_id AND d.municipality_id = p.municipality_id
           AND d.law = p.law WHERE p.provider_id IS NULL""",
    ),
    Question(
        4,
        "toewijzingen die niet naar hun laatste versie wijzen",
        "allocations that do not point at the version assigned last",
        """
        SELECT a.id FROM allocation a
          LEFT JOIN allocation_version v
            ON v.id = a.current_version_id AND v.allocation_id = a.id
         WHERE v.id IS NULL OR EXISTS (
           SELECT 1 FROM allocation_version n WHERE n.allocation_id = a.id
              AND (n.assigned_at > v.assigned_at
                   OR (n.assigned_at = v.assigned_at AND n.id > v.id)))""",
    ),
    Question(
        14,
        "berichten waarvan regels, declaratie en oordeel niet op hetzelfde bedrag uitkomen",
        "messages whose lines, declaration and verdict do not come to the same amounts",
        f"""
        SELECT d.message_id FROM declaration d
          LEFT JOIN verdict v ON v.message_id = d.message_id
          LEFT JOIN (SELECT message_id, sum({SIGNED}) AS submitted,
                            sum(CASE WHEN state = 'awarded' THEN {SIGNED} ELSE 0 END) AS awarded
                       FROM line GROUP BY message_id) l ON l.message_id = d.message_id
         WHERE coalesce(l.submitted, 0) <> d.submitted_cents
            OR coalesce(l.awarded, 0) <> d.awarded_cents
            OR v.submitted_cents IS NULL OR v.submitted_cents <> d.submitted_cents
            OR v.awarded_cents <> d.awarded_cents""",
    ),
    Question(
        14,
        "berichten waarvan de boekingen niet de som van de regels zijn",
        "messages whose ledger is not the sum of their lines",
        f"""
        SELECT DISTINCT message_id FROM (
          SELECT t.message_id, coalesce(t.contract_id, 0) AS contract, e.account,
                 e.amount_cents AS cents
            FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id
           WHERE t.message_id IS NOT NULL
          UNION ALL
          SELECT message_id, coalesce(contract_id, 0), state, -sum({SIGNED})
            FROM line GROUP BY 1, 2, 3
          UNION ALL
          SELECT message_id, coalesce(contract_id, 0), 'declared', sum({SIGNED})
            FROM line GROUP BY 1, 2
        ) AS sides GROUP BY message_id, contract, account HAVING sum(cents) <> 0""",
    ),
)


COLUMNS = {
    "sqlite": "SELECT t.name, c.name, c.type FROM sqlite_master t, pragma_table_info(t.name) c"
    " WHERE t.type = 'table'",
    "postgresql": "SELECT table_name, column_name, data_type FROM information_schema.columns"
    " WHERE table_schema = current_schema()",
}
INEXACT = ("REAL", "FLOA", "DOUB", "NUMERIC", "DECIMAL", "MONEY")


def amounts_are_whole(session: Session) -> Iterator[Breach]:
    """Invariant 17: no column of any table holds money as float or text."""
    yield from breach_of(
        17,
        "kolommen die geld als kommagetal of tekst kunnen bevatten",
        "columns that can hold money as a float or a text",
        _wrong_columns(session),
    )
    if session.connection().dialect.name == "sqlite":
        yield from breach_of(
            17,
            "kolommen met een bedrag dat geen geheel getal is",
            "columns with an amount that is not a whole number",
            _wrong_values(session),
        )


def _wrong_columns(session: Session) -> Iterator[str]:
    columns = text(COLUMNS[session.connection().dialect.name])
    for table, column, kind in session.execute(columns):
        inexact = kind.upper().startswith(INEXACT)
        if inexact or (column.endswith("_cents") and kind.upper() != "BIGINT"):
            yield f"{table}.{column}"


def _wrong_values(session: Session) -> Iterator[str]:
    for table in TABLES.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Cents):
                wrong = (
                    f"SELECT 1 FROM {table.name}"
                    f" WHERE typeof({column.name}) NOT IN ('integer', 'null') LIMIT 1"
                )
                if session.execute(text(wrong)).first():
                    yield f"{table.name}.{column.name}"
