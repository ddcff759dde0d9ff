import { domainToASCII } from "node:url";
import addressparser from "nodemailer/lib/addressparser";

/** Where an SMTP server is and who we are to it. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte on. */
  readonly secure: boolean;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
}

/** A mailbox with the name that is shown for it. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

const URL_EXAMPLE = "smtp://user:password@mail.example:587";
/** RFC 6409 and RFC 8314. */
const USUAL_PORTS = { "smtp:": 587, "smtps:": 465 } as const;
const ADDRESS = /^[^\s\p{Cc}@"<>(),:;[\]\\]+@[^\s\p{Cc}@"<>(),:;[\]\\]+$/u;

/** What is wrong with the URL of an SMTP server, as the rest of a sentence that begins with its name; never with its text. */
export function smtpUrlFault(text: string): string | undefined {
  const read = readSmtpUrl(text);
  return typeof read === "string" ? read : undefined;
}

/** The server that a URL names, or what is wrong with it. */
export function readSmtpUrl(text: string): SmtpServer | string {
  if (!URL.canParse(text))
    return `is no URL such as ${URL_EXAMPLE}; in a password, @ : / ? # % are written as %40 and so on`;
  const url = new URL(text);
  if (url.protocol !== "smtp:" && url.protocol !== "smtps:")
    return `begins with smtp:// or smtps://, as ${URL_EXAMPLE}`;
  const [host, user, pass] = [hostOf(url), decoded(url.username), decoded(url.password)];
  if (host === "") return `names no server; it is a URL such as ${URL_EXAMPLE}`;
  if (url.port === "0") return "has the port 0; it is one from 1 to 65535";
  if (!/^\/?$/.test(url.pathname) || url.search !== "" || url.hash !== "")
    return `ends after the port, as ${URL_EXAMPLE}; in a password, / ? # are written as %2F %3F %23`;
  if (user === undefined || pass === undefined) return "has a % that begins no character; % itself is written as %25";
  if ((user === "") !== (pass === "")) return `has a user and a password, as ${URL_EXAMPLE}, or neither`;
  const port = url.port === "" ? USUAL_PORTS[url.protocol] : Number(url.port);
  return { host, port, secure: url.protocol === "smtps:", login: user === "" ? undefined : { user, pass } };
}

/** A URL whose scheme is none of the web's keeps the characters of its host as they were given. */
function hostOf({ hostname }: URL): string {
  if (hostname.startsWith("[")) return hostname.slice(1, -1);
  return domainToASCII(decoded(hostname) ?? "");
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // there is no other way to ask whether it can be decoded
  }
}

/** What is wrong with the sender of messages, as the rest of a sentence that begins with its name. */
export function mailFromFault(text: string): string | undefined {
  return readMailFrom(text) === undefined ? "is one address, such as My shop <news@shop.example>" : undefined;
}

/** The one mailbox that a text such as `My shop <news@shop.example>` names. */
export function readMailFrom(text: string): Mailbox | undefined {
  if (/\p{Cc}/u.test(text)) return undefined;
  const [mailbox, ...others] = addressparser(text);
  if (mailbox?.address === undefined || others.length > 0 || !isMailAddress(mailbox.address)) return undefined;
  return { name: mailbox.name, address: mailbox.address };
}

/** Loose: whether there is somebody only the server can tell; this keeps out what could be read as something else. */
export const isMailAddress = (text: string): boolean => ADDRESS.test(text);
