"""The table of sentences for refusals at the door, by rule and detail, in Dutch and English.

Each is a pair: what is wrong, and what to do. ``{expected}`` and ``{received}`` are values from
the finding; those with more words in their name are the same with words around them, or nothing
where there is no value.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

Sentence: TypeAlias = tuple[str, str]
Texts: TypeAlias = dict[Literal["nl", "en"], Sentence]


def _texts(dutch: Sentence, english: Sentence) -> Texts:
    return {"nl": dutch, "en": english}


_FIX = ("Laat uw softwareleverancier dit herstellen en stuur het bericht opnieuw.",
        "Ask your software supplier to correct this and send the message again.")
_CHECK = ("Controleer dit veld in uw administratie en stuur het bericht opnieuw.",
          "Check this field in your records and send the message again.")
_EXPORT = ("Maak het bestand opnieuw aan in uw softwarepakket en stuur het dan.",
           "Create the file again in your software and then send it.")
_ZIP_AGAIN = ("Maak een nieuw ZIP-bestand met alleen de berichten erin.",
              "Make a new ZIP file with nothing but the messages in it.")


def _software(dutch: str, english: str) -> Texts:
    return _texts((dutch, _FIX[0]), (english, _FIX[1]))


def _field(dutch: str, english: str) -> Texts:
    return _texts((dutch, _CHECK[0]), (english, _CHECK[1]))


def _export(dutch: str, english: str) -> Texts:
    return _texts((dutch, _EXPORT[0]), (english, _EXPORT[1]))


def _zip(dutch: str, english: str) -> Texts:
    return _texts((dutch, _ZIP_AGAIN[0]), (english, _ZIP_AGAIN[1]))


_SIZE: dict[str, Texts] = {
    "too_big": _texts(
        ("het bericht is groter dan 25 MB ({received} bytes, het maximum is {expected}).",
         "Verdeel de declaratie over meer berichten."),
        ("the message is larger than 25 MB ({received} bytes, the limit is {expected}).",
         "Spread the declaration over more messages."),
    ),
}

_ENCODING: dict[str, Texts] = {
    "bom": _software(
        "het bestand begint met een byte order mark (BOM); dat mag niet.",
        "the file begins with a byte order mark (BOM), which is not allowed."),
    "utf16": _software(
        "het bestand is in UTF-16 opgeslagen; een bericht moet in UTF-8 staan.",
        "the file is stored as UTF-16; a message must be UTF-8."),
    "utf32": _software(
        "het bestand is in UTF-32 opgeslagen; een bericht moet in UTF-8 staan.",
        "the file is stored as UTF-32; a message must be UTF-8."),
    "declared": _software(
        "het bestand noemt een andere tekencodering dan UTF-8{received_in}.",
        "the file names another encoding than UTF-8{received_in}."),
    "not_utf8": _software(
        "hier staan tekens die geen UTF-8 zijn.",
        "there are characters here that are not UTF-8."),
}

_XML: dict[str, Texts] = {
    "empty": _export("het bestand is leeg.", "the file is empty."),
    "first_byte": _export(
        "dit is geen XML-bericht: het bestand begint niet met ‘<’.",
        "this is not an XML message: the file does not begin with ‘<’."),
    "pdf": _export("dit is een PDF, geen XML-bericht.", "this is a PDF, not an XML message."),
    "archive": _export(
        "dit is een ingepakt bestand, geen XML-bericht.",
        "this is a compressed file, not an XML message."),
    "json": _export("dit is JSON, geen XML-bericht.", "this is JSON, not an XML message."),
    "office": _export(
        "dit is een Office-bestand, geen XML-bericht.",
        "this is an Office file, not an XML message."),
    "version": _software(
        "het bestand gebruikt een andere versie van XML dan 1.0.",
        "the file uses another version of XML than 1.0."),
    "doctype": _software(
        "het bestand bevat een documenttype (DOCTYPE); dat mag niet in een bericht.",
        "the file has a document type (DOCTYPE), which is not allowed in a message."),
    "comment": _software(
        "hier staat XML-commentaar (<!-- -->); dat mag niet in een bericht.",
        "there is an XML comment (<!-- -->) here, which is not allowed in a message."),
    "instruction": _software(
        "hier staat een verwerkingsinstructie (<? ?>); dat mag niet in een bericht.",
        "there is a processing instruction (<? ?>) here, which is not allowed in a message."),
    "truncated": _export(
        "het bestand houdt midden in het bericht op.",
        "the file stops in the middle of the message."),
    "tag_mismatch": _software(
        "een eindtag hoort niet bij de begintag die open staat.",
        "an end tag does not belong to the start tag that is open."),
    "entity": _software(
        "hier staat een entiteit (&…;) die niet bestaat.",
        "there is an entity (&…;) here that does not exist."),
    "duplicate_attribute": _software(
        "een attribuut staat twee keer in dezelfde tag.",
        "an attribute stands twice in the same tag."),
    "junk": _software(
        "na het einde van het bericht staat nog iets.",
        "there is something after the end of the message."),
    "invalid_token": _software(
        "hier staat een teken dat op deze plaats in XML niet mag.",
        "there is a character here that XML does not allow in this place."),
    "invalid_character": _software(
        "hier wordt verwezen naar een teken dat in XML niet mag.",
        "there is a reference here to a character that XML does not allow."),
    "misplaced_declaration": _software(
        "de XML-declaratie (<?xml … ?>) staat niet aan het begin van het bestand.",
        "the XML declaration (<?xml … ?>) is not at the start of the file."),
    "namespace": _software(
        "een namespace is niet of verkeerd opgegeven.",
        "a namespace is missing or wrongly declared."),
    "too_complex": _software(
        "het bestand is te diep genest of bevat een te lange tekst.",
        "the file is nested too deeply or holds a text that is too long."),
    "malformed": _software("dit is geen geldige XML.", "this is not well-formed XML."),
}

_XSD: dict[str, Texts] = {
    "unknown_message": _texts(
        ("dit is geen bericht dat wij kennen; wij verwachten {expected} van release 3.2.",
         "Kies het goede bestand en stuur het opnieuw."),
        ("this is not a message we know; we expect {expected} of release 3.2.",
         "Choose the right file and send it again.")),
    "other_message": _texts(
        ("dit is een bericht {received}; hier hoort {expected}.",
         "Kies het goede bestand en stuur het opnieuw."),
        ("this is a {received} message; {expected} belongs here.",
         "Choose the right file and send it again.")),
    "other_release": _software(
        "het bericht is van release {received}; wij lezen release {expected}.",
        "the message is of release {received}; we read release {expected}."),
    "missing": _software(
        "hier ontbreekt een verplicht element ({expected}).",
        "a required element is missing here ({expected})."),
    "unexpected": _software(
        "dit element hoort hier niet.{expected_here}",
        "this element does not belong here.{expected_here}"),
    "wrong_namespace": _software(
        "dit element staat in de verkeerde namespace.",
        "this element is in the wrong namespace."),
    "attribute": _software(
        "hier staat een attribuut dat in dit bericht niet mag.",
        "there is an attribute here that this message does not allow."),
    "stray_text": _software(
        "hier staat tekst buiten de velden.",
        "there is text here outside the fields."),
    "nested": _software(
        "in dit veld staan andere elementen; er hoort alleen een waarde.",
        "this field has elements in it; it should hold a value alone."),
    "empty": _field(
        "dit veld is leeg. Vul het, of laat het weg als het niet verplicht is.",
        "this field is empty. Fill it, or leave it out where it is not required."),
    "code": _field(
        "de waarde{received_in} staat niet in de codelijst.{expected_in}",
        "the value{received_in} is not in the code list.{expected_in}"),
    "number": _field(
        "de waarde{received_in} moet een heel getal zijn binnen {expected}.",
        "the value{received_in} must be a whole number within {expected}."),
    "date": _field(
        "de waarde{received_in} is geen bestaande datum zonder tijdzone (jjjj-mm-dd).",
        "the value{received_in} is not an existing date without a time zone (yyyy-mm-dd)."),
    "year": _field(
        "het jaar in deze datum moet tussen 0001 en 9999 liggen.",
        "the year of this date must be between 0001 and 9999."),
    "time": _field(
        "de waarde{received_in} is geen bestaande tijd zonder tijdzone (uu:mm:ss).",
        "the value{received_in} is not an existing time without a time zone (hh:mm:ss)."),
    "fixed": _software(
        "hier moet {expected} staan{received_not}.",
        "this must be {expected}{received_not}."),
    "too_long": _field(
        "de waarde is te lang; er passen {expected} tekens in.",
        "the value is too long; the field holds {expected} characters."),
    "digits": _field(
        "dit veld moet {expected} cijfers hebben en niets anders.",
        "this field must have {expected} digits and nothing else."),
    "version": _software(
        "de waarde{received_in} is geen versienummer zoals {expected}.",
        "the value{received_in} is not a version number such as {expected}."),
    "letters": _field(
        "in dit veld mogen alleen letters staan (1 tot 6).",
        "this field may hold letters only (1 to 6)."),
    "letters_digits": _field(
        "de waarde{received_in} mag alleen letters en cijfers hebben (1 tot 12).",
        "the value{received_in} may hold letters and digits only (1 to 12)."),
    "blank": _field(
        "dit veld moet op één regel staan en mag niet alleen spaties hebben.",
        "this field must be on one line and may not hold spaces alone."),
    "more": _texts(
        ("er zijn nog minstens {received} plaatsen met een fout.",
         "Herstel eerst de fouten hierboven en stuur het bericht opnieuw."),
        ("there are at least {received} more places with an error.",
         "Correct the errors above first and send the message again.")),
    "unexplained": _software(
        "het bericht past niet bij het schema van de standaard.",
        "the message does not fit the schema of the standard."),
    "other": _software(
        "dit element past niet bij het schema van de standaard.",
        "this element does not fit the schema of the standard."),
}

_ZIP: dict[str, Texts] = {
    "too_big": _texts(
        ("het ZIP-bestand is groter dan 25 MB ({received} bytes).",
         "Verdeel de berichten over meer ZIP-bestanden."),
        ("the ZIP file is larger than 25 MB ({received} bytes).",
         "Spread the messages over more ZIP files.")),
    "too_many": _texts(
        ("er zitten meer dan {expected} berichten in het ZIP-bestand.",
         "Verdeel de berichten over meer ZIP-bestanden."),
        ("the ZIP file holds more than {expected} messages.",
         "Spread the messages over more ZIP files.")),
    "nothing": _zip("er zit geen bericht in het ZIP-bestand.",
                    "there is no message in the ZIP file."),
    "corrupt": _zip("het ZIP-bestand is beschadigd of niet compleet.",
                    "the ZIP file is damaged or incomplete."),
    "folder": _zip("bestand {received} in het ZIP-bestand is een map of staat in een map.",
                   "file {received} in the ZIP file is a folder or is in a folder."),
    "password": _zip("bestand {received} in het ZIP-bestand heeft een wachtwoord.",
                     "file {received} in the ZIP file has a password."),
    "link": _zip("bestand {received} in het ZIP-bestand is een verwijzing, geen bestand.",
                 "file {received} in the ZIP file is a link, not a file."),
    "nested": _zip("bestand {received} in het ZIP-bestand is zelf ingepakt.",
                   "file {received} in the ZIP file is itself compressed."),
    "name": _zip("de naam van bestand {received} in het ZIP-bestand is niet bruikbaar.",
                 "the name of file {received} in the ZIP file cannot be used."),
    "duplicate": _zip("de naam van bestand {received} komt vaker voor in het ZIP-bestand.",
                      "the name of file {received} occurs more than once in the ZIP file."),
    "method": _zip("bestand {received} is ingepakt op een manier die wij niet lezen.",
                   "file {received} is compressed in a way we do not read."),
    "sizes": _zip("de grootte van bestand {received} klopt niet met wat het ZIP-bestand zegt.",
                  "the size of file {received} is not what the ZIP file says."),
    "overlap": _zip("bestanden in het ZIP-bestand overlappen elkaar.",
                    "files in the ZIP file overlap."),
}

_SENDER: dict[str, Texts] = {
    "unknown": _texts(
        ("de afzender is hier niet bekend.",
         "Controleer uw code, of vraag de gemeente om u aan te melden."),
        ("the sender is not known here.",
         "Check your code, or ask the municipality to register you.")),
    "other": _texts(
        ("de afzender is een andere dan die van het eerste bericht in de ZIP.",
         "Maak voor elke aanbieder een eigen ZIP."),
        ("the sender is another one than that of the first message in the ZIP.",
         "Make a ZIP for each provider.")),
    "not_own": _texts(
        ("de afzender is niet uw eigen organisatie.",
         "Stuur alleen berichten van uw eigen organisatie."),
        ("the sender is not your own organisation.",
         "Send messages of your own organisation only.")),
}

_RECEIVER: dict[str, Texts] = {
    "not_served": _texts(
        ("de ontvanger is niet op dit portaal aangesloten.",
         "Controleer de code van de ontvanger."),
        ("the receiver is not served by this portal.",
         "Check the code of the receiver.")),
    "unknown": _texts(
        ("de ontvanger is hier niet bekend.", "Controleer de code van de ontvanger."),
        ("the receiver is not known here.", "Check the code of the receiver.")),
}

SENTENCES: dict[tuple[str, str], Texts] = {
    (rule, detail): texts
    for rule, table in (
        ("SIZE", _SIZE), ("ENCODING", _ENCODING), ("XML", _XML), ("XSD", _XSD), ("ZIP", _ZIP),
        ("SENDER", _SENDER), ("RECEIVER", _RECEIVER),
    )
    for detail, texts in table.items()
}
