"""The authenticator's codes, its picture, and the recovery codes."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from rose_training.adapters import one_time_codes

AT = datetime(2026, 11, 21, 10, 0, 5, tzinfo=UTC)


def test_the_published_values_of_rfc_6238():
    """Appendix B, SHA-1, the last six of the eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in [
        (59, "287082"),
        (1111111109, "081804"),
        (20000000000, "353130"),
    ]:
        moment = datetime.fromtimestamp(seconds, UTC)
        assert one_time_codes.code_at(secret, at=moment) == code
        assert one_time_codes.step_of(code, secret, at=moment) == seconds // 30


def test_a_code_is_taken_half_a_minute_early_or_late_but_not_more():
    secret = one_time_codes.secret_for("nonce", key="key")
    code = one_time_codes.code_at(secret, at=AT)
    step = one_time_codes.step_of(code, secret, at=AT)
    assert step is not None
    assert one_time_codes.step_of(code, secret, at=AT + timedelta(seconds=30)) == step
    assert one_time_codes.step_of(code, secret, at=AT - timedelta(seconds=30)) == step
    assert one_time_codes.step_of(code, secret, at=AT + timedelta(seconds=90)) is None


def test_what_is_not_a_code_is_refused():
    secret = one_time_codes.secret_for("nonce", key="key")
    for typed in ("", "12345", "1234567", "abcdef", "٠١٢٣٤٥"):
        assert one_time_codes.step_of(typed, secret, at=AT) is None


def test_the_secret_hangs_on_the_nonce_and_the_key():
    secret = one_time_codes.secret_for("nonce", key="key")
    assert len(secret) == 32
    assert secret == one_time_codes.secret_for("nonce", key="key")
    assert secret != one_time_codes.secret_for("other", key="key")
    assert secret != one_time_codes.secret_for("nonce", key="other")


def test_the_picture_is_an_svg_without_style_or_script():
    secret = one_time_codes.secret_for("nonce", key="key")
    picture = one_time_codes.picture(secret, email="ann@example.org")
    root = ElementTree.fromstring(picture)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "style" not in picture
    assert "script" not in picture


def test_recovery_codes_are_ten_and_all_different():
    codes = one_time_codes.new_recovery_codes()
    assert len(set(codes)) == 10
    assert all(len(code) == 9 and code[4] == "-" for code in codes)
