import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { mailFromFault, smtpUrlFault } from "./campaigns/plain.ts";
import { CONSENT_PURPOSES } from "./consents/plain.ts";
import { StartRefusal } from "./database/start-refusal.ts";
import { isCurrency, type ShopSettings } from "./shop/plain.ts";

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const MOST_WORKERS = 64;

/** What holds until it is refused, where the shop says nothing else: its own analysis and what it shows, and no message. */
const ASSUMED = ["PERSONALISATION", "ANALYTICS"] as const;

export const DEFAULT_SHOP_NAME = "My shop";

export interface Config {
  readonly host: string;
  readonly port: number;
  /** undefined: the embedded PostgreSQL in the data folder. */
  readonly databaseUrl: string | undefined;
  readonly dataFolder: string;
  /** Where links in messages lead back to us; undefined: where it listens. */
  readonly publicUrl: string | undefined;
  /** Who takes e-mails of campaigns; undefined: they stay in the sandbox. */
  readonly smtp: { readonly url: string; readonly from: string } | undefined;
  readonly logLevel: LogLevel;
  readonly adminApiKey: string | undefined;
  /** Who sends it may read /metrics from another machine. */
  readonly metricsToken: string | undefined;
  /** The origins whose pages may call the API from a browser. */
  readonly corsOrigins: readonly string[];
  /** How long the process says that it is ending before it takes no more. */
  readonly drainSeconds: number;
  /** How many processes serve; 1: this one, alone. */
  readonly workers: number;
  readonly production: boolean;
  /** Whether an empty database is filled with the demo shop. */
  readonly demo: boolean;
  /** tree: every query is walked by the executor, to compare the two. */
  readonly readPath: "direct" | "tree";
  /** Whether npm is our parent. */
  readonly startedByNpm: boolean;
  readonly shop: ShopSettings;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of the process, with what `.env` in the working folder adds to it. */
export function environment(): Environment {
  if (existsSync(".env")) process.loadEnvFile(".env"); // never overrides what is set already
  return process.env;
}

/** Reads the configuration; all faults are told at once. */
export function readConfig(env: Environment): Config {
  const faults: string[] = [];
  const read = <Value>(
    name: string,
    parse: (text: string) => Value | undefined,
    right: string,
    fallback: Value,
  ): Value => {
    const text = env[name];
    if (text === undefined || text === "") return fallback;
    const value = parse(text);
    if (value === undefined) faults.push(`${name} is "${text}"; it is ${right}`);
    return value ?? fallback;
  };
  const anything = (text: string): string => text;
  const config: Config = {
    host: read("HOST", anything, "an address", "127.0.0.1"),
    port: read("PORT", toPort, "a port from 0 to 65535", 4000),
    databaseUrl: readDatabaseUrl(env["DATABASE_URL"], faults),
    dataFolder: read("TRIBUTARY_DATA", anything, "a folder", ".tributary"),
    publicUrl: read<string | undefined>("PUBLIC_URL", toPublicUrl, "a URL such as https://cdp.shop.example", undefined),
    smtp: readSmtp(env, faults),
    logLevel: read("LOG_LEVEL", toLogLevel, `one of ${LOG_LEVELS.join(", ")}`, "info"),
    adminApiKey: readSecret("ADMIN_API_KEY", env, faults),
    metricsToken: readSecret("METRICS_TOKEN", env, faults),
    corsOrigins: read<readonly string[]>(
      "CORS_ORIGINS",
      toOrigins,
      "origins such as https://shop.example, with commas",
      [],
    ),
    drainSeconds: read("DRAIN_SECONDS", toSeconds, "a number of seconds from 0 to 300", 0),
    workers: read("WORKERS", toWorkers, `a whole number from 1 to ${MOST_WORKERS}, or auto`, 1),
    production: env["NODE_ENV"] === "production",
    demo: read("DEMO", toBoolean, "true or false", env["NODE_ENV"] !== "production"),
    readPath: read("READ_PATH", toReadPath, "direct or tree", "direct"),
    startedByNpm: env["npm_lifecycle_event"] !== undefined,
    shop: {
      name: read("SHOP_NAME", anything, "a name", DEFAULT_SHOP_NAME),
      currency: read<string | undefined>("SHOP_CURRENCY", toCurrency, "an ISO 4217 code such as GBP", undefined),
      timeZone: read("SHOP_TIME_ZONE", toTimeZone, "an IANA time zone such as Europe/London", "UTC"),
      assumedConsents: read<readonly string[]>(
        "CONSENT_ASSUMED",
        toPurposes,
        `none, or of ${Object.keys(CONSENT_PURPOSES).join(", ")} each at most once, with commas`,
        ASSUMED,
      ),
    },
  };
  if (faults.length > 0) throw new StartRefusal(`the configuration is wrong: ${faults.join("; ")}`);
  return Object.freeze(config);
}

/** Never repeats the text: it holds a password. */
function readDatabaseUrl(text: string | undefined, faults: string[]): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^postgres(ql)?:\/\/.+/.test(text) && URL.canParse(text)) return text;
  faults.push("DATABASE_URL is no URL such as postgres://user:secret@host/database");
  return undefined;
}

