import type { Season } from "./calendar.ts";
import type { Shape } from "./drawings.ts";

/** A leaf of the category tree and how its products are made. */
export interface Leaf {
  /** Path, joined as the API shows it. */
  readonly category: string;
  readonly nouns: readonly { readonly name: string; readonly shape: Shape }[];
  /** What tells products of one noun apart, before it in their names. */
  readonly variants: readonly string[];
  /** The price in the middle of the leaf. */
  readonly price: number;
  readonly season: Season;
  /** Days for which somebody who has bought one wants no other; short for what is used up. */
  readonly lasts: number;
  /** Share of sold units that come back. */
  readonly returned: number;
  /** What people who look for it type. */
  readonly searched: readonly string[];
  /** The leaf whose things go with it, bought now and then by those who own one of these. */
  readonly leadsTo: string | undefined;
}

const list = (text: string): string[] => text.split(", ");

export const COLOURS = [
  ["Chalk", "#e9e4d8"],
  ["Ink", "#28334a"],
  ["Sage", "#8aa58a"],
  ["Rust", "#b3593a"],
  ["Mustard", "#d9a63a"],
  ["Rose", "#d98d96"],
  ["Slate", "#6d7680"],
  ["Teal", "#2f7f86"],
  ["Plum", "#6f4665"],
  ["Sky", "#86b3d1"],
] as const;

const COLOUR_NAMES = COLOURS.map(([name]) => name);
const BLENDS = list("Highland, Harbour, Copper, Old Town, Morning, Velvet, Riverside, Amber, Cloud, Garden");
const SCENTS = list("Fig, Cedar, Sea Salt, Lavender, Orange, Fresh Linen, Wild Mint, Vanilla, Rosemary, Honey");
const STRAINS = list("Heirloom, Cottage, Early, Giant, Wild, Dwarf, Sunny, Old English, Prairie, Moonlight");

const COFFEE = "Kitchen > Coffee and tea";
const SUPPLIES = "Kitchen > Beans and leaves";
const SEEDS = "Garden > Seeds and bulbs";

/** Nouns with the shape of their picture; then price, season, how long one lasts, share returned, words searched for. */
type Row = readonly [category: string, nouns: string, number, Season, number, number, searched: string];

