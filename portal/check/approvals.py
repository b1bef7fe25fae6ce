"""Invariants 7 and 8 for approvals and mandates: their lines, their statuses, and four eyes."""

from portal.check.breach import Question

APPROVERS = """
    SELECT a.id, a.message_id, a.approved_person AS person FROM approval a
     WHERE a.approved_person IS NOT NULL
    UNION ALL
    SELECT a.id, a.message_id, m.proposed_person FROM approval a
      JOIN mandate m ON m.id = a.mandate_id
    UNION ALL
    SELECT a.id, a.message_id, m.signed_person FROM approval a
      JOIN mandate m ON m.id = a.mandate_id
"""

QUESTIONS = (
    Question(
        7,
        "goedkeuringen waarvan de regels niet bij hun stand passen",
        "approvals whose lines do not fit their status",
        """
        SELECT a.id FROM approval a LEFT JOIN (
          SELECT approval_id, count(*) AS lines, sum(cents) AS cents
            FROM approval_line GROUP BY approval_id
        ) AS l ON l.approval_id = a.id
         WHERE CASE WHEN a.state IN ('checked', 'approved')
                    THEN coalesce(l.lines, 0) <> a.line_count OR coalesce(l.cents, 0) <> a.cents
                    ELSE l.lines IS NOT NULL END""",
    ),
    Question(
        7,
        "goedgekeurde regels die niet zijn toegekend of een ander bedrag hebben",
        "approved lines that were not awarded, are another's or come to something else",
        """
        SELECT l.line_id FROM approval_line l
          JOIN approval a ON a.id = l.approval_id
          LEFT JOIN line n ON n.id = l.line_id
         WHERE n.id IS NULL OR n.state <> 'awarded' OR n.message_id <> a.message_id
            OR l.cents <> CASE WHEN n.credit THEN -n.amount_cents ELSE n.amount_cents END""",
    ),
    Question(
        7,
        "goedkeuringen waarvan de rondes niet doorlopen",
        "approvals whose rounds do not follow each other",
        """
        SELECT message_id FROM approval GROUP BY message_id
        HAVING min(round) <> 1 OR max(round) <> count(*)""",
    ),
    Question(
        7,
        "goedkeuringen en mandaten met een stand waar geen weg naartoe leidt",
        "approvals and mandates with a status that no path leads to",
        """
        SELECT id FROM approval
         WHERE (mandate_id IS NOT NULL AND state IN ('checked', 'returned'))
            OR (state IN ('approved', 'withdrawn') AND approved_at IS NULL)
            OR (state IN ('checked', 'returned') AND approved_at IS NOT NULL)
            OR (state IN ('returned', 'withdrawn') AND reason IS NULL)
            OR (checked_person IS NOT NULL AND approved_at < checked_at)
        UNION ALL
        SELECT id FROM mandate
         WHERE (state IN ('proposed', 'refused') AND signed_person IS NOT NULL)
            OR ((state IN ('ended', 'refused')) <> (ended_at IS NOT NULL))
            OR signed_at < proposed_at OR ended_at < proposed_at""",
    ),
    Question(
        7,
        "goedkeuringen door een mandaat dat niet van die gemeente is of toen niet gold",
        "approvals by a mandate of another municipality, or not in force at the time",
        """
        SELECT a.id FROM approval a JOIN mandate m ON m.id = a.mandate_id
         WHERE m.municipality_id <> a.municipality_id
            OR (m.provider_id IS NOT NULL AND m.provider_id <> a.provider_id)
            OR (m.law IS NOT NULL AND m.law <> a.law)
            OR m.signed_at IS NULL OR a.approved_at < m.signed_at
            OR a.approved_at > m.ended_at""",
    ),
    Question(
        8,
        "goedkeuringen door wie het geld ook controleerde of indiende",
        "approvals by somebody who also checked or submitted the money",
        f"""
        SELECT p.id FROM ({APPROVERS}) AS p
          JOIN approval a ON a.id = p.id
          JOIN message m ON m.id = p.message_id
          JOIN batch b ON b.id = m.batch_id
          JOIN account s ON s.id = b.account_id
         WHERE a.state IN ('checked', 'approved')
           AND (p.person = a.checked_person OR p.person = s.person_id)""",
    ),
    Question(
        8,
        "controles door wie het geld ook indiende",
        "checks by somebody who also submitted the money",
        """
        SELECT a.id FROM approval a
          JOIN message m ON m.id = a.message_id
          JOIN batch b ON b.id = m.batch_id
          JOIN account s ON s.id = b.account_id
         WHERE a.state IN ('checked', 'approved') AND a.checked_person = s.person_id""",
    ),
    Question(
        8,
        "mandaten die door één persoon zijn gesloten",
        "mandates that one person made alone",
        """
        SELECT id FROM mandate WHERE state IN ('active', 'ended')
           AND (signed_person IS NULL OR signed_person = proposed_person)""",
    ),
)