/** Never repeats the URL: it holds a password. */
function readSmtp(env: Environment, faults: string[]): Config["smtp"] {
  const [url = "", from = ""] = [env["SMTP_URL"], env["MAIL_FROM"]];
  if (url === "") return undefined;
  const fault = smtpUrlFault(url);
  if (fault !== undefined) faults.push(`SMTP_URL ${fault}`);
  const sender = mailFromFault(from);
  if (sender !== undefined) faults.push(`MAIL_FROM ${sender}`);
  if ((env["PUBLIC_URL"] ?? "") === "") faults.push(NOWHERE);
  return { url, from };
}

const NOWHERE =
  "PUBLIC_URL is missing; the links of e-mails, unsubscribing among them, begin with it: https://cdp.shop.example";

/** Never repeats the secret: it would end in a log. */
function readSecret(name: string, env: Environment, faults: string[]): string | undefined {
  const text = env[name];
  if (text === undefined || text === "") return undefined;
  if (text.length < 32 || /\s/.test(text)) faults.push(`${name} is at least 32 characters without spaces`);
  return text;
}

function toPort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

/** Without a slash at its end: paths are put behind it. */
function toPublicUrl(text: string): string | undefined {
  if (!/^https?:\/\/./.test(text) || !URL.canParse(text)) return undefined;
  const { search, hash } = new URL(text);
  return search === "" && hash === "" ? text.replace(/\/+$/, "") : undefined;
}

const toBoolean = (text: string): boolean | undefined =>
  text === "true" ? true : text === "false" ? false : undefined;

function toSeconds(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) <= 300 ? Number(text) : undefined;
}

/** auto: one for each core that the process may use. */
function toWorkers(text: string): number | undefined {
  if (text === "auto") return Math.min(availableParallelism(), MOST_WORKERS);
  return /^[1-9]\d?$/.test(text) && Number(text) <= MOST_WORKERS ? Number(text) : undefined;
}

/** As browsers write them: scheme, host and port, and nothing else. */
function toOrigins(text: string): readonly string[] | undefined {
  const origins = text.split(",").map((origin) => origin.trim());
  return origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin) ? origins : undefined;
}

function toPurposes(text: string): readonly string[] | undefined {
  if (text.trim() === "none") return [];
  const purposes = text.split(",").map((purpose) => purpose.trim());
  const known = purposes.every((purpose) => Object.hasOwn(CONSENT_PURPOSES, purpose));
  return known && new Set(purposes).size === purposes.length ? purposes : undefined;
}

const toReadPath = (text: string): Config["readPath"] | undefined =>
  text === "direct" || text === "tree" ? text : undefined;
const toLogLevel = (text: string): LogLevel | undefined => LOG_LEVELS.find((level) => level === text);
const toCurrency = (text: string): string | undefined => (isCurrency(text) ? text : undefined);

function toTimeZone(text: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined; // Intl has no other way to say that it does not know the zone
  }
}
