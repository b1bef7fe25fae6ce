"""Loading region files into the database, on both engines."""

from datetime import date

import pytest
from sqlalchemy import func, select

from declarations.facts import Tariff
from declarations.model import Law
from portal.audit.records import AuditEventRecord
from portal.contracts import loading
from portal.contracts.records import (
    ContractBudgetRecord,
    ContractProductRecord,
    ContractRecord,
    ContractVersionRecord,
)
from portal.contracts.service import (
    RegionFileMissing,
    categories_of,
    load_region,
    open_region,
    shipped_regions,
    tariffs_for,
)
from portal.identity.service import find_account, system_account
from portal.parties.changes import Happened
from portal.parties.records import ProviderRecord, ProviderVersionRecord, RegionRecord
from portal.parties.service import find_municipality, find_provider
from portal.store.transaction import transaction
from schemas.region import RegionRefused, read_region
from tests.region_files import a_contract, a_product, a_region_file


def region(*contracts: str, **changes):
    text = a_region_file(*contracts, **changes)
    return read_region(text.encode(), {"0384", "0855"}, accounts=True)


def load(session, clock, *contracts, **changes):
    return load_region(session, region(*contracts, **changes), clock, system_account(session).id)


def happened(changes) -> list[tuple[str, str, Happened]]:
    return [(change.kind, change.name, change.event) for change in changes]


def tariffs(session, law=Law.WMO, municipality="0384"):
    provider = find_provider(session, "65656055")
    served = find_municipality(session, municipality)
    return tariffs_for(session, provider.id, served.id, law)


def count(session, record) -> int:
    return session.scalar(select(func.count()).select_from(record))


def test_the_sandbox_ships_and_loads(session, clock):
    assert "sandbox" in shipped_regions()
    sandbox = open_region("sandbox", accounts=True)
    changes = load_region(session, sandbox, clock, system_account(session).id)

    assert {change.event for change in changes} == {Happened.ADDED}
    assert find_provider(session, "65656055").iban == "NL91ABNA0417164300"
    assert find_account(session, "ADMIN@voorbeeldzorg.example").role == "provider-admin"
    term = (date(2021, 1, 1), date(2030, 12, 31))
    found = tariffs(session)
    assert {product: [t.cents for t in rows] for product, rows in found.items()} == {
        ("01", "01A03"): [1250],
        ("01", "01A04"): [1500],
    }
    assert {(t.start, t.end, t.unit) for rows in found.values() for t in rows} == {(*term, "04")}
    assert set(tariffs(session, Law.YOUTH)) == {("45", "45A03"), ("45", "45A04")}


def test_loading_again_changes_nothing(session, clock):
    load(session, clock)
    before = {
        record: count(session, record) for record in (AuditEventRecord, ContractProductRecord)
    }
    assert load(session, clock) == []
    assert before == {record: count(session, record) for record in before}


def test_another_order_of_the_same_terms_is_no_change(session, clock):
    first, second = a_product(code="01A03"), a_product(code="01A04")
    load(session, clock, a_contract(first, second))
    assert load(session, clock, a_contract(second, first)) == []


def test_a_new_tariff_is_a_new_version_and_the_old_one_stays(session, clock):
    load(session, clock)
    changes = load(session, clock, a_contract(a_product(tariff=1300)))

    assert happened(changes) == [("contract", "thuis", Happened.CHANGED)]
    assert changes[0].text.en == "contract thuis: changed (version 2)"
    assert [t.cents for t in tariffs(session)["01", "01A03"]] == [1300]
    stored = session.scalars(select(ContractProductRecord.tariff_cents)).all()
    assert sorted(stored) == [1250, 1300]


