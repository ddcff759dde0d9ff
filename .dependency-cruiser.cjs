// Which way the arrows run: each rule of the architecture, checked by `npm run arch`. What is named here and does not
// exist yet is the map to grow into.

/** The features from the lowest up; a row may import every row above it in this list, and nothing beside or below. */
const ORDER = [
  ["shop", "jobs"],
  ["customers", "products"],
  ["touchpoints"],
  ["consents", "orders", "imports"],
  ["profiles"],
  ["models"],
  ["segments", "scoring"],
  ["campaigns"],
  ["analytics"],
];

/** They stand beside the order: nobody imports them, and this is all that they import. */
const BESIDE = {
  access: ["customers"],
  privacy: ["customers"],
  playground: [],
  demo: ["shop", "products", "touchpoints", "consents"],
};

const FEATURES = [...ORDER.flat(), ...Object.keys(BESIDE)];
const LAYERS = ["reading", "graphql", "http", "threads", "database", "math"];

const inside = (...folders) => `^src/(${folders.join("|")})/`;
const libraries = (...names) => `^(node_modules/)?(@types/)?(${names.join("|")})(/|$)`;

const ANY_FEATURE = inside(...FEATURES);
const DOORS = "^src/[^/]+/(index|plain)\\.ts$";
const COMPOSITION = "^src/[^/]+\\.ts$|^src/(cli|workers|operations)/";
/** Where execution begins; browsers have a program of their own. */
const PROGRAMS = "^src/(main|worker|thread|cli|playground/browser/main)\\.ts$";
/** Recommenders with all that they are made of: what measures, trains in threads or reads files stands beside. */
const RECOMMENDING = "^src/scoring/recommendations/(?!evaluation/|training/)";
const PLUG_INS = `^src/.+/(channels|operators)/|${RECOMMENDING}`;

/** What each feature may import of the others. */
const BELOW = {
  ...Object.fromEntries(ORDER.flatMap((row, rank) => row.map((name) => [name, ORDER.slice(0, rank).flat()]))),
  ...BESIDE,
};

/** One rule a feature, so that a report names the feature that reached too far. */
const orderOfFeatures = FEATURES.map((feature) => ({
  name: `${feature}-looks-only-down`,
  comment:
    BELOW[feature].length === 0
      ? `${feature} is the lowest feature and imports no other: what would run backwards goes through a contract that it publishes.`
      : `${feature} may import ${BELOW[feature].join(", ")}: what would run backwards goes through a contract that the lower feature publishes, or features could no longer be read, tested or removed one by one.`,
  severity: "error",
  from: { path: inside(feature) },
  to: { path: inside(...FEATURES.filter((other) => other !== feature && !BELOW[feature].includes(other))) },
}));

const doors = [
  {
    name: "features-have-doors",
    comment:
      "A feature is imported through its index.ts, or through plain.ts, which is the part of that door that loads neither API nor database: behind its doors it can be rewritten without asking anyone.",
    severity: "error",
    from: { path: "^src/([^/]+)/" },
    to: { path: ANY_FEATURE, pathNot: ["^src/$1/", DOORS] },
  },
  {
    name: "composition-uses-doors",
    comment:
      "Those who put the features together use their doors like everyone else; a thread for computing takes what it does from a *.tasks.ts, which loads no API.",
    severity: "error",
    from: { path: "^src/[^/]+\\.ts$" },
    to: { path: ANY_FEATURE, pathNot: [DOORS, "\\.tasks\\.ts$"] },
  },
  {
    name: "every-folder-has-a-place",
    comment: "A folder of src that this file does not know would be held to no rule: give it its place in the order.",
    severity: "error",
    from: { path: "^src/[^/]+/", pathNot: inside(...FEATURES, ...LAYERS, "cli", "workers", "operations") },
    to: {},
  },
];

