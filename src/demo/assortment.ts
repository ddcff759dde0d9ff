import type { Season } from "./calendar.ts";
import type { Shape } from "./drawings.ts";

/** A leaf of the category tree and how its products are made. */
export interface Leaf {
  /** Path, joined as the API shows it. */
  readonly category: string;
  readonly nouns: readonly string[];
  readonly shape: Shape;
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
  readonly leadsTo?: string;
}

type Row = readonly [
  category: string,
  nouns: string,
  shape: Shape,
  price: number,
  season: Season,
  lasts: number,
  returned: number,
  searched: string,
  leadsTo?: string,
];

const COFFEE = "Kitchen > Coffee and tea";
const SUPPLIES = "Kitchen > Beans and leaves";
const ROWS: readonly Row[] = [
  [
    COFFEE,
    "Moka Pot,French Press,Pour-over Set,Teapot,Milk Frother",
    "pot",
    39,
    "GIFT",
    700,
    0.05,
    "coffee maker,teapot",
    SUPPLIES,
  ],
  [
    SUPPLIES,
    "House Espresso,Filter Roast,Earl Grey,Green Sencha,Decaf",
    "bag",
    11,
    "STEADY",
    28,
    0.01,
    "coffee beans,tea,decaf",
  ],
  [
    "Kitchen > Cookware",
    "Casserole,Frying Pan,Saucepan,Wok,Roasting Tin",
    "pan",
    64,
    "COSY",
    500,
    0.06,
    "pan,casserole dish",
  ],
  ["Kitchen > Tableware", "Mug,Dinner Plate,Bowl,Serving Dish,Egg Cup", "mug", 14, "GIFT", 90, 0.04, "mug,plates,bowl"],
  [
    "Kitchen > Knives and boards",
    "Chef's Knife,Paring Knife,Chopping Board,Bread Knife",
    "knife",
    45,
    "GIFT",
    600,
    0.04,
    "knife,chopping board",
  ],
  [
    "Kitchen > Storage",
    "Storage Jar,Bread Bin,Spice Rack,Lunch Box",
    "jar",
    18,
    "SCHOOL",
    150,
    0.04,
    "storage jar,lunch box",
  ],
  [
    "Home > Lighting",
    "Table Lamp,Floor Lamp,Pendant,Reading Light,String Lights",
    "lamp",
    72,
    "COSY",
    400,
    0.09,
    "lamp,light",
  ],
  [
    "Home > Candles and scents",
    "Candle,Reed Diffuser,Incense,Tea Lights",
    "candle",
    16,
    "COSY",
    35,
    0.02,
    "candle,diffuser",
  ],
  [
    "Home > Cushions and throws",
    "Cushion,Wool Throw,Bedspread,Floor Cushion",
    "cushion",
    42,
    "COSY",
    200,
    0.13,
    "cushion,throw,blanket",
  ],
  [
    "Home > Decoration",
    "Vase,Picture Frame,Wall Clock,Mirror,Ornament",
    "vase",
    34,
    "GIFT",
    120,
    0.1,
    "vase,frame,clock",
  ],
  ["Home > Rugs", "Jute Rug,Runner,Wool Rug,Doormat", "rug", 118, "STEADY", 800, 0.16, "rug,doormat"],
  ["Home > Bed linen", "Duvet Cover,Pillowcase Pair,Fitted Sheet", "linen", 68, "STEADY", 300, 0.12, "duvet,bedding"],
  ["Bath > Towels", "Bath Towel,Hand Towel,Bath Mat,Bathrobe", "towel", 29, "STEADY", 250, 0.08, "towel,bathrobe"],
  [
    "Bath > Soap and care",
    "Hand Soap,Bath Salts,Hand Cream,Shampoo Bar",
    "soap",
    9,
    "GIFT",
    30,
    0.01,
    "soap,hand cream",
  ],
  [
    "Garden > Tools",
    "Secateurs,Hand Trowel,Watering Can,Garden Fork",
    "can",
    31,
    "GARDEN",
    500,
    0.05,
    "secateurs,watering can",
    "Garden > Seeds and bulbs",
  ],
  [
    "Garden > Seeds and bulbs",
    "Herb Seeds,Tulip Bulbs,Wildflower Mix,Tomato Seeds",
    "seed",
    6,
    "GARDEN",
    25,
    0.01,
    "seeds,bulbs",
  ],
  [
    "Garden > Pots and planters",
    "Plant Pot,Window Box,Hanging Planter",
    "plant",
    26,
    "GARDEN",
    100,
    0.05,
    "plant pot,planter",
    "Garden > Seeds and bulbs",
  ],
  [
    "Garden > Outdoor living",
    "Deckchair,Picnic Rug,Lantern,Fire Bowl,Hammock",
    "chair",
    88,
    "GARDEN",
    500,
    0.09,
    "deckchair,picnic",
  ],
  [
    "Work and play > Stationery",
    "Notebook,Fountain Pen,Planner,Card Set,Desk Tidy",
    "book",
    17,
    "SCHOOL",
    60,
    0.02,
    "notebook,pen,planner",
  ],
  [
    "Work and play > Toys",
    "Wooden Train,Stacking Blocks,Puzzle,Soft Bear,Kite",
    "toy",
    28,
    "GIFT",
    80,
    0.06,
    "toy,puzzle,birthday present",
  ],
];

const toLeaf = ([category, nouns, shape, price, season, lasts, returned, searched, leadsTo]: Row): Leaf => ({
  category,
  nouns: nouns.split(","),
  shape,
  price,
  season,
  lasts,
  returned,
  searched: searched.split(","),
  ...(leadsTo === undefined ? {} : { leadsTo }),
});

export const LEAVES: readonly Leaf[] = ROWS.map(toLeaf);

export const topOf = ({ category }: Pick<Leaf, "category">): string => category.split(" > ")[0] ?? category;

/** Invented; each has a place between classic (0) and modern (1), and between plain (0) and playful (1). */
export const BRANDS = [
  { name: "Harrow & Finch", style: [0.15, 0.3], dear: 1.25 },
  { name: "Plain Works", style: [0.8, 0.1], dear: 0.95 },
  { name: "Nordlys", style: [0.85, 0.35], dear: 1.2 },
  { name: "Marigold Row", style: [0.3, 0.85], dear: 0.9 },
  { name: "Tin & Thistle", style: [0.2, 0.6], dear: 1 },
  { name: "Odd Socks", style: [0.7, 0.9], dear: 0.8 },
  { name: "Fieldfare", style: [0.4, 0.2], dear: 1.1 },
  { name: "Everyday", style: [0.5, 0.45], dear: 0.7 },
  { name: "Atelier Brume", style: [0.6, 0.6], dear: 1.45 },
] as const;

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