def test_dated_tariffs_follow_one_another_per_unit(session, clock):
    load(
        session,
        clock,
        a_contract(
            a_product(tariff=1250),
            a_product(tariff=1300, start="2023-07-01"),
            a_product(tariff=21, unit="01", start="2023-03-01"),
        ),
    )
    found = tariffs(session)["01", "01A03"]
    contract, version = found[0].contract, found[0].version
    end = date(2030, 12, 31)
    assert set(found) == {
        Tariff(contract, version, "04", 1250, date(2021, 1, 1), date(2023, 6, 30)),
        Tariff(contract, version, "04", 1300, date(2023, 7, 1), end),
        Tariff(contract, version, "01", 21, date(2023, 3, 1), end),
    }


def test_euros_have_no_tariff(session, clock):
    load(session, clock, a_contract(a_product(unit="83", tariff=None)))
    assert [t.cents for t in tariffs(session)["01", "01A03"]] == [None]


def test_contracts_one_after_another_both_count(session, clock):
    load(
        session,
        clock,
        a_contract(a_product(), id="oud", end="2022-12-31"),
        a_contract(a_product(tariff=1400), id="nieuw", start="2023-01-01"),
    )
    found = tariffs(session)["01", "01A03"]
    assert {(t.cents, t.start, t.end) for t in found} == {
        (1250, date(2021, 1, 1), date(2022, 12, 31)),
        (1400, date(2023, 1, 1), date(2030, 12, 31)),
    }
    assert len({t.contract for t in found}) == 2


def test_tariffs_are_those_of_municipality_and_law_alone(session, clock):
    load(session, clock, municipalities=("0384", "0855"))
    assert tariffs(session, municipality="0855") == {}
    assert tariffs(session, Law.YOUTH) == {}


def test_the_product_list_holds_what_any_provider_of_the_municipality_has(session, clock):
    load(
        session,
        clock,
        a_contract(a_product(), a_product(category="02", code="X1")),
        a_contract(a_product(category="03", code="X1"), id="buur", provider="42424242"),
        providers=("65656055", "42424242"),
    )
    served = find_municipality(session, "0384")
    assert categories_of(session, served.id, Law.WMO) == {
        "01A03": frozenset({"01"}),
        "X1": frozenset({"02", "03"}),
    }
    assert categories_of(session, served.id, Law.YOUTH) == {}


def test_a_contract_that_leaves_the_file_stays_in_force(session, clock):
    load(session, clock, a_contract(a_product()), a_contract(a_product(code="01A04"), id="dag"))
    changes = load(session, clock, a_contract(a_product()))
    assert happened(changes) == [("contract", "dag", Happened.KEPT)]
    assert ("01", "01A04") in tariffs(session)


def test_a_kept_contract_still_keeps_others_from_its_product(session, clock):
    load(session, clock, a_contract(a_product(), id="oud"))
    with pytest.raises(RegionRefused) as refused:
        load(session, clock, a_contract(a_product(), id="nieuw"))
    assert "oud" in refused.value.problems[0].text.nl


def test_another_region_may_not_contract_the_same_product_for_the_same_day(session, clock):
    load(session, clock)
    with pytest.raises(RegionRefused) as refused:
        load(session, clock, a_contract(a_product(), id="anders"), name="Buren")
    assert "thuis" in refused.value.problems[0].text.en


def test_another_region_may_contract_the_same_product_for_later(session, clock):
    load(session, clock, a_contract(a_product(), end="2025-12-31"))
    load(session, clock, a_contract(a_product(), id="later", start="2026-01-01"), name="Buren")
    assert len(tariffs(session)["01", "01A03"]) == 2


def test_two_regions_may_give_their_contracts_the_same_id(session, clock):
    load(session, clock)
    load(session, clock, a_contract(a_product(code="01A04")), name="Buren")
    assert count(session, ContractRecord) == 2
    with pytest.raises(RegionRefused):
        load(session, clock, a_contract(a_product(code="01A03")), name="Buren")


def test_a_contract_does_not_move_to_another_law(session, clock):
    load(session, clock)
    with pytest.raises(RegionRefused) as refused:
        load(session, clock, a_contract(a_product(category="45"), law="jeugdwet"))
    assert "thuis" in refused.value.problems[0].text.nl


