"""Region files for tests: right by default, changed only where the test is about it."""

from collections.abc import Iterable

ACCOUNTS = """
[[account]]
email = "clerk@aanbieder.example"
provider = "65656055"
role = "provider-clerk"

[[account]]
email = "checker@gemeente.example"
municipality = "0384"
role = "checker"

[[account]]
email = "beheer@regio.example"
role = "functional-admin"
"""


def a_product(
    category: str = "01",
    code: str = "01A03",
    unit: str = "04",
    tariff: int | None = 1250,
    start: str | None = None,
) -> str:
    """A product of a contract at a tariff in eurocents."""
    lines = [
        "[[contract.product]]", f'category = "{category}"', f'code = "{code}"', f'unit = "{unit}"',
    ]  # fmt: skip
    if tariff is not None:
        lines.append(f"tariff = {tariff}")
    if start is not None:
        lines.append(f"start = {start}")
    return "\n".join(lines)


def a_contract(
    *products: str,
    id: str = "thuis",
    law: str = "wmo",
    provider: str = "65656055",
    municipalities: str = '["0384"]',
    start: str = "2021-01-01",
    end: str = "2030-12-31",
    more: str = "",
) -> str:
    """A contract for price times volume; one product at 1250 eurocents unless given."""
    head = f"""
[[contract]]
id = "{id}"
law = "{law}"
funding = "pxq"
provider = "{provider}"
municipalities = {municipalities}
start = {start}
end = {end}
{more}
"""
    return "\n".join([head, *(products or (a_product(),))])


def a_region_file(
    *contracts: str,
    name: str = "Proef",
    iban: str = "NL91ABNA0417164300",
    municipalities: Iterable[str] = ("0384",),
    providers: Iterable[str] = ("65656055",),
    accounts: bool = False,
) -> str:
    """A region with one municipality, one provider and one contract unless given otherwise."""
    parts = [f'[region]\nname = "{name}"']
    parts += [
        f'[[municipality]]\ncode = "{code}"\nname = "Gemeente {code}"' for code in municipalities
    ]
    parts += [
        f'[[provider]]\nagb = "{agb}"\nkvk = "12345678"\nname = "Zorg {agb}"\niban = "{iban}"'
        for agb in providers
    ]
    parts += contracts or (a_contract(),)
    return "\n\n".join(parts) + "\n" + (ACCOUNTS if accounts else "")
