"""The conditions each allocated product (ToegewezenProduct) in a 301 must meet by itself."""

from __future__ import annotations

from datetime import date

from declarations.allocations import AllocatedProduct
from declarations.conditions import on_products
from declarations.model import EUROS

NOT_PER_DAY = frozenset({"14", "16", EUROS, "84"})
OPEN_VOLUME_UNTIL = date(2020, 12, 31)


@on_products(
    "CD041",
    "Omvang",
    "Bij een productcode hoort een omvang: volume, eenheid en frequentie.",
    "A product code needs a size: volume, unit and frequency.",
)
def a_code_has_a_volume(product: AllocatedProduct) -> bool:
    """A product code is allocated with a volume."""
    return product.code is None or product.unit is not None


@on_products(
    "CD075",
    "Einddatum",
    "Bij een budget hoort een einddatum.",
    "A budget needs an end date.",
)
def a_budget_has_an_end(product: AllocatedProduct) -> bool:
    """A budget is for a closed period."""
    return product.budget is None or product.end is not None


@on_products(
    "CD076",
    "Einddatum",
    "Bij een omvang per week hoort een einddatum.",
    "A volume per week needs an end date.",
)
def a_weekly_volume_has_an_end(product: AllocatedProduct) -> bool:
    """A volume per week is for a closed period."""
    return product.frequency != "2" or product.end is not None


@on_products(
    "CD077",
    "Omvang",
    "Een toewijzing heeft een omvang of een budget, niet allebei. Laat de omvang weg bij een"
    " budget.",
    "An allocation has a size or a budget, not both. Leave out the size where there is a budget.",
)
def no_volume_beside_a_budget(product: AllocatedProduct) -> bool:
    """A budget leaves no room for a volume."""
    return product.budget is None or product.unit is None


@on_products(
    "CD078",
    "Budget",
    "Een toewijzing heeft een omvang of een budget, niet allebei. Laat het budget weg bij een"
    " omvang.",
    "An allocation has a size or a budget, not both. Leave out the budget where there is a size.",
)
def no_budget_beside_a_volume(product: AllocatedProduct) -> bool:
    """A volume leaves no room for a budget."""
    return product.unit is None or product.budget is None


@on_products(
    "CD079",
    "Product",
    "Zonder budget moet de toewijzing een product noemen.",
    "Without a budget the allocation must name a product.",
)
def a_product_or_a_budget(product: AllocatedProduct) -> bool:
    """What has no budget names a product."""
    return product.budget is not None or product.category is not None


@on_products(
    "CD080",
    "Omvang",
    "Zonder productcode heeft een toewijzing geen omvang.",
    "Without a product code an allocation has no size.",
)
def no_volume_without_a_code(product: AllocatedProduct) -> bool:
    """An allocation without code has no volume, unless it ended before 2021."""
    ended = product.end is not None and product.end <= OPEN_VOLUME_UNTIL
    return product.code is not None or product.unit is None or ended


@on_products(
    "CS338",
    "Omvang/Frequentie",
    "Etmalen, dagdelen, stuks en euro's worden per week, per maand of in totaal toegewezen, niet"
    " per dag.",
    "Days, half-days, pieces and euros are allocated per week, per month or in total, not per day.",
)
def the_frequency_fits_the_unit(product: AllocatedProduct) -> bool:
    """Units 14, 16, 83 and 84 are not counted per day."""
    return product.unit not in NOT_PER_DAY or product.frequency in {"2", "4", "6"}


@on_products(
    "CS335",
    "RedenWijziging",
    "Een verwijderde toewijzing (13) eindigt op de dag waarop zij begint.",
    "A deleted allocation (13) ends on the day it begins.",
)
def a_deleted_allocation_lasts_a_day(product: AllocatedProduct) -> bool:
    """Deleting gives the allocation one and the same first and last day."""
    return not product.deleted or product.start == product.end


@on_products(
    "CS336",
    "RedenWijziging",
    "Reden 01 is vervallen. Gebruik 14 voor een administratieve correctie.",
    "Reason 01 is no longer used. Use 14 for an administrative correction.",
)
def the_reason_is_in_use(product: AllocatedProduct) -> bool:
    """Reason 01 is no longer in use."""
    return product.reason != "01"


@on_products(
    "CS003",
    "Einddatum",
    "De einddatum ligt voor de ingangsdatum.",
    "The end date lies before the start date.",
)
def the_end_follows_the_start(product: AllocatedProduct) -> bool:
    """A period does not end before it begins."""
    return product.end is None or product.start <= product.end


PRODUCT_CONDITIONS = (
    a_code_has_a_volume,
    a_budget_has_an_end,
    a_weekly_volume_has_an_end,
    no_volume_beside_a_budget,
    no_budget_beside_a_volume,
    a_product_or_a_budget,
    no_volume_without_a_code,
    the_frequency_fits_the_unit,
    a_deleted_allocation_lasts_a_day,
    the_reason_is_in_use,
    the_end_follows_the_start,
)
