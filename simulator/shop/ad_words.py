# ruff: noqa: E501 - a table reads better with one row on one line
"""What people type when they look for the shop's products, in English and in German."""

from __future__ import annotations

from core.marketplaces import Marketplace
from simulator.shop.products import american

# The first phrase names the product in campaigns as well.
_PHRASES: dict[str, tuple[str, str]] = {
    "MUG": ("coffee mug|stoneware mug|large coffee cup|ceramic mug", "kaffeebecher|tasse steingut|große kaffeetasse|keramikbecher"),
    "PAN": ("frying pan|non stick pan|ceramic frying pan|induction pan", "bratpfanne|beschichtete pfanne|keramikpfanne|pfanne induktion"),
    "KNF": ("knife set|kitchen knives|knife block|chef knife set", "messerset|küchenmesser|messerblock|messerblock mit messer"),
    "JAR": ("glass storage jars|food storage jars|jars with lids|pantry jars", "vorratsgläser|vorratsdosen glas|gläser mit deckel|aufbewahrung küche"),
    "TEA": ("cast iron teapot|teapot|tea pot with infuser|japanese teapot", "teekanne gusseisen|teekanne|teekanne mit sieb|japanische teekanne"),
    "BED": ("dog bed|orthopaedic dog bed|washable dog bed|dog sofa", "hundebett|orthopädisches hundebett|hundebett waschbar|hundesofa"),
    "LSH": ("dog leash|dog lead|reflective leash|strong dog lead", "hundeleine|führleine hund|leine reflektierend|hundeleine große hunde"),
    "SCR": ("cat scratching post|cat tree|scratching post large cats|cat scratcher", "kratzbaum|katzenkratzbaum|kratzstamm|kratzsäule katze"),
    "BWL": ("slow feeder bowl|dog bowl|slow feeder dog|anti gulp bowl", "anti schling napf|hundenapf|futternapf hund|napf langsam fressen"),
    "GLV": ("gardening gloves|leather gloves|thorn proof gloves|work gloves", "gartenhandschuhe|lederhandschuhe garten|dornenfeste handschuhe|arbeitshandschuhe"),
    "PLT": ("self watering planter|plant pot|large planter|indoor plant pot", "blumentopf mit bewässerung|blumentopf|pflanzkübel|übertopf groß"),
    "SOL": ("solar garden lights|solar path lights|outdoor solar lights|garden lights", "solarleuchten garten|wegeleuchten solar|solarlampen außen|gartenlampen"),
    "SEC": ("pruning shears|secateurs|garden scissors|bypass secateurs", "gartenschere|rosenschere|astschere|bypass schere"),
    "ORG": ("desk organiser|bamboo desk organiser|pen holder|desk tidy", "schreibtisch organizer|organizer bambus|stiftehalter|ordnung schreibtisch"),
    "NTB": ("dotted notebook|bullet journal|a5 notebook|journal", "notizbuch a5|bullet journal|notizbuch gepunktet|journal"),
    "LMP": ("desk lamp|led desk lamp|dimmable desk lamp|reading lamp", "schreibtischlampe|led schreibtischlampe|lampe dimmbar|leselampe"),
    "BND": ("resistance bands|exercise bands|fitness bands|gym bands", "fitnessbänder|widerstandsbänder|gymnastikband|therabänder"),
    "MAT": ("yoga mat|exercise mat|non slip yoga mat|gym mat", "yogamatte|sportmatte|yogamatte rutschfest|gymnastikmatte"),
    "BTL": ("water bottle|insulated water bottle|steel water bottle|gym bottle", "trinkflasche|trinkflasche edelstahl|isolierflasche|thermosflasche"),
    "ROL": ("foam roller|muscle roller|massage roller|back roller", "faszienrolle|massagerolle|schaumstoffrolle|rolle rücken"),
    "CUB": ("packing cubes|suitcase organiser|travel cubes|luggage organiser", "packwürfel|koffer organizer|packtaschen|kleidertaschen koffer"),
    "PIL": ("travel pillow|neck pillow|memory foam neck pillow|flight pillow", "reisekissen|nackenkissen|nackenhörnchen|nackenkissen flugzeug"),
    "TAG": ("luggage tags|leather luggage tags|suitcase tags|personalised luggage tag", "kofferanhänger|kofferanhänger leder|gepäckanhänger|anhänger koffer"),
    "CND": ("scented candle|soy candle|lavender candle|candle gift", "duftkerze|sojakerze|lavendelkerze|kerze geschenk"),
}  # fmt: skip
_TAILS = {
    "en": ("gift", "set", "for women", "large", "best", "small", "black", "for men"),
    "de": ("geschenk", "set", "für frauen", "groß", "testsieger", "klein", "schwarz", "für männer"),
}


def phrases(code: str, place: Marketplace) -> tuple[str, ...]:
    """Return what people type for a family of products, in the marketplace's language."""
    english, german = _PHRASES[code]
    text = german if place.language_tag.startswith("de") else english
    if place.country_code == "US":
        text = american(text.title()).lower()
    return tuple(text.split("|"))


def longer(phrase: str, place: Marketplace, number: int) -> str:
    """Return a phrase with one more word, as people type it."""
    tails = _TAILS["de" if place.language_tag.startswith("de") else "en"]
    return f"{phrase} {tails[number % len(tails)]}"
