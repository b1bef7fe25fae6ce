"""Invariants 6, 7 and 12 for messages with parked lines, and for answers that are held back."""

from portal.check.breach import Question

SIGNED = "CASE WHEN credit THEN -amount_cents ELSE amount_cents END"

QUESTIONS = (
    Question(
        6,
        "wachtende regels die al een code hebben, of besliste regels zonder",
        "parked lines that have a code already, or decided ones without",
        "SELECT id FROM line WHERE (state = 'parked') <> (codes = '')",
    ),
    Question(
        6,
        "berichten waarvan de wachtende regels niet die van de laatste ronde zijn",
        "messages whose parked lines are not those of their last round",
        f"""
        SELECT l.message_id FROM (
          SELECT message_id, count(*) AS lines, sum({SIGNED}) AS cents
            FROM line WHERE state = 'parked' GROUP BY message_id
        ) AS l LEFT JOIN judging j ON j.message_id = l.message_id
           AND j.round = (SELECT max(n.round) FROM judging n WHERE n.message_id = l.message_id)
         WHERE j.message_id IS NULL OR j.parked_lines <> l.lines OR j.parked_cents <> l.cents""",
    ),
    Question(
        7,
        "berichten waarin een ronde van beoordelen ontbreekt",
        "messages in which a round of judging is missing",
        """
        SELECT message_id FROM judging GROUP BY message_id
        HAVING min(round) <> 1 OR max(round) <> count(*)""",
    ),
    Question(
        12,
        "wachtende berichten waar niemand op terugkomt, of andersom",
        "parked messages that nobody comes back to, or the other way round",
        """
        SELECT m.id FROM message m LEFT JOIN parked_message p ON p.message_id = m.id
         WHERE m.outcome = 'parked' AND p.message_id IS NULL
        UNION ALL
        SELECT p.message_id FROM parked_message p JOIN message m ON m.id = p.message_id
         WHERE coalesce(m.outcome, '') <> 'parked'""",
    ),
    Question(
        7,
        "antwoorden die worden vastgehouden zonder dat er een is",
        "answers that are held back though there is none",
        """
        SELECT r.message_id FROM answer_release r LEFT JOIN answer a
            ON a.message_id = r.message_id WHERE a.message_id IS NULL""",
    ),
)
