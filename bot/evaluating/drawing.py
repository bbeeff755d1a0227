"""Pictures as SVG: plain shapes and words, with a title and a description for those who do not see them."""

import re
from xml.sax.saxutils import escape

INK, PALE, FRAME = "#1b1b1b", "#d9d9d9", "#767676"
FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"


class Picture:
    """An SVG picture that is written from top to bottom. Lengths are pixels, from the upper left corner."""

    def __init__(self, width: float, height: float, title: str, description: str) -> None:
        name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        self._parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
            f' viewBox="0 0 {width:g} {height:g}" role="img"'
            f' aria-labelledby="{name}-title {name}-description" font-family="{FONT}">',
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-description">{escape(description)}</desc>',
            f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>',
        ]
        self.words(16, 28, title, size=17, weight="bold")

    def words(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 12,
        anchor: str = "start",
        turn: float = 0,
        colour: str = INK,
        weight: str = "normal",
    ) -> None:
        """Words at a place. anchor: start, middle or end. turn: degrees clockwise about that place."""
        turned = f' transform="rotate({turn:g} {x:g} {y:g})"' if turn else ""
        heavy = f' font-weight="{weight}"' if weight != "normal" else ""
        self._parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}" fill="{colour}"'
            f"{heavy}{turned}>{escape(words)}</text>"
        )

    def line(
        self, start: tuple[float, float], end: tuple[float, float], colour: str, dashed: bool = False
    ) -> None:
        """A straight line."""
        dashes = ' stroke-dasharray="5 4"' if dashed else ""
        self._parts.append(
            f'<line x1="{start[0]:g}" y1="{start[1]:g}" x2="{end[0]:g}" y2="{end[1]:g}"'
            f' stroke="{colour}"{dashes}/>'
        )

    def path(self, points: list[tuple[float, float]], colour: str) -> None:
        """A line through several points."""
        joined = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        self._parts.append(f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>')

    def box(self, x: float, y: float, width: float, height: float, colour: str, hint: str) -> None:
        """A filled box that says `hint` when it is pointed at."""
        self._parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{colour}"'
            f' stroke="{PALE}"><title>{escape(hint)}</title></rect>'
        )

    def dot(self, x: float, y: float, colour: str, hint: str) -> None:
        """A dot that says `hint` when it is pointed at."""
        self._parts.append(
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="4.5" fill="{colour}">'
            f"<title>{escape(hint)}</title></circle>"
        )

    def written(self) -> str:
        """The whole picture."""
        return "\n".join([*self._parts, "</svg>", ""])
