"""Invariants 5, 6, 7, 12, 13 and the numbers of 14: nothing lost, nothing twice, one story."""

from portal.check import parked
from portal.check.breach import Question
from portal.jobs.service import JUDGE

JOB_MESSAGE = "CAST(j.args ->> 'message_id' AS bigint)"

TRACES = (
    "verdict", "answer", "declaration", "line", "finding", "used_number", "ledger_transaction",
)  # fmt: skip

QUESTIONS = (
    Question(
        5,
        "aanleveringen zonder een enkel bericht",
        "batches without a single message",
        """
        SELECT b.id FROM batch b WHERE NOT EXISTS
          (SELECT 1 FROM message m WHERE m.batch_id = b.id)""",
    ),
    Question(
        5,
        "aanleveringen waarin een bericht ontbreekt",
        "batches in which a message is missing",
        """
        SELECT batch_id FROM (
          SELECT batch_id, position FROM message
          UNION ALL
          SELECT batch_id, position FROM refusal WHERE batch_id IS NOT NULL
        ) AS members GROUP BY batch_id
        HAVING min(position) <> 1 OR max(position) <> count(*)""",
    ),
    Question(
        5,
        "aanleveringen en berichten die gemeld zijn maar niet bestaan",
        "batches and messages that were reported but do not exist",
        """
        SELECT e.object_id FROM audit_event e LEFT JOIN batch b ON b.id = e.object_id
         WHERE e.object_type = 'batch' AND b.id IS NULL
        UNION ALL
        SELECT e.object_id FROM audit_event e LEFT JOIN message m ON m.id = e.object_id
         WHERE e.object_type = 'message' AND m.id IS NULL""",
    ),
    Question(
        5,
        "gemeenten die een antwoordnummer uitgaven dat niet bestaat",
        "municipalities that gave out an answer number that does not exist",
        """
        SELECT n.municipality_code FROM answer_number n LEFT JOIN (
          SELECT municipality_code, law, count(*) AS answers, max(identification) AS newest
            FROM answer GROUP BY municipality_code, law
        ) AS a ON a.municipality_code = n.municipality_code AND a.law = n.law
         WHERE coalesce(a.answers, 0) <> n.last OR a.newest <>
               substr('0000000000' || CAST(n.last AS TEXT), length(CAST(n.last AS TEXT)) + 1)
        UNION ALL
        SELECT a.municipality_code FROM answer a LEFT JOIN answer_number n
            ON a.municipality_code = n.municipality_code AND a.law = n.law
         WHERE n.last IS NULL""",
    ),
    Question(
        6,
        "berichten met een ander aantal regels, of een ander slot, dan het oordeel zegt",
        "messages with other lines, or another outcome, than the verdict says",
        """
        SELECT v.message_id FROM verdict v LEFT JOIN (
          SELECT message_id, count(*) AS lines, min(position) AS first, max(position) AS last,
                 sum(CASE WHEN state = 'awarded' THEN 1 ELSE 0 END) AS awarded,
                 sum(CASE WHEN state = 'parked' THEN 1 ELSE 0 END) AS parked
            FROM line GROUP BY message_id
        ) AS l ON l.message_id = v.message_id
         WHERE coalesce(l.lines, 0) <> v.line_count
            OR l.first <> 1 OR l.last <> l.lines
            OR (v.outcome = 'refused') <> (v.level IS NOT NULL)
            OR CASE WHEN v.line_count = 0 THEN v.outcome NOT IN ('refused', 'rejected')
                    WHEN l.parked > 0 THEN v.outcome <> 'parked'
                    WHEN l.awarded = l.lines THEN v.outcome <> 'awarded'
                    WHEN l.awarded = 0 THEN v.outcome <> 'rejected'
                    ELSE v.outcome <> 'partly_awarded' END""",
    ),
    Question(
        7,
        "beoordeelde berichten zonder hun oordeel of antwoord",
        "judged messages without their verdict or answer",
        """
        SELECT m.id FROM message m
          LEFT JOIN verdict v ON v.message_id = m.id
          LEFT JOIN answer a ON a.message_id = m.id
         WHERE m.state = 'judged' AND (v.message_id IS NULL OR v.outcome <> m.outcome
               OR (a.message_id IS NULL) <> (m.outcome = 'parked'))""",
    ),
    *parked.QUESTIONS,
    Question(
        7,
        "berichten die nog wachten en toch al sporen van een oordeel hebben",
        "messages that still wait and yet have traces of a verdict",
        " UNION ALL ".join(
            f"SELECT m.id FROM message m JOIN {table} t ON t.message_id = m.id"
            " WHERE m.state = 'received'"
            for table in TRACES
        ),
    ),
    Question(
        7,
        "verwerkte berichten zonder declaratie, of andersom",
        "processed messages without a declaration, or the other way round",
        """
        SELECT v.message_id FROM verdict v LEFT JOIN declaration d ON d.message_id = v.message_id
         WHERE (v.line_count > 0) <> (d.message_id IS NOT NULL)
        UNION ALL
        SELECT d.message_id FROM declaration d LEFT JOIN verdict v ON v.message_id = d.message_id
         WHERE v.message_id IS NULL""",
    ),
    Question(
        7,
        "berichten zonder hun inhoud",
        "messages without their content",
        "SELECT m.id FROM message m LEFT JOIN message_content c ON c.message_id = m.id"
        " WHERE c.message_id IS NULL",
    ),
    Question(
        7,
        "aanleveringen die klaar heten terwijl er een bericht wacht, of andersom",
        "batches called done while a message waits, or the other way round",
        """
        SELECT b.id FROM batch b WHERE (b.state = 'done') = EXISTS
          (SELECT 1 FROM message m WHERE m.batch_id = b.id AND m.state = 'received')""",
    ),
    Question(
        12,
        "wachtende berichten waar geen werk voor klaarstaat",
        "waiting messages without work to be done",
        f"""
        SELECT m.id FROM message m WHERE m.state = 'received' AND NOT EXISTS
          (SELECT 1 FROM procrastinate_jobs j WHERE j.task_name = '{JUDGE}'
              AND j.status IN ('todo', 'doing') AND {JOB_MESSAGE} = m.id)""",
        only="postgresql",
    ),
    Question(
        12,
        "werk dat klaar heet terwijl het bericht niet beoordeeld is",
        "work called done while its message is not judged",
        f"""
        SELECT j.id FROM procrastinate_jobs j LEFT JOIN message m ON m.id = {JOB_MESSAGE}
         WHERE j.task_name = '{JUDGE}' AND j.status = 'succeeded'
           AND (m.id IS NULL OR m.state <> 'judged')""",
        only="postgresql",
    ),
    Question(
        13,
        "aanleveringen met een herhaalsleutel zonder het antwoord dat erbij hoort",
        "batches with an idempotency key without the response that belongs to it",
        """
        SELECT b.id FROM batch b LEFT JOIN idempotency i
            ON i.tenant = 'provider:' || CAST(b.provider_id AS TEXT) AND i.key = b.idempotency_key
         WHERE b.idempotency_key IS NOT NULL AND (i.key IS NULL OR i.body_sha256 <> b.sha256)""",
    ),
    Question(
        14,
        "berichten waarvan een nummer of kenmerk niet als gebruikt vastligt",
        "messages with a number or reference that is not marked as used",
        """
        SELECT d.message_id FROM declaration d LEFT JOIN used_number n
            ON n.message_id = d.message_id AND n.kind = 1
         GROUP BY d.message_id HAVING count(n.value) <> 1
        UNION ALL
        SELECT d.message_id FROM declaration d LEFT JOIN used_number n
            ON n.provider_id = d.provider_id AND n.law = d.law AND n.kind = 2
           AND n.value = d.number AND n.message_id = d.message_id WHERE n.value IS NULL
        UNION ALL
        SELECT l.message_id FROM line l LEFT JOIN line f
            ON f.provider_id = l.provider_id AND f.law = l.law AND f.reference = l.reference
           AND f.first_use WHERE f.id IS NULL OR f.id > l.id""",
    ),
    Question(
        14,
        "berichten die een nummer bezet houden dat vrij hoort te zijn",
        "messages that hold a number that should be free",
        """
        SELECT n.message_id FROM used_number n
          LEFT JOIN declaration d ON d.message_id = n.message_id
         WHERE d.message_id IS NULL OR (n.kind = 2 AND n.value <> d.number)""",
    ),
)
