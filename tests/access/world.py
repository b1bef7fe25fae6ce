"""The world behind the matrix: two providers and two municipalities, and one of everything.

Every pair of a provider and a municipality has a contract, a client, an allocation and a judged
message of its own, so that each of the four is somebody's own and somebody else's. A second region
has a municipality and a provider that have nothing to do with any of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from portal.contracts.service import load_region
from portal.identity.accounts import add_account
from portal.identity.service import Party as PartyOf
from portal.identity.service import Role, create_key, find_account
from portal.intake.arrival import Upload
from portal.intake.service import Actor, receive
from portal.store.database import db
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction, transaction
from schemas.region import read_region
from tests.access.approving import approved_once
from tests.access.by_hand import made_by_hand
from tests.access.changing import a_change
from tests.access.drawing import drawn_once
from tests.access.limited import a_total, totals
from tests.access.looked_at import objected
from tests.access.misfitting import a_misfit
from tests.access.own_checking import own_checks
from tests.access.paying import a_payment, a_wish
from tests.access.reassessed import reassessments
from tests.access.sampled import sampled
from tests.access.subjects import DISABLED, SUBJECTS, Party, Relation, Subject
from tests.access.tried import a_trial
from tests.builders import a_client, a_line, a_message, citizen_numbers, xml_of
from tests.identity.people import signed_in
from tests.intake.world import NOTHING, World
from tests.lumpsum.purse import a_lump_sum
from tests.region_files import a_contract, a_product, a_region_file

ZORG, ANDER, VERWEG = "65656055", "42424242", "77777777"
DIEMEN, TILBURG, AMSTERDAM = "0384", "0855", "0363"
PAIRS: Mapping[Relation, tuple[str, str]] = {
    Relation.OWN: (ZORG, DIEMEN),
    Relation.OTHER_PROVIDER: (ANDER, DIEMEN),
    Relation.OTHER_MUNICIPALITY: (ZORG, TILBURG),
    Relation.BOTH_OTHER: (ANDER, TILBURG),
}
MISSING = 987654  # the number of nothing

Things = Mapping[Relation, Any]


class Neighbours(World):
    """The world of the intake, with a contract for each pair and a region next door."""

    def __post_init__(self) -> None:
        with transaction(write=True) as session:
            self.account = session.scalar(text("SELECT id FROM account WHERE role = 'system'"))
            for region in (_the_region(), _next_door()):
                known = {DIEMEN, TILBURG, AMSTERDAM}
                load_region(
                    session, read_region(region.encode(), known, True), self.clock, self.account
                )
            self.pick(session, NOTHING)


def _contract(agb: str, code: str) -> str:
    return a_contract(
        a_product(tariff=1250), id=f"wmo-{agb}-{code}", provider=agb,
        municipalities=f'["{code}"]',
    )  # fmt: skip


def _lump_sum(agb: str, code: str) -> str:
    return a_lump_sum((code, 2023, 100_000), id=f"taak-{agb}-{code}", provider=agb)


def _the_region() -> str:
    contracts = [_contract(*pair) for pair in PAIRS.values()]
    contracts += [_lump_sum(*pair) for pair in PAIRS.values()]
    region = a_region_file(*contracts, municipalities=(DIEMEN, TILBURG), providers=(ZORG, ANDER))
    accounts = [
        *(each for each in SUBJECTS if each.email and not each.key),
        Subject("colleague", Party.PROVIDER, Role.PROVIDER_CLERK, "colleague@zorg.example"),
    ]
    limits = "".join(a_total(*pair) for pair in PAIRS.values())
    return region + limits + "".join(map(_account, accounts)) + "".join(
        f'\n[[account]]\nemail = "{email}"\n{party}\nrole = "{role}"\n'
        for email, party, role in (
            ("clerk@ander.example", f'provider = "{ANDER}"', Role.PROVIDER_CLERK),
            ("checker@tilburg.example", f'municipality = "{TILBURG}"', Role.CHECKER),
        )
    )  # fmt: skip


def _next_door() -> str:
    return a_region_file(
        _contract(VERWEG, AMSTERDAM), name="Verderop", municipalities=(AMSTERDAM,),
        providers=(VERWEG,),
    ) + "".join(
        f'\n[[account]]\nemail = "{email}"\n{party}\nrole = "{role}"\n'
        for email, party, role in (
            ("admin@verweg.example", f'provider = "{VERWEG}"', Role.PROVIDER_ADMIN),
            ("checker@amsterdam.example", f'municipality = "{AMSTERDAM}"', Role.CHECKER),
        )
    )  # fmt: skip


def _account(subject: Subject) -> str:
    party = {
        Party.PROVIDER: f'provider = "{ZORG}"\n',
        Party.MUNICIPALITY: f'municipality = "{DIEMEN}"\n',
    }.get(subject.party, "")
    return f'\n[[account]]\nemail = "{subject.email}"\n{party}role = "{subject.role}"\n'


@dataclass
class Scene:
    """An application with that world in it, and who is signed in; put back after each change."""

    app: Flask
    things: dict[str, Things] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    kept: Path | None = None

    def build(self, keyring: Any) -> None:
        """Fill the database, sign everybody in and remember how it all was."""
        with self.app.app_context(), acting_for(PORTAL):
            world = Neighbours(keyring)
            self.app.config["PORTAL_CLOCK"] = world.clock
            self._declare(world)
            self._look_at_lines(world)
            self._declare_by_hand(world)
            self.things.update(approved_once(world, PAIRS))
            self.things.update(drawn_once(world, PAIRS))
            self._accounts(world)
            self._pay(world)
        self._sign_in()
        with self.app.app_context():
            db.engine.dispose()
            url = make_url(self.app.config["PORTAL_SETTINGS"].database_url)
        if url.drivername.startswith("sqlite"):
            assert url.database is not None
            self.kept = Path(shutil.copy(url.database, f"{url.database}.kept"))

    def put_back(self) -> None:
        """Undo what the last question changed; only on SQLite, by the file."""
        assert self.kept is not None
        with self.app.app_context():
            db.engine.dispose()
        path = self.kept.with_suffix("")
        for beside in ("-wal", "-shm"):
            Path(f"{path}{beside}").unlink(missing_ok=True)
        shutil.copy(self.kept, path)

    def browser(self, subject: Subject) -> FlaskClient:
        """A fresh browser of this subject, or for a key a program without one."""
        client = self.app.test_client()
        if subject.name in self.cookies:
            client.set_cookie("portal", self.cookies[subject.name])
        return client

    def headers(self, subject: Subject) -> dict[str, str]:
        """What a program sends along."""
        key = self.keys.get(subject.name)
        return {"Authorization": f"Bearer {key}"} if key else {}

    def _declare(self, world: Neighbours) -> None:
        numbers = citizen_numbers()
        found: dict[str, dict[Relation, Any]] = {
            name: {}
            for name in (
                "batch", "line", "client", "allocation", "contract", "refusal", "retour", "trial"
            )
        }
        for number, (relation, (agb, code)) in enumerate(PAIRS.items(), 1):
            bsn = next(numbers)
            world.allocate(number * 10, bsn, municipality=code, provider=agb, volume=40)
            found["retour"][relation] = world.scalar("SELECT max(id) FROM return_message")
            lines = (a_line(reference=f"G{number}", allocation=number * 10),
                     a_line(reference=f"F{number}", allocation=number * 10 + 5))  # fmt: skip
            message = a_message(
                a_client(*lines, bsn=bsn), sender=agb, receiver=code,
                identification=f"I{number}", number=f"D{number}",
            )  # fmt: skip
            found["trial"][relation] = a_trial(world, agb, xml_of(message))
            receipt = world.receive(xml_of(message), provider=agb)
            [verdict] = world.judge(receipt)
            assert verdict.processed, verdict.findings
            found["batch"][relation] = receipt.batch
            line = world.scalar("SELECT min(id) FROM line WHERE reference = :r", r=f"G{number}")
            found["line"][relation] = line
            for thing, column in (
                ("client", "client_id"), ("allocation", "allocation_id"),
                ("contract", "contract_id"),
            ):  # fmt: skip
                ask = f"SELECT {column} FROM line WHERE id = :line"
                found[thing][relation] = world.scalar(ask, line=line)
        self.things.update(found, card=found["line"])
        self.things["change"] = {
            relation: a_change(world, contract) for relation, contract in found["contract"].items()
        }
        self.things["misfit"] = {
            relation: in_transaction(lambda session, line=line: a_misfit(session, world, line))
            for relation, line in found["line"].items()
        }
        self.things["ceiling"] = totals(world, PAIRS)
        self.things["own_check"] = in_transaction(
            lambda session: own_checks(session, world, DIEMEN, TILBURG)
        )
        self.things["reassessment"] = in_transaction(
            lambda session: reassessments(session, world, DIEMEN, TILBURG)
        )
        self.things["sample"] = {
            relation: in_transaction(lambda session, line=line: sampled(session, world, line))
            for relation, line in found["line"].items()
        }

    def _look_at_lines(self, world: Neighbours) -> None:
        """The provider of each pair objects to its rejected line; the awarded one goes on."""
        rejected = (
            "SELECT id FROM line WHERE message_id = (SELECT message_id FROM line WHERE id = :l)"
            " AND state = 'rejected'"
        )
        self.things["judged_line"] = self.things["line"]
        self.things["review"] = {
            relation: in_transaction(
                lambda session, line=line: objected(session, world, world.scalar(rejected, l=line))
            )
            for relation, line in self.things["line"].items()
        }

    def _declare_by_hand(self, world: Neighbours) -> None:
        found: dict[str, dict[Relation, Any]] = {"draft": {}, "nil": {}, "special": {}}
        for relation, (agb, code) in PAIRS.items():
            made = in_transaction(
                lambda session, agb=agb, code=code: made_by_hand(session, world, agb, code)
            )
            for thing, name in zip(found, made, strict=True):
                found[thing][relation] = name
        self.things.update(found)

    def _accounts(self, world: Neighbours) -> None:
        def account(email: str) -> int:
            number: int = world.scalar("SELECT id FROM account WHERE email = :e", e=email)
            return number

        self.things["account"] = {
            Relation.OWN: account("colleague@zorg.example"),
            Relation.OTHER_PROVIDER: account("clerk@ander.example"),
            Relation.OTHER_MUNICIPALITY: account("checker@tilburg.example"),
            Relation.BOTH_OTHER: account("admin@verweg.example"),
        }
        self.things["account of a region"] = {
            Relation.OWN: account("checker@diemen.example"),
            Relation.OTHER_PROVIDER: account("admin@verweg.example"),
            Relation.OTHER_MUNICIPALITY: account("checker@amsterdam.example"),
            Relation.BOTH_OTHER: account("clerk@ander.example"),  # of its own administrator
        }
        self.things["deputy"] = {
            relation: in_transaction(lambda session, email=email: _deputy_of(session, email))
            for relation, email in (
                (Relation.OWN, "checker@diemen.example"),
                (Relation.OTHER_PROVIDER, "checker@amsterdam.example"),
                (Relation.OTHER_MUNICIPALITY, "checker@tilburg.example"),
                (Relation.BOTH_OTHER, "checker@amsterdam.example"),
            )
        }
        emails = {
            Relation.OWN: "clerk@zorg.example", Relation.OTHER_PROVIDER: "clerk@ander.example",
            Relation.OTHER_MUNICIPALITY: "checker@tilburg.example",
            Relation.BOTH_OTHER: "admin@verweg.example",
        }  # fmt: skip
        self.things["key"] = {
            relation: self._key(world, email)[1] for relation, email in emails.items()
        }
        self.things["key of a municipality"] = {
            **self.things["key"], Relation.OWN: self._key(world, "checker@diemen.example")[1],
        }  # fmt: skip
        for subject in SUBJECTS:
            if subject.key:
                assert subject.email
                self.keys[subject.name] = self._key(world, subject.email)[0]
        self.things["refusal"] = {
            relation: self._refuse(world, emails[relation], agb)
            for relation, agb in (
                (Relation.OWN, ZORG), (Relation.OTHER_PROVIDER, ANDER),
                (Relation.BOTH_OTHER, VERWEG),
            )
        }  # fmt: skip
        self.things["refusal"] |= {
            Relation.OTHER_MUNICIPALITY: self.things["refusal"][Relation.OTHER_PROVIDER]
        }

    def _pay(self, world: Neighbours) -> None:
        self.things["payment"] = {
            relation: a_payment(world, *pair) for relation, pair in PAIRS.items()
        }
        self.things["stopped"] = self.things["payment"]
        self.things["run"] = {
            relation: world.scalar(
                "SELECT r.number FROM payment_run r JOIN payment p ON p.run_id = r.id"
                " WHERE p.id = :p", p=payment,
            )
            for relation, payment in self.things["payment"].items()
        }  # fmt: skip
        own = a_wish(world, ZORG, "colleague@zorg.example")
        self.things["wish"] = {
            Relation.OWN: own,
            Relation.OTHER_MUNICIPALITY: own,
            Relation.OTHER_PROVIDER: a_wish(world, ANDER, "clerk@ander.example"),
            Relation.BOTH_OTHER: a_wish(world, VERWEG, "admin@verweg.example"),
        }

    def _key(self, world: Neighbours, email: str) -> tuple[str, int]:
        key = in_transaction(lambda session: create_key(session, email, world.clock, world.account))
        number: int = world.scalar("SELECT max(id) FROM api_key")
        return key, number

    def _refuse(self, world: Neighbours, email: str, agb: str) -> int:
        account = world.scalar("SELECT id FROM account WHERE email = :e", e=email)
        provider = world.scalar("SELECT id FROM provider WHERE agb = :a", a=agb)
        upload = Upload("stuk.xml", b"<Bericht/>")
        actor = Actor(account, provider)
        in_transaction(lambda session: receive(session, upload, actor, world.clock, world.keyring))
        number: int = world.scalar("SELECT max(id) FROM refusal")
        return number

    def _sign_in(self) -> None:
        for subject in SUBJECTS:
            if subject.email and not subject.key:
                cookie = signed_in(self.app, subject.email).get_cookie("portal")
                assert cookie is not None
                self.cookies[subject.name] = cookie.value
        with self.app.app_context(), acting_for(PORTAL), transaction(write=True) as session:
            gone = text("UPDATE account SET active = :no WHERE email = :email")
            session.execute(gone, {"no": False, "email": DISABLED.email})


def _deputy_of(session: Session, email: str) -> int:
    """Somebody who stands in for the account with this address."""
    principal = find_account(session, email)
    assert principal is not None
    count = session.scalar(text("SELECT count(*) FROM account"))
    party = PartyOf(municipality_id=principal.municipality_id)
    row = add_account(session, f"deputy-{count}@gemeente.example", Role(principal.role), party)
    row.valid_from, row.valid_until = date(2020, 1, 1), date(2099, 12, 31)
    row.deputy_for = principal.id
    session.flush()
    return row.id
