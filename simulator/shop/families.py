# ruff: noqa: E501 - a table reads better with one row on one line
"""What the shop sells: 24 families of products and their variations, as data.

A variation is (SKU part, English, German, colour of the picture, price factor,
share of the family's sales). Names, brands and products are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Variation(NamedTuple):
    """One member of a family."""

    code: str
    label: str
    label_de: str
    colour: str
    price_factor: float
    share: float


@dataclass(frozen=True)
class Family:
    """Products that differ in one thing only: colour, size or pack."""

    code: str
    category: str
    brand: str
    theme: str  # COLOR, SIZE or PACK
    name: str
    name_de: str
    price_cents: int
    popularity: float
    season: str  # a curve of simulator.shop.season
    trend: str  # a curve of simulator.shop.trend
    grams: int
    channel: str  # FBA, FBM, or BOTH: the second offer ships from the seller's own store
    variations: tuple[Variation, ...]
    is_personalised: bool = False


V = Variation
KETTLEFEN, TUFFWICK, MARLOW, STRIDELANE = "Kettlefen", "Tuffwick", "Marlow & Pine", "Stridelane"

FAMILIES: tuple[Family, ...] = (
    Family("MUG", "kitchen", KETTLEFEN, "COLOR", "Stoneware Coffee Mug, 350 ml", "Kaffeebecher aus Steingut, 350 ml",
           1499, 5.2, "winter", "steady", 420, "FBA", (
        V("SND", "Sand", "Sand", "#d8c3a0", 1.0, 1.2), V("SLT", "Slate Blue", "Schieferblau", "#5b7290", 1.0, 1.0),
        V("FOR", "Forest Green", "Waldgrün", "#3f6b4f", 1.0, 0.8), V("TER", "Terracotta", "Terrakotta", "#c4683f", 1.0, 0.6))),
    Family("PAN", "kitchen", KETTLEFEN, "SIZE", "Ceramic Non-Stick Frying Pan", "Keramik-Bratpfanne mit Antihaftbeschichtung",
           2799, 4.4, "flat", "growing", 900, "FBA", (
        V("20", '8" (20 cm)', "20 cm", "#3d4654", 0.82, 0.7), V("26", '10" (26 cm)', "26 cm", "#4a5568", 1.0, 1.2),
        V("30", '12" (30 cm)', "30 cm", "#2f3a48", 1.25, 0.9))),
    Family("KNF", "kitchen", KETTLEFEN, "SIZE", "Kitchen Knife Set with Block", "Küchenmesser-Set mit Messerblock",
           3999, 2.6, "gifts", "declining", 1900, "FBA", (
        V("5P", "5 Pieces", "5-teilig", "#8a6a4a", 1.0, 1.0), V("8P", "8 Pieces", "8-teilig", "#6b4c34", 1.5, 0.6))),
    Family("JAR", "kitchen", KETTLEFEN, "PACK", "Glass Storage Jars with Bamboo Lid", "Vorratsgläser mit Bambusdeckel",
           2299, 3.4, "newyear", "steady", 1500, "FBA", (
        V("3P", "Set of 3", "3er-Set", "#bcd9dd", 1.0, 1.0), V("6P", "Set of 6", "6er-Set", "#9cc7cf", 1.7, 0.7))),
    Family("TEA", "kitchen", KETTLEFEN, "COLOR", "Cast Iron Teapot, 800 ml", "Teekanne aus Gusseisen, 800 ml",
           3699, 1.8, "winter", "steady", 1700, "BOTH", (
        V("BLK", "Black", "Schwarz", "#33363b", 1.0, 1.0), V("MOS", "Moss Green", "Moosgrün", "#667a45", 1.0, 0.7))),
    Family("BED", "pets", TUFFWICK, "SIZE", "Orthopaedic Dog Bed, Washable", "Orthopädisches Hundebett, waschbar",
           4599, 4.0, "winter", "growing", 2300, "FBA", (
        V("S", "Small", "Größe S", "#b7a99a", 0.75, 0.7), V("M", "Medium", "Größe M", "#9c8f84", 1.0, 1.1),
        V("L", "Large", "Größe L", "#7d7269", 1.35, 0.9))),
    Family("LSH", "pets", TUFFWICK, "COLOR", "Reflective Dog Leash, 1.8 m", "Reflektierende Hundeleine, 1,8 m",
           1699, 3.8, "flat", "steady", 180, "FBA", (
        V("RED", "Red", "Rot", "#c53030", 1.0, 0.9), V("BLU", "Blue", "Blau", "#2b6cb0", 1.0, 1.0),
        V("BLK", "Black", "Schwarz", "#2d3138", 1.0, 1.1))),
    Family("SCR", "pets", TUFFWICK, "COLOR", "Cat Scratching Post, 80 cm", "Kratzbaum für Katzen, 80 cm",
           3499, 1.9, "flat", "declining", 4200, "FBM", (
        V("GRY", "Grey", "Grau", "#9aa0a6", 1.0, 1.0), V("BGE", "Beige", "Beige", "#cdb894", 1.0, 0.8))),
    Family("BWL", "pets", TUFFWICK, "COLOR", "Slow Feeder Bowl", "Anti-Schling-Napf",
           1399, 4.2, "flat", "growing", 260, "FBA", (
        V("BLU", "Sky Blue", "Himmelblau", "#63a4d8", 1.0, 1.0), V("GRN", "Mint Green", "Mintgrün", "#6fc2a0", 1.0, 0.9),
        V("PNK", "Pink", "Rosa", "#e58fb0", 1.0, 0.7))),
    Family("GLV", "garden", MARLOW, "SIZE", "Leather Gardening Gloves", "Gartenhandschuhe aus Leder",
           1599, 3.6, "summer", "steady", 190, "FBA", (
        V("S", "Small", "Größe S", "#d0a85c", 1.0, 0.7), V("M", "Medium", "Größe M", "#b98f45", 1.0, 1.1),
        V("L", "Large", "Größe L", "#9a7434", 1.0, 1.0))),
    Family("PLT", "garden", MARLOW, "COLOR", "Self-Watering Planter, 30 cm", "Blumentopf mit Bewässerung, 30 cm",
           2199, 3.2, "summer", "growing", 1100, "FBA", (
        V("WHT", "White", "Weiß", "#e9e7e1", 1.0, 1.0), V("ANT", "Anthracite", "Anthrazit", "#454b52", 1.0, 1.1),
        V("TER", "Terracotta", "Terrakotta", "#c5714b", 1.0, 0.6))),
    Family("SOL", "garden", MARLOW, "PACK", "Solar Garden Path Lights", "Solarleuchten für Gartenwege",
           2699, 3.9, "summer", "steady", 800, "FBA", (
        V("4P", "4 Pack", "4 Stück", "#e8b93f", 1.0, 0.8), V("8P", "8 Pack", "8 Stück", "#dba325", 1.7, 1.0),
        V("12P", "12 Pack", "12 Stück", "#c78d12", 2.3, 0.6))),
    Family("SEC", "garden", MARLOW, "NONE", "Bypass Pruning Shears with Sheath", "Bypass-Gartenschere mit Köcher",
           1899, 2.4, "summer", "steady", 310, "FBA", (
        V("STD", "", "", "#b5453a", 1.0, 1.0),)),
    Family("ORG", "office", MARLOW, "COLOR", "Bamboo Desk Organiser, 5 Compartments", "Schreibtisch-Organizer aus Bambus, 5 Fächer",
           3299, 2.8, "school", "growing", 1400, "FBA", (
        V("NAT", "Natural", "Natur", "#d9b779", 1.0, 1.0), V("WAL", "Walnut", "Walnuss", "#7a5236", 1.1, 0.7))),
    Family("NTB", "office", MARLOW, "COLOR", "Dotted Notebook A5, 192 Pages", "Notizbuch A5, gepunktet, 192 Seiten",
           1199, 4.6, "school", "steady", 330, "FBA", (
        V("NAV", "Navy", "Marineblau", "#26395c", 1.0, 1.1), V("GRN", "Sage Green", "Salbeigrün", "#8aa383", 1.0, 1.0),
        V("ROS", "Dusty Rose", "Altrosa", "#cf9a9d", 1.0, 0.8))),
    Family("LMP", "office", MARLOW, "COLOR", "LED Desk Lamp, Dimmable, USB-C", "LED-Schreibtischlampe, dimmbar, USB-C",
           3799, 3.1, "winter", "launch:2024-09-02", 1200, "FBA", (
        V("WHT", "White", "Weiß", "#eceff1", 1.0, 0.9), V("BLK", "Black", "Schwarz", "#30343a", 1.0, 1.1))),
    Family("BND", "fitness", STRIDELANE, "SIZE", "Resistance Bands, Set of 3", "Fitnessbänder, 3er-Set",
           1499, 3.9, "newyear", "declining", 220, "FBA", (
        V("LGT", "Light", "Leicht", "#7cc6b8", 1.0, 0.9), V("MED", "Medium", "Mittel", "#e0a03c", 1.0, 1.1),
        V("HVY", "Heavy", "Stark", "#b04a5a", 1.05, 0.8))),
    Family("MAT", "fitness", STRIDELANE, "COLOR", "Yoga Mat, Non-Slip, 6 mm", "Yogamatte, rutschfest, 6 mm",
           2899, 4.1, "newyear", "steady", 1050, "FBA", (
        V("PUR", "Purple", "Violett", "#7a5aa6", 1.0, 1.0), V("TEA", "Teal", "Petrol", "#2f8f8b", 1.0, 0.9),
        V("CHA", "Charcoal", "Anthrazit", "#4a4d52", 1.0, 0.9))),
    Family("BTL", "fitness", STRIDELANE, "SIZE", "Insulated Water Bottle, Stainless Steel", "Isolierte Trinkflasche aus Edelstahl",
           2099, 5.0, "summer", "growing", 380, "FBA", (
        V("500", "500 ml", "500 ml", "#7fb2c9", 0.9, 1.0), V("750", "750 ml", "750 ml", "#4d8aa8", 1.0, 1.2),
        V("1L", "1 Litre", "1 Liter", "#2f6683", 1.15, 0.8))),
    Family("ROL", "fitness", STRIDELANE, "COLOR", "Foam Roller, 45 cm", "Faszienrolle, 45 cm",
           1999, 2.3, "newyear", "declining", 520, "FBA", (
        V("BLK", "Black", "Schwarz", "#2b2e33", 1.0, 1.0), V("ORG", "Orange", "Orange", "#e2762a", 1.0, 0.7))),
    Family("CUB", "travel", STRIDELANE, "PACK", "Packing Cubes with Laundry Bag", "Packwürfel mit Wäschebeutel",
           2399, 3.7, "summer", "launch:2025-02-10", 450, "FBA", (
        V("4P", "Set of 4", "4er-Set", "#8c9bb3", 1.0, 1.0), V("6P", "Set of 6", "6er-Set", "#65789a", 1.3, 1.1),
        V("8P", "Set of 8", "8er-Set", "#465a80", 1.55, 0.7))),
    Family("PIL", "travel", STRIDELANE, "COLOR", "Memory Foam Travel Pillow", "Reisekissen aus Memory-Schaum",
           2499, 2.9, "summer", "launch:2025-10-06", 340, "FBA", (
        V("GRY", "Grey", "Grau", "#a3a8b0", 1.0, 1.0), V("NAV", "Navy", "Marineblau", "#2c3e63", 1.0, 0.9))),
    Family("TAG", "travel", STRIDELANE, "NONE", "Personalised Leather Luggage Tags, 2 Pack", "Personalisierte Kofferanhänger aus Leder, 2 Stück",
           1799, 1.5, "summer", "steady", 90, "FBM", (
        V("STD", "", "", "#9a5f36", 1.0, 1.0),), is_personalised=True),
    Family("CND", "home", KETTLEFEN, "COLOR", "Scented Soy Candle, 45 h", "Duftkerze aus Sojawachs, 45 Std.",
           1899, 4.5, "gifts", "growing", 400, "FBA", (
        V("LAV", "Lavender", "Lavendel", "#a892c9", 1.0, 1.0), V("VAN", "Vanilla", "Vanille", "#ecd9a6", 1.0, 1.1),
        V("CED", "Cedarwood", "Zedernholz", "#8d6b4f", 1.0, 0.8))),
)  # fmt: skip
