"""What this portal decides where the standard leaves room, in plain sentences.

The numbers are those that the basis of a rule and the comments in the code name. They stay: a
decision that is replaced gets a new number, so that an older verdict can still be explained.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from declarations.rulebook import Text

_NAMED = re.compile(r"\bdecisions? (\d+(?:(?:, | and )\d+)*)")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, with the day on which it was taken."""

    number: int
    text: Text
    taken: date = date(2026, 11, 22)


def numbers_in(basis: str) -> tuple[int, ...]:
    """The numbers of the decisions that a basis names, in the order in which they stand there."""
    return tuple(int(n) for named in _NAMED.findall(basis) for n in re.findall(r"\d+", named))


DECISIONS = (
    Decision(1, Text(
        "Een productperiode na de declaratieperiode (TR319) keurt het hele bericht af, met 0001.",
        "A product period after the declaration period (TR319) rejects the whole message, with"
        " 0001.",
    )),
    Decision(2, Text(
        "Heeft een cliënt geen enkele toewijzing van deze gemeente bij deze aanbieder, dan krijgt"
        " de cliënt 8187. Is de cliënt bekend maar het toewijzingsnummer niet, of is het van een"
        " ander, dan krijgt de regel 9338. Een antwoord verklapt nooit dat een nummer elders"
        " bestaat.",
        "A client without any allocation of this municipality to this provider gets 8187. When the"
        " client is known, but the allocation number is unknown or somebody else’s, the line gets"
        " 9338. An answer never gives away that a number exists elsewhere.",
    )),
    Decision(3, Text(
        "Een bericht dat als geheel wordt afgekeurd, telt als niet verstuurd: alle nummers eruit"
        " mogen opnieuw. Wordt een bericht wel verwerkt, dan blijven ook de referenties van"
        " afgekeurde regels gebruikt.",
        "A message that is rejected as a whole counts as not sent: all its numbers may be used"
        " again. When a message is processed, the references of its rejected lines stay used too.",
    )),
    Decision(4, Text(
        "Wat samen een grens niet mag passeren, telt eerst wat al is toegekend, dan de credits van"
        " het bericht, dan de debets op begindatum. Een regel die niet meer past, telt niet mee;"
        " een latere, kleinere regel kan nog wel passen.",
        "What may not pass a limit together counts first what was awarded before, then the credits"
        " of the message, then its debits by first day. A line that no longer fits does not count;"
        " a later, smaller line may still fit.",
    )),
    Decision(5, Text(
        "Een budget in euro’s wordt vergeleken met de som van de ingediende bedragen, ook als de"
        " regels zelf een andere eenheid hebben.",
        "A budget in euros is compared with the sum of the submitted amounts, also where the lines"
        " themselves have another unit.",
    )),
    Decision(6, Text(
        "Bij een uurtarief mag een aanbieder minuten declareren. Het bedrag is het uurtarief maal"
        " de minuten, gedeeld door 60 en afgerond op hele centen; het tarief per minuut wordt net"
        " zo afgerond. Een half wordt naar boven afgerond.",
        "With a tariff per hour a provider may declare minutes. The amount is the hourly tariff"
        " times the minutes, divided by 60 and rounded to whole cents; the tariff per minute is"
        " rounded the same way. A half is rounded up.",
    )),
    Decision(7, Text(
        "Een volume per week telt elke kalenderweek die de periode raakt, een gebroken week heel."
        " Voor de eenheden 82 en 83 tellen de zondagen. Een volume per maand telt elke maand die"
        " de periode raakt, een volume per dag elke dag.",
        "A volume per week counts every calendar week that the period touches, a broken week as a"
        " whole one. For units 82 and 83 the Sundays count. A volume per month counts every month"
        " that the period touches, a volume per day every day.",
    )),
    Decision(8, Text(
        "Een regel krijgt alle codes die erop van toepassing zijn, oplopend en elk één keer. Wat"
        " niet kan worden getoetst omdat een gegeven ontbreekt, wordt niet getoetst: zonder"
        " toewijzing bijvoorbeeld geen periode.",
        "A line gets all the codes that apply to it, in ascending order and each once. What cannot"
        " be judged because a fact is missing is not judged: without an allocation, for example,"
        " no period.",
    )),
    Decision(9, Text(
        "Niemand heeft burgerservicenummer 000000000: het krijgt 8187 zoals elke onbekende cliënt."
        " Nummers uit de landelijke testreeks gelden alleen in een test- of proefomgeving.",
        "Nobody has citizen number 000000000: it gets 8187 like any unknown client. Numbers of the"
        " national test range are good only in an installation for tests or demonstrations.",
    )),
    Decision(10, Text(
        "De versienummers van XSD en stylesheet in een bericht zijn nooit de enige reden om het"
        " af te keuren. In het antwoord noemt het portaal zijn eigen versies.",
        "The version numbers of schema and style sheet in a message are never the only reason to"
        " reject it. In the answer the portal names its own versions.",
    )),
    Decision(11, Text(
        "Start- en stopberichten leiden nooit tot afkeuring. Zij dienen alleen voor cijfers.",
        "Start and stop messages never lead to a rejection. They serve for figures alone.",
    )),
    Decision(12, Text(
        "Van een toewijzing geldt de versie met het laatste toewijzingsmoment, in welke volgorde"
        " de berichten ook binnenkomen. Wat al is toegekend, wordt niet opnieuw getoetst.",
        "Of an allocation the version with the latest moment of allocation is in force, whatever"
        " the order in which messages arrive. What was awarded is not judged again.",
    )),
    Decision(13, Text(
        "Een declaratieperiode voor de laatst verwerkte periode krijgt 8214. Dezelfde maand nog"
        " eens, of een maand overslaan, mag wel.",
        "A declaration period before the last one processed gets 8214. The same month again, or a"
        " month left out, is fine.",
    )),
    Decision(14, Text(
        "Een credit wordt niet opnieuw getoetst op tarief of periode, maar moet in alles gelijk"
        " zijn aan zijn debet, behalve de eigen referentie. Anders, of als het debet niet is"
        " toegekend, volgt 8017.",
        "A credit is not judged again for tariff or period, but must equal its debit in everything"
        " except its own reference. If not, or when the debit was not awarded, 8017 follows.",
    )),
    Decision(15, Text(
        "Eén debet per toewijzing, product en kalendermaand. Een kortere toewijzing opent dus geen"
        " tweede debet voor dezelfde maand.",
        "One debit for an allocation, product and calendar month. A shorter allocation therefore"
        " opens no second debit for the same month.",
    )),
    Decision(16, Text(
        "Staat een product op die dag niet in het contract, dan krijgt de regel 0611, of S329 als"
        " de code niet bij de categorie hoort.",
        "When a product is not in the contract on that day, the line gets 0611, or S329 when the"
        " code does not belong to the category.",
    )),
    Decision(17, Text(
        "Of een bericht uit de toekomst komt, volgt uit de dagtekening alleen. Vandaag mag.",
        "Whether a message comes from the future follows from its dating alone. Today is fine.",
    )),
    Decision(18, Text(
        "Twee debets voor hetzelfde product worden binnen één cliënt gezocht. Staat een referentie"
        " twee keer in een bericht, dan houdt de eerste regel het nummer en krijgt de latere 8021.",
        "Two debits for the same product are looked for within one client. When a reference stands"
        " twice in a message, the first line keeps the number and the later one gets 8021.",
    )),
    Decision(19, Text(
        "Een regel op een ingetrokken toewijzing krijgt 9384, samen met de codes die geen"
        " toewijzing nodig hebben en die over de periode. De cliënt is dan wel bekend.",
        "A line on an allocation that was withdrawn gets 9384, together with the codes that need"
        " no allocation and those about the period. The client does count as known.",
    )),
    Decision(20, Text(
        "Een gemeentecode die op die dag niet bestaat, krijgt S300. Een gemeente die wel bestaat"
        " maar dit portaal niet gebruikt, en een onbekende afzender, worden aan de deur geweigerd.",
        "A municipality code that does not exist on that day gets S300. A municipality that exists"
        " but does not use this portal, and an unknown sender, are refused at the door.",
    )),
    Decision(21, Text(
        "Welke code bij welke categorie hoort, volgt uit de contracten van de gemeente. Heeft"
        " niemand de code in een contract, dan tellen haar eerste twee tekens.",
        "Which code belongs to which category follows from the contracts of the municipality. When"
        " nobody has the code in a contract, its first two characters count.",
    )),
    Decision(22, Text(
        "Voor een regel geldt het contract dat op de eerste dag van de productperiode het product"
        " heeft. Er kan er maar één zijn: een regiobestand met twee wordt geweigerd.",
        "For a line the contract counts that has the product on the first day of the product"
        " period. There can be only one: a region file with two is refused.",
    )),
    Decision(23, Text(
        "Staat er een minuuttarief in het contract, dan kan er niet in uren worden gedeclareerd:"
        " de regel krijgt 0611.",
        "With a tariff per minute in the contract, hours cannot be declared: the line gets 0611.",
    )),
    Decision(24, Text(
        "Een toewijzing wordt bij het inlezen getoetst op vorm, op beide partijen, op de elfproef"
        " en op wat het bericht over zichzelf zegt. In productie worden testnummers geweigerd.",
        "An allocation is judged when it is read: its form, both parties, the eleven test, and"
        " what the message says about itself. In production test numbers are refused.",
    )),
    Decision(25, Text(
        "Vijf jaar terug is zestig maanden terug, op dezelfde dag of op de laatste van februari."
        " Getallen en referenties gaan in het antwoord terug zoals zij geschreven waren.",
        "Five years back is sixty months back, on the same day or the last one of February."
        " Numbers and references go back in the answer as they were written.",
    )),
    Decision(26, Text(
        "Een opmerking mag zo lang zijn als het bericht toelaat.",
        "A remark may be as long as the message has room for.",
    )),
    Decision(27, Text(
        "Het antwoord is UTF-8 zonder BOM, met de regels in de volgorde van de declaratie. De vorm"
        " van het antwoord voor de Wmo is afgeleid van die voor de Jeugdwet.",
        "The answer is UTF-8 without a BOM, its lines in the order of the declaration. The form of"
        " the answer for the Wmo is derived from that for the Youth Act.",
    )),
    Decision(28, Text(
        "Een bericht mag hoogstens 26.214.400 bytes zijn, uitgepakt gemeten.",
        "A message may be at most 26,214,400 bytes, measured as unpacked.",
    )),
    Decision(29, Text(
        "Elke bevinding wijst een plaats aan: het pad met volgnummers en het regelnummer in het"
        " bestand. Een weigering aan de deur noemt nooit een burgerservicenummer.",
        "Every finding points to a place: the path with positions, and the line number in the"
        " file. A refusal at the door never quotes a citizen number.",
    )),
    Decision(30, Text(
        "Een regel wordt beoordeeld naar de regels en tarieven van de eerste dag van zijn"
        " productperiode, het bericht als geheel naar die van de dag van ontvangst. Een regel uit"
        " het regelboek kan eerst waarschuwen: dan wordt niets erom afgekeurd.",
        "A line is judged by the rules and tariffs of the first day of its product period, the"
        " message as a whole by those of the day of receipt. A rule may begin as a warning: then"
        " nothing is rejected for it.",
    )),
    Decision(31, Text(
        "Past de eenheid van een regel niet bij de toewijzing, dan wordt het volume niet ook nog"
        " met de toewijzing vergeleken. Uren en minuten op een toewijzing in uren tellen samen, in"
        " minuten.",
        "When the unit of a line does not fit the allocation, the volume is not compared with the"
        " allocation as well. Hours and minutes on an allocation in hours count together, in"
        " minutes.",
    )),
    Decision(32, Text(
        "Een retour (302, 306, 308) noemt afzender en ontvanger zoals het bericht ze noemt. Is"
        " alles goed, dan is er alleen een Header, zonder codes. Bij 0001 en bij een fout in de"
        " Header blijft het daarbij; anders komt elke klasse terug met haar codes, of met 0200.",
        "A retour (302, 306, 308) names sender and receiver as the message does. When all is well"
        " it is a Header alone, without codes. With 0001 or a fault in the Header that is all;"
        " otherwise every class comes back with its codes, or with 0200.",
    )),
    Decision(33, Text(
        "Een toewijzing, start of stop met één fout valt als geheel en telt als niet verstuurd."
        " Een gemelde start of stop blijft dan zichtbaar, maar telt niet mee. Hetzelfde bericht"
        " nog eens is geen nieuw bericht en krijgt dezelfde retour.",
        "An allocation, start or stop message with one fault falls as a whole and counts as not"
        " sent. A start or stop that was reported stays visible then, but does not count. The same"
        " message again is no new message and gets the same retour.",
    )),
    Decision(34, Text(
        "Of een toewijzing de referentie van een verzoek overneemt (TR379), wordt niet getoetst:"
        " verzoeken (315, 317) lopen niet via dit portaal.",
        "Whether an allocation repeats the reference of a request (TR379) is not judged: requests"
        " (315, 317) do not come through this portal.",
    )),
    Decision(35, Text(
        "De gemeentecode in een toewijzing, start of stop moet bestaan op de ingangsdatum of op de"
        " dagtekening. Stapelen, inkorten onder wat is toegekend en een ander product op hetzelfde"
        " nummer geven de gemeente een waarschuwing, nooit een afkeuring.",
        "The municipality code in an allocation, start or stop must exist on the start date or on"
        " the date of the message. Stacking, shortening below what was awarded and another product"
        " on the same number give the municipality a warning, never a rejection.",
    )),
    Decision(36, Text(
        "Is in het contract een traject in mijlpalen afgesproken, dan is elke regel een van die"
        " delen van het toegewezen bedrag, elk deel één keer. Een deel wordt afgerond op hele"
        " centen, een half naar boven; een cent verschil mag. Anders volgt een waarschuwing, nooit"
        " een code.",
        "Where a contract agrees on milestones for a trajectory, every line is one of those parts"
        " of the allocated amount, each part once. A part is rounded to whole cents, a half"
        " upwards; a cent of difference is fine. Otherwise a warning follows, never a code.",
    ), date(2026, 11, 23)),
    Decision(37, Text(
        "Laat een contract de zorg na zijn einde doorlopen, dan vallen toewijzingen die uiterlijk"
        " op de laatste dag van het contract ingingen nog tot de afgesproken dag onder dat contract"
        " en zijn tarieven, ook als een ander contract het product inmiddels heeft. Een nieuwe of"
        " herziene beschikking valt onder die van nu.",
        "Where a contract lets care go on after its end, allocations that began on its last day or"
        " before stay under that contract and its tariffs until the agreed day, also when another"
        " contract has the product by now. A new decision, or one taken again, falls under the"
        " contracts of now.",
    ), date(2026, 11, 23)),
    Decision(38, Text(
        "Ontbreekt bij een beschikking een plan, besluit of onderzoek dat het contract wil, dan"
        " wacht de regel op de gemeente zo lang het contract dat toelaat. Daarna wordt hij"
        " toegekend en bekeken voor hij wordt betaald, net als de laatste mijlpaal van een traject"
        " zonder bevestigd resultaat. Afgekeurd wordt hij hierom nooit.",
        "Where a plan, decision or research that the contract wants is missing, the line waits for"
        " the municipality as long as the contract lets it. After that it is awarded and looked at"
        " before it is paid, as is the last milestone of a trajectory without a confirmed result."
        " It is never rejected for this.",
    ), date(2026, 11, 23)),
)  # fmt: skip
