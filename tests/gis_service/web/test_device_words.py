import pytest

from gis_service.web.device_words import device_words

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("device", "words"),
    (
        (f"Mozilla/5.0 (X11; Linux x86_64) {_WEBKIT} Chrome/130.0 Safari/537.36", "Chrome, Linux"),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/130.0 Safari/537.36 Edg/1",
            "Edge, Windows",
        ),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) {_WEBKIT} Version/17.0 Mob",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130", "Firefox, Android"),
        ("curl/8.5.0", "curl"),
        ("something else", None),
        (None, None),
    ),
)
def test_a_browser_is_told_in_few_words(device: str | None, words: str | None) -> None:
    assert device_words(device) == words
