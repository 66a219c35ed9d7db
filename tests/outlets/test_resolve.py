"""What a credit line resolves to."""

import pytest

from reprint_trace.outlets import gazetteer


def ids(text: str) -> list[str]:
    return [outlet.id for outlet in gazetteer().resolve(text)]


@pytest.mark.parametrize(
    ("credit", "expected"),
    [
        ("人民网-《人民日报》", ["人民网", "人民日报"]),
        ("@新华视点", ["新华社"]),
        ("人民曰报", ["人民日报"]),
        ("澎湃新闻·澎湃号·政务", ["澎湃新闻"]),
        ("傻大方", ["傻大方"]),
        ("元氏交警", []),
        ("新闻", []),
        ("财经", []),
    ],
)
def test_a_credit_names_its_outlets_from_carrier_to_origin(credit: str, expected: list[str]) -> None:
    """A credit resolves to the outlets it names, carrier first, or to none."""
    assert ids(credit) == expected
