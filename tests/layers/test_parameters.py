"""What a layer is asked with: bounded parameters, and one canonical form for one question."""

import pytest

from layers.errors import BadParameter
from tests.layers.test_filtering import assert_said_in_both, seen


@pytest.mark.parametrize(
    ("parameters", "told"),
    (
        ({"year": "soon"}, "whole number"),
        ({"year": "1999"}, "out of bounds"),
        ({"year": "٢٠٢٤"}, "whole number"),
        ({"colour": "red"}, "no parameter 'colour'"),
    ),
)
def test_a_parameter_out_of_bounds_is_refused(parameters: dict[str, str], told: str) -> None:
    with pytest.raises(BadParameter) as refused:
        seen().with_(parameters, None)
    assert told in refused.value.message
    assert_said_in_both(refused.value)


def test_spellings_of_one_question_share_their_canonical_form() -> None:
    spellings = (
        "suspicion>=60 and use_code in ('120','110')",
        "60 <= suspicion AND use_code IN ('110', '120', '110')",
        "((suspicion >= 60.0)) AND (use_code IN ('110','120'))",
    )
    assert len({seen().with_({}, one).canonical for one in spellings}) == 1
    assert (
        seen().with_({"year": "2019"}, None).canonical
        != seen().with_({"year": "2020"}, None).canonical
    )
