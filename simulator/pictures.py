"""Draws a product's picture: its family's shapes in its variation's colour."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageFont

from simulator.picture_recipes import RECIPES, Shape
from simulator.shop.products import Product

Colour = tuple[int, int, int, int]

_TONES = {
    "wood": "#c9995c", "coffee": "#4b2f20", "metal": "#c4cbd2", "steel": "#98a1ab",
    "black": "#26292e", "cream": "#f4ecdc", "paper": "#fffdf8", "rope": "#d6bd8d",
    "green": "#4f7d4c", "leaf": "#6c9d5c", "accent": "#e0523f", "lamp": "#fff3c4",
    "flame": "#ffb638", "grain": "#dbb377",
}  # fmt: skip
_SEE_THROUGH = {"glow": (255, 226, 140, 90), "glass": (205, 220, 226, 150)}
_BACKGROUNDS = {"MAIN": 0.035, "PT01": 0.22, "PT02": 0.4}


def _mix(colour: Colour, other: tuple[int, int, int], share: float) -> Colour:
    parts = [round(a + (b - a) * share) for a, b in zip(colour[:3], other, strict=True)]
    return parts[0], parts[1], parts[2], 255


def _rgb(text: str) -> Colour:
    red, green, blue = ImageColor.getrgb(text)[:3]
    return red, green, blue, 255


def _colour(tone: str, base: Colour) -> Colour:
    if tone in _SEE_THROUGH:
        return _SEE_THROUGH[tone]
    if tone in _TONES:
        return _rgb(_TONES[tone])
    if tone == "dark":
        return _mix(base, (20, 22, 30), 0.28)
    if tone == "light":
        return _mix(base, (255, 255, 255), 0.3)
    return base


def _draw_shape(draw: ImageDraw.ImageDraw, shape: Shape, unit: float, fill: Colour) -> None:
    """Draw one shape; `unit` is the size of one field unit in pixels."""
    numbers = [value * unit for value in shape.numbers]
    if shape.kind == "oval":
        draw.ellipse(numbers, fill=fill)
    elif shape.kind == "box":
        draw.rounded_rectangle(numbers[:4], numbers[4], fill=fill)
    elif shape.kind == "poly":
        draw.polygon(numbers, fill=fill)
    elif shape.kind == "arc":
        start, end = shape.numbers[4:6]
        draw.arc(numbers[:4], start, end, fill=fill, width=max(1, round(numbers[6])))
    else:
        width = max(1, round(numbers[-1]))
        draw.line(numbers[:-1], fill=fill, width=width, joint="curve")
        for x, y in (numbers[0:2], numbers[-3:-1]):
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=fill)


def _letter_colour(base: Colour) -> Colour:
    is_bright = base[0] * 0.3 + base[1] * 0.59 + base[2] * 0.11 > 150
    return (40, 42, 48, 200) if is_bright else (255, 253, 246, 225)


def _product_layer(product: Product, side: int) -> Image.Image:
    """Draw the product alone on a clear layer, lit from the left."""
    recipe = RECIPES[product.family.code]
    base = _rgb(product.variation.colour)
    layer = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    unit = side / 100
    for shape in recipe.shapes:
        piece = (
            Image.new("RGBA", (side, side), (0, 0, 0, 0)) if shape.tone in _SEE_THROUGH else None
        )
        target = ImageDraw.Draw(piece) if piece else draw
        _draw_shape(target, shape, unit, _colour(shape.tone, base))
        if piece:
            layer.alpha_composite(piece)
            draw = ImageDraw.Draw(layer)
    light = Image.linear_gradient("L").rotate(90).resize((side, side))
    shade = light.point([round(232 + 23 * value / 255) for value in range(256)])
    lit = ImageChops.multiply(layer.convert("RGB"), Image.merge("RGB", (shade,) * 3)).convert(
        "RGBA"
    )
    lit.putalpha(layer.getchannel("A"))
    x, y, height = (value * unit for value in recipe.letter)
    font = ImageFont.load_default(size=height)
    red, green, blue, alpha = lit.load()[int(x), int(y)]  # type: ignore[index,misc]
    ground = (red, green, blue, 255) if alpha > 128 else (255, 255, 255, 255)
    ImageDraw.Draw(lit).text(
        (x, y), product.family.brand[0], font=font, fill=_letter_colour(ground), anchor="mm"
    )
    return lit


def _scale(product: Product) -> float:
    """Sizes and packs of one family differ in how much of the field they fill."""
    members = product.family.variations
    if product.family.theme not in ("SIZE", "PACK") or len(members) < 2:
        return 0.92
    return 0.72 + 0.24 * members.index(product.variation) / (len(members) - 1)


def _badge(image: Image.Image, product: Product, side: int) -> None:
    """Write the size or the count in a corner."""
    theme, code = product.family.theme, product.variation.code
    if theme not in ("SIZE", "PACK"):
        return
    words = "x" + code.rstrip("P") if theme == "PACK" else code
    font = ImageFont.load_default(size=side * 0.085)
    draw = ImageDraw.Draw(image)
    width = draw.textlength(words, font=font)
    left, top, bottom = side * 0.93 - width, side * 0.045, side * 0.165
    box = (left - side * 0.035, top, side * 0.965, bottom)
    draw.rounded_rectangle(box, side * 0.06, fill=_rgb(product.variation.colour))
    fill = _letter_colour(_rgb(product.variation.colour))
    draw.text(((box[0] + box[2]) / 2, (top + bottom) / 2), words, font=font, fill=fill, anchor="mm")


def _backdrop(product: Product, variant: str, side: int) -> Image.Image:
    tint = _mix((255, 255, 255, 255), _rgb(product.variation.colour)[:3], _BACKGROUNDS[variant])
    top = Image.new("RGB", (side, side), "white")
    return Image.composite(
        Image.new("RGB", (side, side), tint[:3]),
        top,
        Image.linear_gradient("L").resize((side, side)),
    ).convert("RGBA")


def _caption(image: Image.Image, product: Product, side: int) -> None:
    font = ImageFont.load_default(size=side * 0.07)
    draw = ImageDraw.Draw(image)
    fill = (60, 62, 68, 255)
    draw.text((side / 2, side * 0.94), product.family.brand, font=font, fill=fill, anchor="mm")


def draw_picture(product: Product, variant: str, size: int) -> bytes:
    """Return a square JPEG of `size` pixels; variants are MAIN, PT01 (close) and PT02 (named)."""
    # Drawn larger and reduced, so that edges are smooth.
    side = round(size * (4 if size <= 150 else 2 if size <= 600 else 1.3))
    image = _backdrop(product, variant, side)
    share = _scale(product) * {"MAIN": 1.0, "PT01": 1.18, "PT02": 0.8}[variant]
    part = round(side * share)
    layer = _product_layer(product, part)
    place = ((side - part) // 2, (side - part) // 2 + round(side * 0.01))
    shadow = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    middle, floor = side / 2, place[1] + part * 0.9
    reach = part * 0.36
    ImageDraw.Draw(shadow).ellipse(
        (middle - reach, floor - part * 0.035, middle + reach, floor + part * 0.045),
        fill=(30, 30, 40, 70),
    )
    image.alpha_composite(shadow.filter(ImageFilter.GaussianBlur(side * 0.018)))
    clear = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    clear.paste(layer, place)
    image.alpha_composite(clear)
    if variant == "PT02":
        _caption(image, product, side)
    _badge(image, product, side)
    out = BytesIO()
    small = image.convert("RGB").resize((size, size), Image.Resampling.LANCZOS)
    small.save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()