// biome-ignore format: a table is read by its rows
const ROWS: readonly Row[] = [
  [COFFEE, "Moka Pot:pot, French Press:jar, Pour-over Set:vase, Teapot:pot, Milk Frother:mug", 39, "GIFT", 700, 0.05, "coffee maker, teapot"],
  [SUPPLIES, "House Espresso:bag, Filter Roast:bag, Earl Grey:box, Green Sencha:box, Decaf:bag", 11, "STEADY", 28, 0.01, "coffee beans, tea, decaf"],
  ["Kitchen > Cookware", "Casserole:pan, Frying Pan:pan, Saucepan:pan, Wok:bowl, Roasting Tin:box", 64, "COSY", 500, 0.06, "pan, casserole dish"],
  ["Kitchen > Tableware", "Mug:mug, Dinner Plate:plate, Bowl:bowl, Serving Dish:plate, Egg Cup:mug", 14, "GIFT", 90, 0.04, "mug, plates, bowl"],
  ["Kitchen > Knives and boards", "Chef's Knife:knife, Paring Knife:knife, Chopping Board:board, Bread Knife:knife", 45, "GIFT", 600, 0.04, "knife, chopping board"],
  ["Kitchen > Storage", "Storage Jar:jar, Bread Bin:box, Spice Rack:board, Lunch Box:box", 18, "SCHOOL", 150, 0.04, "storage jar, lunch box"],
  ["Home > Lighting", "Table Lamp:lamp, Floor Lamp:lamp, Pendant:lantern, Reading Light:lamp, String Lights:lantern", 72, "COSY", 400, 0.09, "lamp, light"],
  ["Home > Candles and scents", "Candle:candle, Reed Diffuser:vase, Incense:box, Tea Lights:candle", 16, "COSY", 35, 0.02, "candle, diffuser"],
  ["Home > Cushions and throws", "Cushion:cushion, Wool Throw:rug, Bedspread:linen, Floor Cushion:cushion", 42, "COSY", 200, 0.13, "cushion, throw, blanket"],
  ["Home > Decoration", "Vase:vase, Picture Frame:frame, Wall Clock:clock, Mirror:frame, Ornament:toy", 34, "GIFT", 120, 0.1, "vase, frame, clock"],
  ["Home > Rugs", "Jute Rug:rug, Runner:rug, Wool Rug:rug, Doormat:rug", 118, "STEADY", 800, 0.16, "rug, doormat"],
  ["Home > Bed linen", "Duvet Cover:linen, Pillowcase Pair:cushion, Fitted Sheet:linen", 68, "STEADY", 300, 0.12, "duvet, bedding"],
  ["Bath > Towels", "Bath Towel:towel, Hand Towel:towel, Bath Mat:rug, Bathrobe:towel", 29, "STEADY", 250, 0.08, "towel, bathrobe"],
  ["Bath > Soap and care", "Hand Soap:soap, Bath Salts:jar, Hand Cream:bottle, Shampoo Bar:soap", 9, "GIFT", 30, 0.01, "soap, hand cream"],
  ["Garden > Tools", "Secateurs:tool, Hand Trowel:tool, Watering Can:can, Garden Fork:tool", 31, "GARDEN", 500, 0.05, "secateurs, watering can"],
  [SEEDS, "Herb Seeds:seed, Tulip Bulbs:seed, Wildflower Mix:seed, Tomato Seeds:seed", 6, "GARDEN", 25, 0.01, "seeds, bulbs"],
  ["Garden > Pots and planters", "Plant Pot:plant, Window Box:plant, Hanging Planter:plant", 26, "GARDEN", 100, 0.05, "plant pot, planter"],
  ["Garden > Outdoor living", "Deckchair:chair, Picnic Rug:rug, Lantern:lantern, Fire Bowl:bowl, Hammock:hammock", 88, "GARDEN", 500, 0.09, "deckchair, picnic"],
  ["Work and play > Stationery", "Notebook:book, Fountain Pen:tool, Planner:book, Card Set:frame, Desk Tidy:mug", 17, "SCHOOL", 60, 0.02, "notebook, pen, planner"],
  ["Work and play > Toys", "Wooden Train:train, Stacking Blocks:box, Puzzle:frame, Soft Bear:toy, Kite:kite", 28, "GIFT", 80, 0.06, "toy, puzzle, birthday present"],
];

const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  [SUPPLIES]: BLENDS,
  [SEEDS]: STRAINS,
  "Home > Candles and scents": SCENTS,
  "Bath > Soap and care": SCENTS,
};

const LEADS_TO: Readonly<Record<string, string>> = {
  [COFFEE]: SUPPLIES,
  "Garden > Tools": SEEDS,
  "Garden > Pots and planters": SEEDS,
};

export const LEAVES: readonly Leaf[] = ROWS.map(([category, nouns, price, season, lasts, returned, searched]) => ({
  category,
  nouns: list(nouns).map((noun) => {
    const [name = noun, shape] = noun.split(":");
    return { name, shape: shape as Shape }; // a test draws every one of them
  }),
  variants: VARIANTS[category] ?? COLOUR_NAMES,
  price,
  season,
  lasts,
  returned,
  searched: list(searched),
  leadsTo: LEADS_TO[category],
}));

export const topOf = ({ category }: Pick<Leaf, "category">): string => category.split(" > ")[0] ?? category;

/** Invented; each has a place between classic (0) and modern (1), and between plain (0) and playful (1). */
export const BRANDS = [
  { name: "Harrow & Finch", style: [0.15, 0.3], priceLevel: 1.25 },
  { name: "Plain Works", style: [0.8, 0.1], priceLevel: 0.95 },
  { name: "Nordlys", style: [0.85, 0.35], priceLevel: 1.2 },
  { name: "Marigold Row", style: [0.3, 0.85], priceLevel: 0.9 },
  { name: "Tin & Thistle", style: [0.2, 0.6], priceLevel: 1 },
  { name: "Odd Socks", style: [0.7, 0.9], priceLevel: 0.8 },
  { name: "Fieldfare", style: [0.4, 0.2], priceLevel: 1.1 },
  { name: "Everyday", style: [0.5, 0.45], priceLevel: 0.7 },
  { name: "Atelier Brume", style: [0.6, 0.6], priceLevel: 1.45 },
] as const;
