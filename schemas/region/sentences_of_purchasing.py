"""What is wrong in how a region buys, and what to do, in both languages; {} takes a value."""

from __future__ import annotations

PURCHASING = {
    "identifier": (
        "Een naam om naar te verwijzen is hoogstens 64 letters, cijfers, punten en streepjes.",
        "A name to refer to is at most 64 letters, digits, dots and hyphens.",
    ),
    "identifiers": (
        'Noem elke naam één keer tussen aanhalingstekens, zoals ["2026"].',
        'Name each name once between quotes, such as ["2026"].',
    ),
    "requires": (
        "Kies uit plan, dat-decision, labour-research en result, elk één keer.",
        "Choose from plan, dat-decision, labour-research and result, each once.",
    ),
    "one-contract": (
        "Hier hoort één contract, met het id {}.",
        "There must be one contract here, with the id {}.",
    ),
    "words": (
        "Schrijf hoogstens 2.000 tekens tussen aanhalingstekens.",
        "Write at most 2,000 characters between quotes.",
    ),
    "goals": (
        'Schrijf doelen als zinnen tussen aanhalingstekens, zoals ["Meer zelf doen."].',
        'Write goals as sentences between quotes, such as ["More self-reliance."].',
    ),
    "yes-or-no": ("Schrijf true of false.", "Write true or false."),
    "extensions": (
        "Noem de laatste dagen tot wanneer verlengd kan worden, oplopend, zoals [2027-12-31].",
        "Name the last days to which it may be extended, ascending, such as [2027-12-31].",
    ),
    "continuity": (
        'Geef de dag tot en met wanneer zorg doorloopt, of "decision": tot het einde van de'
        " beschikking.",
        'Give the last day on which care goes on, or "decision": until the decision ends.',
    ),
    "percentage": (
        "Een percentage is een geheel getal van 1 tot 200.",
        "A percentage is a whole number from 1 to 200.",
    ),
    "share": (
        "Een aandeel is een geheel aantal honderdsten van een procent, tot 10000.",
        "A share is a whole number of hundredths of a percent, up to 10000.",
    ),
    "rate": (
        "Een stijging is een geheel aantal honderdsten van een procent, zoals 412 voor 4,12 %.",
        "A rise is a whole number of hundredths of a percent, such as 412 for 4.12 %.",
    ),
    "index-status": ("Kies prognosis of definitive.", "Choose prognosis or definitive."),
    "name-unknown": (
        "{} staat niet in dit bestand. Voeg een [[{}]] met dit id toe of verbeter de naam.",
        "{} is not in this file. Add a [[{}]] with this id or correct the name.",
    ),
    "participant-twice": (
        "Een gemeente doet één keer mee in een inkoopspoor. Laat haar één keer staan.",
        "A municipality takes part in a track once. Leave it there once.",
    ),
    "municipality-not-in-track": (
        "Gemeente {} doet niet mee in inkoopspoor {}. Haal haar hier weg of laat haar daar"
        " meedoen.",
        "Municipality {} does not take part in track {}. Remove it here or let it take part"
        " there.",
    ),
    "municipality-not-in-lot": (
        "Gemeente {} koos perceel {} niet en kan dit contract dus niet gebruiken. Haal haar"
        " hier weg of laat haar het perceel kiezen.",
        "Municipality {} did not choose lot {} and so cannot use this contract. Remove it here"
        " or let it choose the lot.",
    ),
    "joins-after-end": (
        "Gemeente {} doet pas mee vanaf {}, na het einde van dit contract. Haal haar hier weg.",
        "Municipality {} takes part from {} on, after this contract ends. Remove it here.",
    ),
    "track-other-law": (
        "Inkoopspoor {} is er voor de wet {}. Kies een segment van de wet van dit contract.",
        "Track {} is for the law {}. Choose a segment of the law of this contract.",
    ),
    "lot-other-track": (
        "Perceel {} hoort bij inkoopspoor {}. Kies een perceel van hetzelfde inkoopspoor.",
        "Lot {} belongs to track {}. Choose a lot of the same track.",
    ),
    "area-elsewhere": (
        "Gebied {} ligt in gemeente {}; dit contract geldt alleen voor die gemeente.",
        "Area {} lies in municipality {}; this contract is for that municipality alone.",
    ),
    "area-taken": (
        "In dit gebied geldt al contract {} in dezelfde tijd. Een gebied heeft één contract.",
        "Contract {} is in force in this area at the same time. An area has one contract.",
    ),
    "extension-before-end": (
        "Verlengen kan alleen tot na {}, de laatste dag van het contract.",
        "An extension must reach beyond {}, the last day of the contract.",
    ),
    "continuity-before-end": (
        "Zorg loopt door tot na {}, de laatste dag van het contract, of stopt dan.",
        "Care goes on beyond {}, the last day of the contract, or stops there.",
    ),
    "member-twice": (
        "Een lid van het samenwerkingsverband staat er twee keer. Laat het één keer staan.",
        "A member of the consortium stands twice. Leave it there once.",
    ),
    "lead-missing": (
        "De penvoerder {} ontbreekt bij de leden. Geef ook zijn aandeel.",
        "The lead provider {} is missing among the members. Give its share too.",
    ),
    "shares": (
        "De aandelen zijn samen {}; het moet 10000 zijn (100 %).",
        "The shares are {} together; they must be 10000 (100 %).",
    ),
    "percentage-without-list": (
        "Een percentage is van een tarievenlijst. Noem de lijst met list.",
        "A percentage is of a tariff list. Name the list with list.",
    ),
    "tariff-of-list": (
        "Het tarief komt uit de lijst. Haal tariff weg of haal list weg.",
        "The tariff comes from the list. Remove tariff or remove list.",
    ),
    "tariff-binding": (
        "Product {} heeft één tarief voor iedereen: dat van lijst {}. Gebruik die lijst, zonder"
        " percentage.",
        "Product {} has one tariff for everyone: that of list {}. Use that list, without a"
        " percentage.",
    ),
    "list-other-law": (
        "Tarievenlijst {} is er voor de wet {}.",
        "Tariff list {} is for the law {}.",
    ),
    "not-in-list": (
        "Product {} met eenheid {} staat niet in tarievenlijst {}. Voeg het daar toe.",
        "Product {} with unit {} is not in tariff list {}. Add it there.",
    ),
    "listed-twice": (
        "Een product staat met dezelfde eenheid en begindatum twee keer in deze lijst.",
        "A product stands twice in this list with the same unit and first day.",
    ),
    "replaces": (
        "{} is geen eerdere indexering in dit bestand. Verbeter de naam.",
        "{} is no earlier indexation in this file. Correct the name.",
    ),
}
