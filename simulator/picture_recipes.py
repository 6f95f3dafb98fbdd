# ruff: noqa: E501 - a recipe reads better in few long lines
"""How each family is drawn: simple shapes on a field of 100 × 100, from back to front.

A shape is (kind, numbers, tone). Kinds: `oval` and `box` take left, top, right,
bottom (a box also its corner radius); `line` takes points and a width at the
end; `poly` takes points; `arc` takes a bounding box, start, end and width.
Tones: main, dark, light are the variation's colour; the others are fixed.
"""

from __future__ import annotations

from typing import NamedTuple


class Shape(NamedTuple):
    """One shape of a recipe."""

    kind: str
    numbers: tuple[float, ...]
    tone: str


class Recipe(NamedTuple):
    """A family's shapes and where its brand's letter sits: centre x, centre y, height."""

    shapes: tuple[Shape, ...]
    letter: tuple[float, float, float]


S = Shape

RECIPES: dict[str, Recipe] = {
    "MUG": Recipe((
        S("arc", (58, 36, 86, 66, -100, 100, 7), "dark"), S("box", (24, 26, 68, 80, 9), "main"),
        S("oval", (24, 20, 68, 34), "light"), S("oval", (28, 22.5, 64, 32), "coffee"),
    ), (46, 56, 18)),
    "PAN": Recipe((
        S("line", (60, 44, 94, 18, 7), "wood"), S("oval", (8, 30, 72, 84), "dark"),
        S("oval", (12, 32, 68, 78), "main"), S("oval", (18, 37, 62, 73), "light"),
    ), (40, 55, 14)),
    "KNF": Recipe((
        S("poly", (32, 16, 42, 14, 44, 44, 32, 46), "metal"), S("poly", (50, 12, 60, 12, 60, 44, 50, 44), "metal"),
        S("poly", (66, 18, 75, 21, 73, 48, 64, 46), "metal"), S("box", (31, 8, 42, 30, 4), "black"),
        S("box", (49, 5, 61, 28, 4), "black"), S("box", (66, 11, 76, 33, 4), "black"),
        S("poly", (22, 42, 82, 40, 78, 88, 26, 88), "main"), S("poly", (22, 42, 82, 40, 80, 50, 23, 51), "light"),
    ), (52, 69, 17)),
    "JAR": Recipe((
        S("box", (10, 40, 48, 86, 7), "light"), S("box", (52, 26, 90, 86, 7), "main"),
        S("box", (8, 32, 50, 43, 3), "wood"), S("box", (50, 18, 92, 29, 3), "wood"),
        S("box", (14, 58, 44, 82, 5), "grain"), S("box", (56, 46, 86, 82, 5), "grain"),
    ), (71, 64, 16)),
    "TEA": Recipe((
        S("arc", (26, 8, 74, 62, 180, 360, 5), "dark"), S("poly", (70, 50, 94, 34, 96, 40, 74, 66), "dark"),
        S("oval", (16, 34, 80, 86), "main"), S("oval", (34, 30, 62, 42), "dark"), S("oval", (44, 23, 52, 32), "wood"),
        S("line", (22, 62, 74, 62, 2), "light"),
    ), (48, 58, 16)),
    "BED": Recipe((
        S("oval", (6, 34, 94, 86), "dark"), S("oval", (6, 28, 94, 78), "main"), S("oval", (20, 36, 80, 68), "light"),
        S("oval", (28, 42, 72, 64), "cream"),
    ), (50, 53, 13)),
    "LSH": Recipe((
        S("arc", (14, 12, 74, 62, 120, 400, 6), "main"), S("line", (62, 54, 78, 78, 6), "main"),
        S("arc", (28, 26, 60, 50, 0, 360, 6), "dark"), S("line", (22, 58, 30, 74, 5), "main"),
        S("oval", (72, 72, 86, 90), "metal"), S("oval", (76, 76, 82, 86), "paper"), S("box", (24, 70, 40, 86, 4), "black"),
    ), (32, 78, 10)),
    "SCR": Recipe((
        S("box", (18, 80, 82, 90, 4), "dark"), S("box", (40, 26, 60, 82, 4), "rope"),
        S("line", (40, 38, 60, 36, 1.6), "wood"), S("line", (40, 50, 60, 48, 1.6), "wood"),
        S("line", (40, 62, 60, 60, 1.6), "wood"), S("line", (40, 74, 60, 72, 1.6), "wood"),
        S("box", (24, 14, 76, 28, 6), "main"), S("line", (70, 28, 70, 42, 1.2), "black"), S("oval", (65, 42, 75, 52), "accent"),
    ), (50, 21, 10)),
    "BWL": Recipe((
        S("oval", (10, 44, 90, 86), "dark"), S("oval", (10, 26, 90, 74), "main"), S("oval", (17, 30, 83, 68), "light"),
        S("oval", (30, 38, 44, 48), "main"), S("oval", (56, 38, 70, 48), "main"), S("oval", (42, 50, 58, 62), "main"),
    ), (50, 78, 9)),
    "GLV": Recipe((
        S("box", (30, 14, 39, 52, 4.5), "main"), S("box", (41, 9, 50, 52, 4.5), "main"), S("box", (52, 11, 61, 52, 4.5), "main"),
        S("box", (63, 18, 71, 54, 4), "main"), S("poly", (30, 56, 16, 40, 11, 46, 28, 76), "main"),
        S("box", (28, 40, 72, 76, 8), "main"), S("box", (26, 72, 74, 90, 5), "green"), S("line", (34, 58, 66, 58, 1.5), "dark"),
    ), (50, 81, 11)),
    "PLT": Recipe((
        S("oval", (18, 8, 46, 44), "green"), S("oval", (52, 6, 82, 44), "leaf"), S("oval", (34, 2, 64, 48), "leaf"),
        S("poly", (22, 46, 78, 46, 71, 90, 29, 90), "main"), S("box", (19, 40, 81, 51, 3), "light"),
    ), (50, 70, 16)),
    "SOL": Recipe((
        S("line", (28, 52, 28, 92, 3), "metal"), S("line", (70, 44, 70, 92, 3), "metal"),
        S("oval", (10, 26, 46, 60), "glow"), S("oval", (52, 16, 88, 52), "glow"),
        S("box", (18, 34, 38, 56, 5), "main"), S("box", (60, 24, 80, 46, 5), "main"),
        S("poly", (12, 36, 28, 24, 44, 36), "black"), S("poly", (54, 26, 70, 14, 86, 26), "black"),
    ), (70, 36, 12)),
    "SEC": Recipe((
        S("poly", (46, 50, 84, 10, 78, 32, 54, 54), "metal"), S("poly", (54, 50, 24, 12, 26, 32, 46, 54), "steel"),
        S("line", (48, 52, 26, 90, 9), "main"), S("line", (52, 52, 76, 88, 9), "dark"), S("oval", (44, 45, 56, 57), "black"),
    ), (32, 80, 8)),
    "ORG": Recipe((
        S("line", (36, 14, 36, 50, 3), "green"), S("line", (44, 10, 44, 50, 3), "accent"), S("line", (66, 20, 66, 50, 4), "metal"),
        S("box", (14, 42, 86, 86, 4), "main"), S("box", (14, 30, 54, 86, 4), "light"), S("box", (58, 50, 82, 66, 2), "dark"),
        S("box", (58, 69, 82, 83, 2), "dark"),
    ), (34, 60, 16)),
    "NTB": Recipe((
        S("box", (26, 12, 80, 90, 4), "cream"), S("box", (22, 9, 75, 87, 4), "main"), S("box", (22, 9, 31, 87, 4), "dark"),
        S("line", (66, 9, 66, 87, 2), "light"), S("poly", (44, 87, 50, 87, 50, 97, 47, 93, 44, 97), "accent"),
    ), (49, 44, 20)),
    "LMP": Recipe((
        S("poly", (60, 40, 98, 84, 34, 84), "glow"), S("oval", (14, 80, 54, 92), "dark"),
        S("line", (34, 84, 26, 42, 4.5), "main"), S("line", (26, 44, 58, 20, 4.5), "main"), S("oval", (22, 38, 31, 47), "dark"),
        S("poly", (50, 18, 70, 10, 84, 38, 58, 44), "main"), S("oval", (56, 34, 86, 46), "lamp"),
    ), (34, 86, 7)),
    "BND": Recipe((
        S("arc", (12, 18, 62, 74, 0, 360, 8), "light"), S("arc", (26, 26, 76, 82, 0, 360, 8), "main"),
        S("arc", (40, 34, 90, 90, 0, 360, 8), "dark"),
    ), (65, 62, 16)),
    "MAT": Recipe((
        S("poly", (34, 74, 94, 64, 96, 84, 40, 92), "light"), S("box", (8, 42, 78, 84, 21), "main"),
        S("oval", (6, 42, 36, 84), "dark"), S("oval", (11, 49, 31, 77), "main"), S("oval", (16, 56, 26, 70), "dark"),
        S("line", (50, 43, 50, 83, 2.5), "cream"), S("line", (66, 43, 66, 83, 2.5), "cream"),
    ), (58, 63, 13)),
    "BTL": Recipe((
        S("box", (40, 6, 60, 20, 4), "black"), S("arc", (42, 0, 58, 14, 180, 360, 3), "black"),
        S("box", (36, 18, 64, 34, 8), "main"), S("box", (31, 26, 69, 92, 10), "main"), S("box", (31, 78, 69, 92, 8), "metal"),
        S("line", (38, 36, 38, 72, 2.5), "light"),
    ), (52, 55, 18)),
    "ROL": Recipe((
        S("box", (22, 34, 92, 76, 21), "main"), S("oval", (8, 34, 42, 76), "dark"), S("oval", (17, 45, 33, 65), "paper"),
        S("line", (50, 36, 50, 74, 3), "dark"), S("line", (62, 35, 62, 75, 3), "dark"), S("line", (74, 35, 74, 75, 3), "dark"),
    ), (56, 55, 11)),
    "CUB": Recipe((
        S("box", (12, 54, 88, 88, 6), "dark"), S("box", (18, 32, 82, 60, 6), "main"), S("box", (28, 14, 72, 38, 6), "light"),
        S("line", (36, 20, 64, 20, 1.6), "paper"), S("line", (26, 40, 74, 40, 1.6), "paper"), S("line", (20, 64, 80, 64, 1.6), "paper"),
    ), (50, 77, 13)),
    "PIL": Recipe((
        S("arc", (12, 14, 88, 92, 125, 415, 23), "main"), S("arc", (20, 22, 80, 84, 150, 390, 3), "light"),
        S("oval", (18, 68, 36, 88), "dark"), S("oval", (64, 68, 82, 88), "dark"),
    ), (50, 25, 12)),
    "TAG": Recipe((
        S("arc", (22, 2, 46, 34, 0, 360, 3.5), "dark"), S("arc", (58, 10, 80, 40, 0, 360, 3.5), "dark"),
        S("box", (16, 24, 52, 86, 7), "main"), S("box", (54, 32, 88, 90, 7), "dark"), S("oval", (30, 28, 38, 36), "paper"),
        S("oval", (67, 36, 75, 44), "paper"), S("box", (22, 60, 46, 78, 2), "cream"), S("box", (60, 66, 82, 82, 2), "cream"),
    ), (34, 49, 15)),
    "CND": Recipe((
        S("oval", (34, 2, 66, 40), "glow"), S("oval", (45, 8, 55, 27), "flame"), S("line", (50, 24, 50, 34, 1.4), "black"),
        S("box", (22, 34, 78, 90, 8), "glass"), S("box", (25, 44, 75, 87, 6), "main"), S("oval", (25, 39, 75, 50), "light"),
        S("box", (34, 56, 66, 78, 3), "paper"),
    ), (50, 67, 14)),
}  # fmt: skip
