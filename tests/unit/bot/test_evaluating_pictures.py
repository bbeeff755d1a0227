"""The pictures are well-formed, labelled, explained in words, and hold nothing that runs."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from bot.evaluating.calibration import calibrate
from bot.evaluating.counting import Confusion
from bot.evaluating.drawing import Picture
from bot.evaluating.pictures import draw_confusion, draw_reliability

SVG = "{http://www.w3.org/2000/svg}"
CONFUSION = Confusion.among([*[("I", "I")] * 7, ("I", "M"), ("M", "M"), ("O", "abstained")])


def reliability() -> str:
    figures = calibrate(np.linspace(0.5, 1.0, 40), np.arange(40) % 4 > 0)
    assert figures is not None
    return draw_reliability(figures, "the embedded engine's codes")


def words_of(svg: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def test_a_confusion_matrix() -> None:
    svg = draw_confusion(CONFUSION, "codes")
    words = words_of(svg)
    for label in ("I (8)", "M (1)", "O (1)", "abstained", "codes expected", "codes given"):
        assert label in words
    assert [word for word in words if word.isdecimal()] == ["7", "1", "1", "1"]
    hints = [each.text for each in ElementTree.fromstring(svg).iter(f"{SVG}title")]  # noqa: S314
    assert "I read as M: 1 of 8" in hints
    assert len(hints) == 1 + 3 * 3  # the picture's own, and one a cell


def test_a_reliability_curve() -> None:
    svg = reliability()
    words = words_of(svg)
    assert words.count("100%") == 2
    assert "share of them right" in words
    assert any(word.startswith("expected calibration error 0.") for word in words)
    assert len(list(ElementTree.fromstring(svg).iter(f"{SVG}circle"))) == 10  # noqa: S314


@pytest.mark.parametrize("svg", [draw_confusion(CONFUSION, "codes"), reliability()])
def test_everything_is_inside_and_explained(svg: str) -> None:
    root = ElementTree.fromstring(svg)  # noqa: S314
    assert root.get("role") == "img"
    explained = [root.find(f"{SVG}title"), root.find(f"{SVG}desc")]
    ids = [each.get("id") for each in explained if each is not None and each.text]
    assert root.get("aria-labelledby") == " ".join(map(str, ids))
    width, height = float(str(root.get("width"))), float(str(root.get("height")))
    for each in root.iter():
        assert each.tag.removeprefix(SVG) in {
            "svg", "title", "desc", "rect", "text", "line", "polyline", "circle",
        }  # fmt: skip
        assert not any(name.startswith("on") for name in each.attrib)
        assert 0 <= float(each.get("x") or each.get("cx") or 0) <= width
        assert 0 <= float(each.get("y") or each.get("cy") or 0) <= height
    assert not re.search(r"<script|href|http(?!://www\.w3\.org/2000/svg)", svg)


def test_names_cannot_break_out_of_the_picture() -> None:
    picture = Picture(10, 10, 'a<b & "c"', "d</desc><script>")
    picture.words(1, 1, "</text><script>alert(1)</script>")
    picture.box(1, 1, 1, 1, "#000000", "</title><script>")
    svg = picture.written()
    assert "<script" not in svg
    assert words_of(svg)[-1] == "</text><script>alert(1)</script>"
    assert ElementTree.fromstring(svg).get("aria-labelledby") == "a-b-c-title a-b-c-description"  # noqa: S314