const layers = [
  {
    name: "nothing-below-imports-the-composition",
    comment:
      "app, schema, context, main, the workers and the commands know every feature; a feature or layer that imports them knows them all too.",
    severity: "error",
    from: { path: "^src/[^/]+/", pathNot: "^src/(cli|workers|operations)/" },
    to: { path: `${COMPOSITION}|^migrations/` },
  },
  {
    name: "main-and-cli-are-the-top",
    comment: "main, worker, thread and cli start when they are loaded; whoever imports them starts the program.",
    severity: "error",
    from: { path: "^src/([^/]+|workers/.+)\\.ts$", pathNot: "^src/(main|worker|thread|cli)\\.ts$" },
    to: { path: "^src/(main|worker|thread|cli)\\.ts$|^src/cli/" },
  },
  {
    name: "layers-know-no-feature",
    comment:
      "What serves every feature knows none of them: a feature registers with a layer, never the other way round.",
    severity: "error",
    from: { path: inside(...LAYERS.filter((layer) => layer !== "math")) },
    to: { path: ANY_FEATURE },
  },
  {
    name: "only-features-read",
    comment: "reading is built on graphql and database, and what it is built on must not lean on it.",
    severity: "error",
    from: { path: inside("graphql", "http", "database") },
    to: { path: inside("reading") },
  },
  {
    name: "graphql-and-http-stand-apart",
    comment: "Two ways to the outside that share nothing but the database; app.ts brings them together.",
    severity: "error",
    from: { path: "^src/(graphql|http)/" },
    to: { path: inside("graphql", "http"), pathNot: "^src/$1/" },
  },
  {
    name: "database-is-below-its-peers",
    comment: "The server tells the database's faults, so database imports none of them.",
    severity: "error",
    from: { path: inside("database") },
    to: { path: inside("graphql", "http", "jobs") },
  },
  {
    name: "math-imports-nothing",
    comment: "Numbers in, numbers out: no clock, no database, no library, so that a textbook's table is a whole test.",
    severity: "error",
    from: { path: inside("math") },
    to: { pathNot: inside("math") },
  },
  {
    name: "plug-ins-touch-nothing",
    comment:
      "A channel, operator or recommender has arguments and a value, so that its contract test can run it anywhere.",
    severity: "error",
    from: { path: PLUG_INS },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "plug-ins-only-write-fragments",
    comment: "An operator writes a sql fragment and runs nothing: what runs it decides when, for whom and how often.",
    severity: "error",
    from: { path: PLUG_INS },
    to: { path: ["\\.store\\.ts$", inside("http", "jobs", "database")], pathNot: "^src/database/(sql|json)\\.ts$" },
  },
];

const libraryRules = [
  {
    name: "the-database-library-stays-in-stores",
    comment:
      "TypeORM and pg are used where tables and SQL are written; elsewhere their types alone, which vanish in the build.",
    severity: "error",
    from: { path: "^src/", pathNot: ["\\.(entity|store)\\.ts$", inside("database")] },
    to: { path: libraries("typeorm", "pg"), dependencyTypesNot: ["type-only"] },
  },
  {
    name: "graphql-libraries-stay-at-the-edge",
    comment: "A use case that knows no GraphQL serves the tracking endpoints, the commands and the jobs as well.",
    severity: "error",
    from: {
      path: "^(src|migrations)/",
      pathNot: [
        "\\.(graphql|resolver|errors|projection|queries)\\.ts$",
        inside("graphql", "reading", "operations"),
        "^src/(schema|app|graphql-route|viewer-route)\\.ts$",
        "^src/playground/browser/", // a client, as any other
      ],
    },
    to: { path: libraries("graphql", "type-graphql", "graphql-scalars", "@apollo/[^/]+") },
  },
];

const everywhere = [
  {
    name: "the-program-knows-no-tests",
    comment: "What ships never needs what does not ship.",
    severity: "error",
    from: { path: "^(src|migrations)/" },
    to: { path: "^(test|bench|scripts)/" },
  },
  {
    name: "migrations-stand-alone",
    comment: "A migration runs years after it was written: of src it uses the helpers for tables, which do not change.",
    severity: "error",
    from: { path: "^migrations/" },
    to: { path: "^src/", pathNot: "^src/database/citus\\.ts$" },
  },
  {
    name: "no-cycles",
    comment:
      "Modules that need each other load in an order that nobody chose. Types may name each other: they vanish in the build.",
    severity: "error",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "nothing-is-dead",
    comment:
      "A module that none of main, worker, thread, cli and the browser's part of the playground can reach is dead, or a migration or feature that was never registered.",
    severity: "error",
    from: { path: PROGRAMS },
    to: { path: "^(src|migrations)/", pathNot: [PROGRAMS, "\\.d\\.ts$"], reachable: false },
  },
  {
    name: "every-import-is-found",
    comment: "An import that cannot be resolved is one that no rule above can see.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
];

module.exports = {
  forbidden: [...orderOfFeatures, ...doors, ...layers, ...libraryRules, ...everywhere],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^src/math/inverse/assembly/" }, // AssemblyScript, which `npm run kernel` compiles
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
