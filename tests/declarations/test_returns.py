"""What a retour says: nothing, 0001, a code at the Header, or codes at the classes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.findings import Finding, Owner, Severity
from declarations.returns import Return, class_of, return_on

PRODUCT = "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[2]"
HEADER = "/Bericht/Header/BerichtIdentificatie/Identificatie"


def a_finding(code="9332", path=PRODUCT, level=3, severity=Severity.ERROR) -> Finding:
    return Finding("TR", code, level, severity, Owner.PROVIDER, path)


def test_without_faults_the_header_goes_back_alone():
    assert return_on([]) == Return()
    assert Return().accepted and Return().codes == ()


def test_a_warning_is_not_in_a_retour():
    assert return_on([a_finding(severity=Severity.WARNING)]) == Return()


def test_a_fault_of_form_has_no_retour():
    assert return_on([a_finding(None, level=1), a_finding()]) is None


def test_a_condition_sends_the_header_back_with_0001():
    found = return_on([a_finding("0001", level=2), a_finding()])
    assert found == Return(("0001",), by_conditions=True)
    assert not found.accepted and found.codes == ("0001",)


def test_a_fault_in_the_header_ends_there():
    found = return_on([a_finding("9056", HEADER), a_finding("8848", HEADER, 4), a_finding()])
    assert found == Return(("8848", "9056"))


def test_other_faults_stand_at_their_class_and_all_else_has_no_remark():
    path = f"{PRODUCT}/ToewijzingNummer"
    found = return_on([a_finding("S329", PRODUCT, 4), a_finding(path=path), a_finding(path=path)])
    assert (found.header, dict(found.classes)) == (("0200",), {PRODUCT: ("9332", "S329")})
    assert found.codes_of(PRODUCT) == ("9332", "S329")
    assert found.codes_of("/Bericht/Client") == ("0200",)
    assert found.codes == ("9332", "S329") and not found.accepted


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (HEADER, "/Bericht/Header"),
        ("/Bericht/Client/Bsn", "/Bericht/Client"),
        ("/Bericht/Client/Relaties/Relatie[2]/Contact", None),
        ("/Bericht/Client/Contactgegevens/Contact[1]/Soort",
         "/Bericht/Client/Contactgegevens/Contact[1]"),
        (PRODUCT, None),
        (f"{PRODUCT}/Product/Code", PRODUCT),
    ],
)  # fmt: skip
def test_the_class_of_an_element(path, found):
    assert class_of(path) == (found or path)


findings = st.builds(
    a_finding,
    st.sampled_from(["9332", "9385", "S329"]),
    st.sampled_from([HEADER, PRODUCT, "/Bericht/Client/Bsn"]),
    st.sampled_from([3, 4]),
    st.sampled_from(Severity),
)


@given(st.lists(findings))
def test_a_message_falls_as_soon_as_one_thing_is_wrong_and_every_code_is_told(found):
    errors = [each for each in found if each.severity is Severity.ERROR]
    result = return_on(found)
    assert result.accepted == (not errors)
    in_header = [each for each in errors if each.path == HEADER]
    assert set(result.codes) == {each.code for each in in_header or errors}
