"""What is wrong in a region file and what to do, in both languages; {} takes a value."""

from __future__ import annotations

from declarations.rulebook import Text
from schemas.region.sentences_of_ceilings import CEILINGS
from schemas.region.sentences_of_purchasing import PURCHASING

_AGB = (
    'Een AGB-code is acht cijfers tussen aanhalingstekens, zoals "65656055".',
    'An AGB code is eight digits between quotes, such as "65656055".',
)
_CBS = (
    'Een gemeentecode is vier cijfers tussen aanhalingstekens, zoals "0384".',
    'A municipality code is four digits between quotes, such as "0384".',
)
_DAY = (
    "Schrijf een datum als 2026-01-31, zonder aanhalingstekens en zonder tijd.",
    "Write a date as 2026-01-31, without quotes and without a time.",
)

SENTENCES = {
    key: Text(*sentences)
    for key, sentences in {
        **PURCHASING,
        **CEILINGS,
        "toml": (
            "Dit is geen geldige TOML. Controleer op deze regel de aanhalingstekens, de haken en"
            " het =-teken, en of een naam niet twee keer voorkomt.",
            "This is not valid TOML. Check the quotes, the brackets and the = sign on this line,"
            " and whether a name stands twice.",
        ),
        "file-too-large": (
            "Dit bestand is groter dan 400 kB. Een regiobestand is veel kleiner; kijk of u het"
            " goede bestand koos.",
            "This file is larger than 400 kB. A region file is much smaller; see whether you chose"
            " the right file.",
        ),
        "other-region": (
            "Dit bestand is van een andere regio. U kunt alleen uw eigen regio bijwerken.",
            "This file is of another region. You can update your own region only.",
        ),
        "encoding": (
            "Het bestand is geen UTF-8. Bewaar het als UTF-8 zonder BOM.",
            "The file is not UTF-8. Save it as UTF-8 without a BOM.",
        ),
        "unknown": (
            "Dit veld kent het regiobestand niet. Haal het weg of verbeter de spelling; hier kan"
            " staan: {}.",
            "The region file does not know this field. Remove it or correct the spelling; what can"
            " stand here: {}.",
        ),
        "missing": (
            "Dit veld ontbreekt. Vul het in.",
            "This field is missing. Fill it in.",
        ),
        "table": (
            "Hier hoort [{}] met daaronder de velden.",
            "This must be [{}] with the fields below it.",
        ),
        "tables": (
            "Hier hoort [[{}]] met daaronder de velden.",
            "This must be [[{}]] with the fields below it.",
        ),
        "agb": _AGB,
        "provider": _AGB,
        "cbs": _CBS,
        "municipalities": (
            'Noem minstens één gemeente, elk één keer, zoals ["0384", "0855"].',
            'Name at least one municipality, each one once, such as ["0384", "0855"].',
        ),
        "name": (
            "Een naam is tekst tussen aanhalingstekens van 1 tot 200 zichtbare tekens.",
            "A name is text between quotes of 1 to 200 visible characters.",
        ),
        "slug": (
            "Gebruik kleine letters, cijfers en streepjes, hoogstens 64 tekens.",
            "Use small letters, digits and hyphens, at most 64 characters.",
        ),
        "name-without-slug": (
            "Uit deze naam is geen korte naam te maken. Geef er zelf een met slug.",
            "No short name can be made from this name. Give one with slug.",
        ),
        "contract-id": (
            "Een contract heeft een id van hoogstens 64 letters, cijfers, punten en streepjes.",
            "A contract has an id of at most 64 letters, digits, dots and hyphens.",
        ),
        "kvk": (
            'Een KvK-nummer is acht cijfers tussen aanhalingstekens, zoals "12345678".',
            'A KvK number is eight digits between quotes, such as "12345678".',
        ),
        "iban": (
            "Dit is geen geldig IBAN. Controleer het nummer; het controlegetal klopt niet.",
            "This is not a valid IBAN. Check the number; its check digits do not fit.",
        ),
        "law": (
            "Kies wmo, jeugdwet of participatiewet.",
            "Choose wmo, jeugdwet or participatiewet.",
        ),
        "funding": (
            "Kies pxq, outcome of lumpsum.",
            "Choose pxq, outcome or lumpsum.",
        ),
        "answer": (
            "Kies automatic of after-review.",
            "Choose automatic or after-review.",
        ),
        "park-days": (
            "Geef een geheel aantal dagen van 0 tot 365.",
            "Give a whole number of days from 0 to 365.",
        ),
        "day": _DAY,
        "category": (
            'Een categorie is tekst van één of twee tekens, zoals "01".',
            'A category is text of one or two characters, such as "01".',
        ),
        "category-of-law": (
            "Deze categorie hoort niet bij deze wet. Mogelijk zijn: {}.",
            "This category does not belong to this law. Possible are: {}.",
        ),
        "product-code": (
            'Een productcode is tekst van één tot vijf tekens zonder spaties, zoals "01A03".',
            'A product code is text of one to five characters without spaces, such as "01A03".',
        ),
        "unit": (
            'Kies een eenheid: "01" minuut, "04" uur, "14" etmaal, "16" dagdeel, "82" stuks'
            ' (output), "83" euro, "84" stuks (inspanning).',
            'Choose a unit: "01" minute, "04" hour, "14" day, "16" half-day, "82" piece (output),'
            ' "83" euro, "84" piece (effort).',
        ),
        "tariff": (
            "Een tarief is een geheel aantal eurocenten, zoals 1250 voor € 12,50.",
            "A tariff is a whole number of eurocents, such as 1250 for € 12.50.",
        ),
        "tariff-missing": (
            "Geef een tarief in eurocenten; alleen eenheid 83 heeft er geen.",
            "Give a tariff in eurocents; only unit 83 has none.",
        ),
        "tariff-of-euros": (
            "Bij eenheid 83 is het volume zelf het bedrag. Haal het tarief weg.",
            "With unit 83 the volume is the amount itself. Remove the tariff.",
        ),
        "milestones": (
            "Geef mijlpalen als hele percentages die samen 100 zijn, zoals [70, 30].",
            "Give milestones as whole percentages that are 100 together, such as [70, 30].",
        ),
        "milestones-without-euros": (
            "Alleen een traject in euro’s (eenheid 83) heeft mijlpalen. Haal ze weg of kies 83.",
            "Only a trajectory in euros (unit 83) has milestones. Remove them or choose 83.",
        ),
        "tariff-outside-term": (
            "Dit tarief begint buiten de looptijd van het contract, {} tot en met {}.",
            "This tariff begins outside the term of the contract, {} up to and with {}.",
        ),
        "end-before-start": (
            "De einddatum ligt voor de begindatum. Verander een van de twee.",
            "The end date lies before the start date. Change one of them.",
        ),
        "twice": (
            "{} staat er twee keer in. Laat het één keer staan.",
            "{} stands here twice. Leave it in once.",
        ),
        "municipality-not-listed": (
            "Gemeentecode {} staat niet in de lijst van het CBS. Controleer de code.",
            "Municipality code {} is not in the list of CBS. Check the code.",
        ),
        "municipality-unknown": (
            "Gemeente {} staat niet in dit bestand. Voeg haar toe met [[municipality]].",
            "Municipality {} is not in this file. Add it with [[municipality]].",
        ),
        "municipality-not-in-contract": (
            "Gemeente {} doet niet mee in dit contract. Voeg haar toe aan municipalities.",
            "Municipality {} does not take part in this contract. Add it to municipalities.",
        ),
        "provider-unknown": (
            "Aanbieder {} staat niet in dit bestand. Voeg hem toe met [[provider]].",
            "Provider {} is not in this file. Add it with [[provider]].",
        ),
        "product-missing": (
            "Dit contract heeft geen product. Voeg er een toe met [[contract.product]].",
            "This contract has no product. Add one with [[contract.product]].",
        ),
        "product-of-lumpsum": (
            "Een lumpsumcontract heeft budgetten en geen producten. Haal het product weg.",
            "A lump-sum contract has budgets and no products. Remove the product.",
        ),
        "budget-missing": (
            "Dit lumpsumcontract heeft geen budget. Voeg er een toe met [[contract.budget]].",
            "This lump-sum contract has no budget. Add one with [[contract.budget]].",
        ),
        "budget-without-lumpsum": (
            "Alleen een lumpsumcontract heeft een budget. Haal het budget weg of kies lumpsum.",
            "Only a lump-sum contract has a budget. Remove the budget or choose lumpsum.",
        ),
        "budget-in-use": (
            "Gemeente {}, {}: budget en bandbreedte samen worden {} eurocent, en {} eurocent is al"
            " gereserveerd of opgenomen. Maak het budget niet lager dan dat.",
            "Municipality {}, {}: budget and bandwidth together become {} eurocents, and {}"
            " eurocents are reserved or drawn already. Do not make the budget lower than that.",
        ),
        "year": (
            "Geef een jaar als 2026.",
            "Give a year such as 2026.",
        ),
        "year-outside-term": (
            "Dit jaar ligt buiten de looptijd van het contract, {} tot en met {}.",
            "This year lies outside the term of the contract, {} up to and with {}.",
        ),
        "amount": (
            "Een bedrag is een geheel aantal eurocenten, zoals 490000000 voor € 4.900.000.",
            "An amount is a whole number of eurocents, such as 490000000 for € 4,900,000.",
        ),
        "bandwidth": (
            "Geef een geheel percentage van 0 tot 100.",
            "Give a whole percentage from 0 to 100.",
        ),
        "instalments": (
            "Geef een geheel aantal termijnen van 1 tot 53.",
            "Give a whole number of instalments from 1 to 53.",
        ),
        "same-product": (
            "Product {} van {} staat voor gemeente {} op dezelfde dag ook in contract {}. Laat het"
            " in één contract staan of laat de looptijden op elkaar aansluiten.",
            "Product {0} of {1} is also in contract {3} for municipality {2} on the same day. Leave"
            " it in one contract or let the terms follow one another.",
        ),
        "contract-moved": (
            "Contract {} is er al met een andere aanbieder of wet. Geef dit contract een ander id.",
            "Contract {} exists with another provider or law. Give this contract another id.",
        ),
        "email": (
            "Dit is geen e-mailadres. Schrijf het als naam@aanbieder.example.",
            "This is not an e-mail address. Write it as name@provider.example.",
        ),
        "role": (
            "Kies een rol: {}.",
            "Choose a role: {}.",
        ),
        "account-party": (
            "De rol {} hoort bij {}. Vul alleen dat veld in.",
            "The role {} needs {}. Fill in that field alone.",
        ),
        "account-without-party": (
            "De rol {} hoort bij de regio. Haal provider en municipality weg.",
            "The role {} belongs to the region. Remove provider and municipality.",
        ),
        "accounts-in-production": (
            "In productie staan accounts niet in een regiobestand. Haal [[account]] weg.",
            "In production accounts are not in a region file. Remove [[account]].",
        ),
    }.items()
}


def sentence(key: str, *values: object) -> Text:
    """The sentence in both languages with the values filled in."""
    nl, en = SENTENCES[key]
    return Text(nl.format(*values), en.format(*values))
