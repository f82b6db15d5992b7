"""A token opens what it was made for and nothing else; a nonce alone opens nothing."""

from rose_training.adapters import tokens

KEY = "a key of the tests"


def test_a_token_gives_back_its_value():
    token = tokens.sign("place", "JIG-7K3Q-M2", key=KEY)
    assert tokens.read("place", token, key=KEY) == "JIG-7K3Q-M2"


def test_a_token_is_the_same_each_time_so_a_mailed_link_can_be_made_again():
    assert tokens.sign("place", "A", key=KEY) == tokens.sign("place", "A", key=KEY)


def test_a_token_for_another_purpose_reads_as_nothing():
    token = tokens.sign("feed", "JIG-7K3Q-M2", key=KEY)
    assert tokens.read("place", token, key=KEY) is None


def test_a_token_made_with_another_key_reads_as_nothing():
    token = tokens.sign("place", "JIG-7K3Q-M2", key="somebody else's key")
    assert tokens.read("place", token, key=KEY) is None


def test_a_changed_token_reads_as_nothing():
    token = tokens.sign("place", "JIG-7K3Q-M2", key=KEY)
    for position in range(len(token)):
        other = "A" if token[position] != "A" else "B"
        changed = token[:position] + other + token[position + 1 :]
        assert tokens.read("place", changed, key=KEY) != "JIG-7K3Q-M2", position
    for nonsense in (
        "",
        ".",
        "é",
        "a.b.c",
        token + "x",
        "\x00",
        token.replace(".", ""),
    ):
        assert tokens.read("place", nonsense, key=KEY) is None


def test_the_six_digits_hang_on_the_nonce_and_the_key():
    nonce = tokens.new_nonce()
    code = tokens.six_digits(nonce, key=KEY)
    assert len(code) == 6
    assert code.isdigit()
    assert code == tokens.six_digits(nonce, key=KEY)
    others = {tokens.six_digits(nonce, key=f"key {number}") for number in range(50)}
    assert len(others) > 40, "another key gives other codes"


def test_codes_are_spread_evenly_and_keep_their_leading_noughts():
    codes = [tokens.six_digits(str(number), key=KEY) for number in range(2000)]
    first = [sum(code[0] == str(digit) for code in codes) for digit in range(10)]
    assert min(first) > 140, first
    assert max(first) < 260, first


def test_a_fingerprint_says_nothing_without_the_key():
    one = tokens.fingerprint("account", "a@example.org", key=KEY)
    assert "example" not in one
    assert one != tokens.fingerprint("account", "a@example.org", key="other")
    assert one != tokens.fingerprint("address", "a@example.org", key=KEY)
