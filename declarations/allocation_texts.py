"""What the rules say that hold an allocation message (301) against what is already known."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from declarations.rulebook import Text

CODES = MappingProxyType(
    {
        "TR056": "9056",
        "TR135": "8848",
        "TR332": "9332",
        "TR378": "S300",
        "TR381": "S329",
        "TR385": "9385",
    }
)
"""The return code of each rule that rejects; the others are noted."""

ALLOCATION_HISTORY: Mapping[str, Text] = MappingProxyType(
    {
        "TR056": Text(
            "U gebruikte deze identificatie al voor een andere toewijzing. Geef elk bericht een"
            " eigen identificatie.",
            "You used this identification for another allocation message. Give each message its"
            " own.",
        ),
        "TR135": Text(
            "De dagtekening ligt in de toekomst. Gebruik de datum waarop u het bericht maakt.",
            "The date of the message lies in the future. Use the day on which you make it.",
        ),
        # Who has the number already is not for the reader.
        "TR332": Text(
            "Dit toewijzingsnummer is al in gebruik. Geef deze toewijzing een ander nummer.",
            "This allocation number is already in use. Give this allocation another number.",
        ),
        "TR378": Text(
            "De afzender bestond nog niet, of niet meer, op de ingangsdatum. Gebruik de"
            " gemeentecode die op die dag in de lijst van het CBS stond.",
            "The sender did not exist yet, or no longer, on the start date. Use the municipality"
            " code that stood in the list of CBS on that day.",
        ),
        "TR381": Text(
            "Deze productcode hoort niet bij deze productcategorie. Controleer beide, of neem het"
            " product op in het contract.",
            "This product code does not belong to this product category. Check both, or add the"
            " product to the contract.",
        ),
        "TR385": Text(
            "Op deze toewijzing is al zorg gedeclareerd en toegekend. Zij kan pas worden verwijderd"
            " als de aanbieder die regels crediteert. Kort haar anders in.",
            "Care on this allocation was already declared and awarded. It can be deleted only after"
            " the provider credits those lines. Shorten it otherwise.",
        ),
        "OP259": Text(
            "Let op: deze cliënt heeft bij deze aanbieder in dezelfde periode al een toewijzing"
            " voor dit product. Controleer of beide moeten blijven staan.",
            "Note: this client already has an allocation of this product with this provider in the"
            " same period. Check whether both should stay.",
        ),
        "OP033x1": Text(
            "Let op: dit gegeven is anders dan in de vorige versie. Van een toewijzing verandert u"
            " alleen de einddatum, het budget of een totaalvolume; geef voor al het andere een"
            " nieuw nummer uit.",
            "Note: this differs from the previous version. Of an allocation change only the end"
            " date, the budget or a total volume; give out a new number for anything else.",
        ),
        "OP362": Text(
            "Let op: er is al meer toegekend dan deze toewijzing nog toelaat. Wat is toegekend,"
            " blijft toegekend. Overleg met de aanbieder.",
            "Note: more was awarded already than this allocation still allows. What was awarded"
            " stays awarded. Talk to the provider.",
        ),
    }
)
