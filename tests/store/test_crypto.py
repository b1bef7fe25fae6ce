"""What is sealed opens only with its key, for its context, unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.store.crypto import Keyring, SealBroken, message_context

RING = Keyring(bytes(range(32)), "k1")
BSN = "999900006"


@given(st.binary(max_size=5000), st.binary(max_size=40))
def test_sealing_and_opening_give_the_same_bytes(plain: bytes, context: bytes) -> None:
    assert RING.open(RING.seal(plain, context), context) == plain


@given(st.binary(max_size=5000))
def test_packing_and_unpacking_give_the_same_bytes(body: bytes) -> None:
    assert RING.unpack(RING.pack(body, b"m"), b"m") == body


@given(st.binary(min_size=1, max_size=60), st.data())
def test_any_changed_byte_is_noticed(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(RING.seal(plain, b"c"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        RING.open(bytes(sealed), b"c")


@given(st.integers(0, 40))
def test_a_sealed_value_cut_short_is_noticed(length: int) -> None:
    with pytest.raises(SealBroken):
        RING.open(RING.seal(b"twenty bytes of plain", b"c")[:length], b"c")


def test_another_context_does_not_open() -> None:
    with pytest.raises(SealBroken):
        RING.open(RING.seal(b"x", b"row 1"), b"row 2")


@pytest.mark.parametrize("other", [Keyring(bytes(32), "k1"), Keyring(bytes(range(32)), "k2")])
def test_another_key_or_key_id_does_not_open(other: Keyring) -> None:
    with pytest.raises(SealBroken):
        other.open(RING.seal(b"x", b"c"), b"c")


def test_the_same_value_is_sealed_differently_every_time() -> None:
    assert RING.seal(b"x", b"c") != RING.seal(b"x", b"c")


def test_a_citizen_number_opens_for_its_own_row_only() -> None:
    sealed, index = RING.seal_bsn(BSN, 7), RING.bsn_index(BSN)
    assert RING.open_bsn(sealed, 7, index) == BSN
    assert BSN.encode() not in sealed
    with pytest.raises(SealBroken):
        RING.open_bsn(sealed, 8, index)
    with pytest.raises(SealBroken):
        RING.open_bsn(sealed, 7, RING.bsn_index("999900018"))


def test_the_index_depends_on_the_number_and_the_key() -> None:
    assert RING.bsn_index(BSN) == RING.bsn_index(BSN)
    assert len(RING.bsn_index(BSN)) == 32
    assert RING.bsn_index(BSN) != RING.bsn_index("999900018")
    assert RING.bsn_index(BSN) != Keyring(bytes(32), "k1").bsn_index(BSN)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(b"short", "k1")


def test_a_message_is_stored_small() -> None:
    body = b"<Prestatie><Bedrag>1250</Bedrag></Prestatie>" * 20_000
    assert len(RING.pack(body, message_context(b"h"))) < len(body) / 10