def test_another_bank_account_in_the_file_is_told_and_the_known_one_stays(session, clock):
    load(session, clock)
    [change] = load(session, clock, iban="NL20INGB0001234567")
    assert (change.kind, change.event, change.fields) == ("provider", Happened.LEFT, ("iban",))
    assert find_provider(session, "65656055").iban == "NL91ABNA0417164300"
    versions = select(ProviderVersionRecord.iban).order_by(ProviderVersionRecord.number)
    assert session.scalars(versions).all() == ["NL91ABNA0417164300"]


def test_a_file_names_the_first_bank_account_of_a_provider_without_one(session, clock):
    load(session, clock)
    find_provider(session, "65656055").iban = None
    session.flush()
    [change] = load(session, clock)
    assert (change.event, change.fields) == (Happened.CHANGED, ("iban",))
    assert find_provider(session, "65656055").iban == "NL91ABNA0417164300"


def test_a_lump_sum_is_stored_with_its_budgets(session, clock):
    lumpsum = """
[[contract]]
id = "gebied"
law = "jeugdwet"
funding = "lumpsum"
provider = "65656055"
municipalities = ["0384"]
start = 2026-01-01
end = 2027-12-31
answer = "after-review"
park_days = 5
[[contract.budget]]
municipality = "0384"
year = 2026
amount = 490000000
bandwidth = 5
instalments = 12
"""
    load(session, clock, lumpsum)
    budget = session.scalars(select(ContractBudgetRecord)).one()
    assert (budget.amount_cents, budget.bandwidth, budget.instalments) == (490000000, 5, 12)
    version = session.scalars(select(ContractVersionRecord)).one()
    assert (version.funding, version.answer, version.park_days) == ("lumpsum", "after-review", 5)


def test_accounts_get_the_party_of_their_role(session, clock):
    load(session, clock, accounts=True)
    clerk = find_account(session, "clerk@aanbieder.example")
    checker = find_account(session, "checker@gemeente.example")
    functional = find_account(session, "beheer@regio.example")
    assert clerk.provider_id == find_provider(session, "65656055").id
    assert checker.municipality_id == find_municipality(session, "0384").id
    assert functional.region_id is not None
    assert len({clerk.person_id, checker.person_id, functional.person_id}) == 3


def test_what_a_load_changed_is_in_the_audit_trail(session, clock):
    load(session, clock, accounts=True)
    actions = session.scalars(select(AuditEventRecord.action)).all()
    assert sorted(actions) == [
        "account.created", "account.created", "account.created",
        "contract.recorded", "provider.changed", "region.loaded",
    ]  # fmt: skip


def test_a_fault_in_the_middle_leaves_nothing(engine, clock, monkeypatch):
    def break_down(*_):
        raise RuntimeError("the power went out")

    monkeypatch.setattr(loading, "store_demo_account", break_down)
    with pytest.raises(RuntimeError), transaction(write=True, engine=engine) as session:
        load(session, clock, accounts=True)
    with transaction(engine=engine) as session:
        for record in (RegionRecord, ProviderRecord, ContractRecord, ContractVersionRecord):
            assert count(session, record) == 0


def test_a_refused_file_leaves_nothing(engine, clock):
    with transaction(write=True, engine=engine) as session:
        load(session, clock)
    clash = a_contract(a_product(), id="anders")
    with pytest.raises(RegionRefused), transaction(write=True, engine=engine) as session:
        load(session, clock, clash, name="Buren", iban="NL20INGB0001234567")
    with transaction(engine=engine) as session:
        assert session.scalars(select(RegionRecord.slug)).all() == ["proef"]
        assert find_provider(session, "65656055").iban == "NL91ABNA0417164300"


def test_a_region_that_is_not_there():
    with pytest.raises(RegionFileMissing):
        open_region("nergens", accounts=True)


def test_a_region_by_its_path(tmp_path):
    path = tmp_path / "eigen.toml"
    path.write_text(a_region_file())
    assert open_region(str(path), accounts=False).slug == "proef"
