"""What is wrong with the ceilings of a region file and what to do; {} takes a value."""

CEILINGS = {
    "ceiling-sort": (
        "De soort van een plafond is provider, municipality, group, region, client of clients.",
        "The sort of a ceiling is provider, municipality, group, region, client or clients.",
    ),
    "ceiling-other-law": (
        "Contract {} is er voor een andere wet dan dit plafond.",
        "Contract {} is for another law than this ceiling.",
    ),
    "provider-without-contract": (
        "Aanbieder {} heeft in dit bestand geen contract voor deze wet.",
        "Provider {} has no contract for this law in this file.",
    ),
    "ceiling-measure": (
        "Geef precies één van amount (eurocenten), volume of clients.",
        "Give exactly one of amount (eurocents), volume or clients.",
    ),
    "ceiling-clients": (
        "Het minimum aantal cliënten (clients) hoort bij de soort clients, en alleen daarbij.",
        "The minimum number of clients (clients) goes with the sort clients, and only with that.",
    ),
    "ceiling-unit": (
        "Een volume heeft een eenheid (unit) nodig, een bedrag niet.",
        "A volume needs a unit, an amount does not.",
    ),
    "ceiling-products": (
        "Een plafond op volume noemt zijn producten (products): volumes van alles zijn niet op te"
        " tellen.",
        "A ceiling on volume names its products: volumes of everything cannot be added up.",
    ),
    "ceiling-municipality": (
        "De soort municipality noemt een gemeente (municipality), een andere soort niet.",
        "The sort municipality names a municipality, another sort does not.",
    ),
    "ceiling-signals": (
        "Dit plafond geeft alleen signalen en houdt niets tegen. Haal always_paid weg.",
        "This ceiling only gives signals and stops nothing. Remove always_paid.",
    ),
    "ceiling-term": (
        "Geef een jaar (year), of een eerste en een laatste dag (start en end).",
        "Give a year, or a first and a last day (start and end).",
    ),
    "ceiling-empty": (
        "Noem de contracten (contracts) of de aanbieders (providers) waarvoor het plafond geldt.",
        "Name the contracts or the providers that the ceiling covers.",
    ),
    "ceiling-one-provider": (
        "Een plafond van deze soort is van één aanbieder. Gebruik group voor meer.",
        "A ceiling of this sort is of one provider. Use group for more.",
    ),
    "ceiling-lumpsum": (
        "Een taakgericht contract heeft een budget en geen plafond.",
        "A lump-sum contract has a budget and no ceiling.",
    ),
    "ceiling-moved": (
        "Plafond {} was er voor een andere wet. Geef het een nieuwe naam.",
        "Ceiling {} was for another law. Give it a new name.",
    ),
    "ceiling-shares": (
        "De delen van de gemeenten zijn samen {}; het plafond is {}.",
        "The shares of the municipalities are {} together; the ceiling is {}.",
    ),
}
