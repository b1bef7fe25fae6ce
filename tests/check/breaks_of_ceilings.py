"""Breaks of what is kept about ceilings."""

from __future__ import annotations

from tests.check.breaks_of_money import Break

LINE = "(SELECT id FROM line WHERE position = 3)"
SET = (
    "INSERT INTO ceiling (id, region_id, slug, law) SELECT 1, c.region_id, 'zorg', c.law"
    f" FROM contract c JOIN line l ON l.contract_id = c.id WHERE l.id = {LINE};"
    "INSERT INTO ceiling_version (id, ceiling_id, number, recorded_at, account_id, content_sha256,"
    " name, sort, start, \"end\", basis, reduction, bound, signal, products, always_paid,"
    " specific_paid, shares, carried) SELECT 1, 1, 1, '2026-11-24 11:00:00', min(id), '', 'Zorg',"
    " 'provider', '2023-01-01', '2023-12-31', 100, 0, 100, 70, '[]', '[]', TRUE, '[]', 0"
    " FROM account;"
    "INSERT INTO ceiling_contract (version_id, contract_id)"
    f" SELECT 1, contract_id FROM line WHERE id = {LINE};"
    "INSERT INTO ceiling_balance (ceiling_id, used) VALUES (1, 5000);"
)
OVER = (
    SET
    + "INSERT INTO ceiling_overrun (ceiling_id, line_id, message_id, municipality_id, provider_id,"
    " above, why, recorded_at) SELECT 1, id, message_id, municipality_id, provider_id, 4900,"
    f" 'over', '2026-11-24 11:00:00' FROM line WHERE id = {LINE};"
)
WAIVED = (
    OVER
    + "INSERT INTO ceiling_waiver (ceiling_id, line_id, message_id, municipality_id, provider_id,"
    " above, account_id, person_id, reason, waived_at) SELECT ceiling_id, line_id, message_id,"
    " municipality_id, provider_id, above, (SELECT min(id) FROM account),"
    " (SELECT min(id) FROM person), 'Mag.', recorded_at FROM ceiling_overrun"
)
NOBODY = "lines above a ceiling that nobody looks at"
UNTOLD = "ceilings of which the audit trail does not tell everything"

BREAKS = (
    Break(3, NOBODY, f"DELETE FROM review; {OVER} SELECT 1"),
    Break(3, "lines let through for another amount",
          f"{WAIVED}; UPDATE ceiling_waiver SET above = 1"),
    Break(3, "warnings about a ceiling without a kept overrun", f"{OVER} SELECT 1"),
    Break(3, "ceilings with more above them", f"{SET} SELECT 1"),
    Break(4, "ceilings without a balance or a version", f"{SET} DELETE FROM ceiling_balance"),
    Break(4, "ceilings whose balance is not the sum",
          f"{SET} UPDATE ceiling_balance SET used = 1"),
    Break(10, UNTOLD, f"{SET} SELECT 1"),
    Break(10, UNTOLD, f"{WAIVED}"),
    Break(11, "overruns of a ceiling under another party",
          f"{OVER} UPDATE ceiling_overrun SET line_id = 987654"),
    Break(11, "ceilings on a contract of another region or law",
          f"{SET} UPDATE ceiling SET law = 'participatiewet'"),
)  # fmt: skip
