/** Where people live, how they are called there, and in which language. Places are real, people are not. */
export interface Country {
  readonly code: string;
  readonly language: string;
  readonly timeZone: string;
  readonly share: number;
  readonly cities: readonly (readonly [city: string, postalCode: string])[];
  readonly women: readonly string[];
  readonly men: readonly string[];
  readonly families: readonly string[];
  readonly streets: readonly string[];
}

const words = (text: string): string[] => text.split(" ");

const ENGLISH = {
  women: words(
    "Ada Amelia Charlotte Elizabeth Emily Freya Grace Hannah Isla Jessica Katherine Lucy Margaret Maya Nadia Olivia Poppy Rebecca Ruby Sarah Sophia Victoria Zara Priya Aisha Mei",
  ),
  men: words(
    "Adam Alexander Arthur Benjamin Charles Daniel Edward Finlay George Harry Isaac Jack James Joseph Leo Mohammed Matthew Nathan Oliver Oscar Robert Samuel Thomas William Arjun Wei",
  ),
  families: words(
    "Ashworth Bailey Barker Bennett Brown Campbell Carter Chen Clarke Cooper Davies Edwards Evans Fletcher Foster Green Hall Harris Hughes Jackson Johnson Jones Kaur Kelly Khan King Lewis Marshall Mitchell Moore Morgan Murphy Patel Phillips Price Reid Roberts Robinson Scott Shah Singh Smith Stewart Taylor Thomas Turner Walker Ward Watson White Williams Wilson Wood Wright Young",
  ),
  streets: ["High Street", "Station Road", "Church Lane", "Victoria Road", "Mill Lane", "Park Avenue", "Queen Street"],
};

export const COUNTRIES: readonly Country[] = [
  {
    ...ENGLISH,
    code: "GB",
    language: "en",
    timeZone: "Europe/London",
    share: 0.74,
    cities: [
      ["London", "SE1 9SG"],
      ["Manchester", "M1 1AE"],
      ["Birmingham", "B1 1BB"],
      ["Leeds", "LS1 4AP"],
      ["Glasgow", "G1 1XQ"],
      ["Bristol", "BS1 4DJ"],
      ["Edinburgh", "EH1 1YZ"],
      ["Cardiff", "CF10 1EP"],
      ["Sheffield", "S1 2HE"],
      ["Norwich", "NR1 3JU"],
    ],
  },
  {
    ...ENGLISH,
    code: "IE",
    language: "en",
    timeZone: "Europe/Dublin",
    share: 0.09,
    cities: [
      ["Dublin", "D02 X285"],
      ["Cork", "T12 W8AF"],
      ["Galway", "H91 E2K3"],
    ],
  },
  {
    code: "DE",
    language: "de",
    timeZone: "Europe/Berlin",
    share: 0.07,
    cities: [
      ["Berlin", "10115"],
      ["Hamburg", "20095"],
      ["München", "80331"],
    ],
    women: words("Anna Clara Emma Greta Johanna Katharina Lena Marie Sophie Ursula"),
    men: words("Anton Felix Jonas Jürgen Karl Lukas Matthias Paul Stefan Tim"),
    families: words(
      "Bauer Becker Fischer Hoffmann Koch Krüger Müller Richter Schäfer Schmidt Schneider Wagner Weber Wolf",
    ),
    streets: ["Hauptstraße", "Gartenweg", "Schillerstraße", "Lindenallee"],
  },
  {
    code: "FR",
    language: "fr",
    timeZone: "Europe/Paris",
    share: 0.06,
    cities: [
      ["Paris", "75011"],
      ["Lyon", "69002"],
      ["Nantes", "44000"],
    ],
    women: words("Camille Chloé Élise Inès Jeanne Léa Manon Margaux"),
    men: words("Antoine Baptiste Étienne Hugo Jules Louis Mathieu Théo"),
    families: words("Bernard Dubois Durand Fournier Girard Lefèvre Martin Moreau Petit Rousseau"),
    streets: ["Rue de la Gare", "Rue Victor Hugo", "Avenue des Tilleuls"],
  },
  {
    code: "NL",
    language: "nl",
    timeZone: "Europe/Amsterdam",
    share: 0.04,
    cities: [
      ["Amsterdam", "1012 AB"],
      ["Utrecht", "3511 LX"],
    ],
    women: words("Anouk Eva Femke Lotte Sanne Tess"),
    men: words("Bram Daan Jeroen Lars Sem Thijs"),
    families: words("Bakker Jansen Meijer Mulder Smit Visser Vos"),
    streets: ["Kerkstraat", "Dorpsstraat", "Molenweg"],
  },
];

/** What people are called by those who know them: the same person under another name. */
export const SHORT_NAMES: Readonly<Record<string, string>> = {
  Alexander: "Alex",
  Benjamin: "Ben",
  Charles: "Charlie",
  Charlotte: "Lottie",
  Daniel: "Dan",
  Edward: "Ted",
  Elizabeth: "Liz",
  Jessica: "Jess",
  Joseph: "Joe",
  Katharina: "Käthe",
  Katherine: "Kate",
  Margaret: "Maggie",
  Matthew: "Matt",
  Rebecca: "Becky",
  Robert: "Bob",
  Samuel: "Sam",
  Thomas: "Tom",
  Victoria: "Vicky",
  William: "Will",
};

/** Ranges that Ofcom keeps free for drama, so that nobody is ever rung: 1,000 numbers each. */
export const DRAMA_NUMBERS = [
  "+447700900",
  "+442079460",
  "+441134960",
  "+441144960",
  "+441154960",
  "+441164960",
  "+441174960",
  "+441184960",
  "+441214960",
  "+441314960",
  "+441414960",
  "+441514960",
  "+441614960",
  "+441914980",
  "+442896496",
  "+442920180",
] as const;

export const OCCUPATIONS = [
  "teacher",
  "nurse",
  "engineer",
  "student",
  "retired",
  "designer",
  "accountant",
  "shop assistant",
  "gardener",
  "software developer",
] as const;
