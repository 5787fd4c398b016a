"""The parts of a folium page that needs nobody: no link, no made-up id, no value taken for markup.

branca compiles what a macro gives as a template once more, so text of people or registers never
passes through a macro: it stands in elements that are rendered once, and is escaped there.
"""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from branca.element import Element, Figure, MacroElement
from folium import Map
from folium.template import Template

_POLICY: Final = "<!policy!>"
_CODE: Final = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


class Block(Element):
    """Text that stands in the page as it is: a script, a style, or data for a script."""

    _template = Template(
        '<{{ this.tag }}{% if this.key %} type="application/json" id="{{ this.key }}"{% endif %}>'
        "{{ this.text }}</{{ this.tag }}>"
    )

    def __init__(self, tag: str, text: str, key: str | None = None) -> None:
        super().__init__()
        self.tag, self.text, self.key = tag, text, key


class Legend(Element):
    """The heading, the classes with their counts, and what stands behind the rows."""

    _template = Template(
        """<aside class="legend"><h1>{{ this.title | e }}</h1>
<details open><summary>{{ this.table.field_title | e }}</summary>
<ul>{% for one in this.table.classes %}
<li data-class="{{ one.key | e }}">
<svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">
{%- if this.table.shape == "area" -%}
<rect x="1.5" y="3.5" width="15" height="11" rx="2" fill="{{ one.color | e }}"
 fill-opacity="{{ this.opacity if one.filled else 0 }}" stroke="{{ one.color | e }}"/>
{%- elif one.filled -%}
<circle cx="9" cy="9" r="6.5" fill="{{ one.color | e }}" stroke="#1a1a1a" stroke-opacity=".5"/>
{%- else -%}
<circle cx="9" cy="9" r="6" fill="#fff" stroke="{{ one.color | e }}" stroke-width="3.5"/>
{%- endif -%}
</svg><span>{{ one.title | e }}</span><b>{{ one.counted | e }}</b></li>{% endfor %}
</ul>
{%- if this.table.marks %}
<ul class="marks">{% for one in this.table.marks %}
<li><svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">
{%- if one.filled -%}
<circle cx="9" cy="9" r="6.5" fill="#1a1a1a"/>
{%- else -%}
<circle cx="9" cy="9" r="6" fill="#fff" stroke="#1a1a1a" stroke-width="3.5"/>
{%- endif -%}
</svg><span>{{ one.title | e }}</span></li>{% endfor %}
</ul>
{%- endif %}
<dl>{% for label, text in this.facts %}<dt>{{ label | e }}</dt><dd>{{ text | e }}</dd>
{% endfor %}</dl></details>
<details id="unplaced" hidden><summary></summary></details>
<small>{{ this.credits | e }}</small></aside>"""
    )

    def __init__(
        self, title: str, table: Mapping[str, Any], facts: Sequence[tuple[str, str]], credits_: str
    ) -> None:
        super().__init__()
        self.title, self.table, self.facts, self.credits = title, table, facts, credits_
        self.opacity: float = table["opacity"]


class PageMap(Map):
    """folium's map with lists of files of its own: folium's are shared by a process, and linked."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 -- folium reads it like this
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 -- likewise
    # A phone may zoom the page, and a policy that knows no `unsafe-inline` forbids folium's style.
    _template = Template(
        """{% macro html(this, kwargs) %}
<div class="folium-map" id="{{ this.get_name() }}" role="application"></div>{% endmacro %}
{% macro script(this, kwargs) %}{{ this.folium_script(kwargs) }}{% endmacro %}"""
    )

    def __init__(self, max_zoom: int) -> None:
        super().__init__(
            location=(56.0, 11.0),
            zoom_start=7,
            tiles=None,
            prefer_canvas=True,
            attribution_control=False,
        )
        self.options["max_zoom"] = max_zoom

    @classmethod
    def _generate_id(cls) -> str:
        return "atlas"

    def folium_script(self, kwargs: Mapping[str, Any]) -> str:
        """The script that folium itself makes of the options."""
        return str(Map._template.module.script(self, kwargs))  # noqa: SLF001 -- where folium keeps it


class DrawnRows(MacroElement):
    """The call that draws the rows on the map they are added to."""

    _template = Template(
        "{% macro script(this, kwargs) %}atlasDraw({{ this._parent.get_name() }});{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca says no types here

    @classmethod
    def _generate_id(cls) -> str:
        return "rows"


class PageFigure(Figure):
    """The whole page, which may run and load nothing but what it holds itself."""

    _template = Template(
        """<!DOCTYPE html>
<html lang="{{ this.language }}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="<!policy!>">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{ this.title | e }}</title>
{{ this.header.render(**kwargs) }}
</head>
<body>
{{ this.html.render(**kwargs) }}
<script>{{ this.script.render(**kwargs) }}</script>
</body>
</html>
"""
    )

    def __init__(self, title: str, language: str) -> None:
        super().__init__(title=title)
        self.language = language
        self.header = Element()

    def render(self, **kwargs: Any) -> str:
        """The page, with the digests of its scripts and styles as the only ones that may run."""
        text = str(super().render(**kwargs))
        allowed: dict[str, list[str]] = {"script": [], "style": []}
        for tag, code in _CODE.findall(text):
            digest = b64encode(sha256(code.encode()).digest()).decode()
            allowed[tag].append(f"'sha256-{digest}'")
        rules = "; ".join(f"{tag}-src {' '.join(digests)}" for tag, digests in allowed.items())
        policy = f"default-src 'none'; {rules}; base-uri 'none'; form-action 'none'"
        return text.replace(_POLICY, policy, 1)
