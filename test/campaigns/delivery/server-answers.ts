import type { SmtpLimits } from "../../../src/campaigns/delivery/smtp.ts";
import { CLOSES, type Script, SILENT } from "./scripted-server.ts";

/** Time limits that a test can wait for. */
export const SHORT: Partial<SmtpLimits> = { connectMs: 5_000, greetingMs: 300, answerMs: 300 };

export interface Case {
  readonly what: string;
  readonly script: Script;
  readonly limits?: Partial<SmtpLimits>;
  readonly status: string;
  readonly reason: string | RegExp;
  /** How many messages the server has read to their final dot. */
  readonly taken: number;
}

/** Until the server has answered DATA. */
export const UNREAD: readonly Case[] = [
  {
    what: "a recipient that does not exist",
    script: { RCPT: ["550 5.1.1 No such user"], DATA: ["503 Nobody to send to"] },
    status: "BOUNCED",
    reason: "RCPT TO: 550 5.1.1 No such user",
    taken: 0,
  },
  {
    what: "a recipient that does not exist, in several lines",
    script: { RCPT: ["550-No such user\r\n550 here"], DATA: ["503 Nobody to send to"] },
    status: "BOUNCED",
    reason: "RCPT TO: 550-No such user 550 here",
    taken: 0,
  },
  {
    what: "a recipient that is refused by policy",
    script: { RCPT: ["554 5.7.1 Relay access denied"], DATA: ["503 Nobody to send to"] },
    status: "FAILED",
    reason: "RCPT TO: 554 5.7.1 Relay access denied",
    taken: 0,
  },
  {
    what: "a recipient whose mailbox is full for now",
    script: { RCPT: ["452 4.2.2 Mailbox full"], DATA: ["503 Nobody to send to"] },
    status: "AGAIN",
    reason: "RCPT TO: 452 4.2.2 Mailbox full",
    taken: 0,
  },
  {
    what: "a sender that is refused",
    script: { MAIL: ["550 Not you"], RCPT: ["503 First MAIL"], DATA: ["503 First RCPT"] },
    status: "FAILED",
    reason: "MAIL FROM: 550 Not you",
    taken: 0,
  },
  {
    what: "a sender that is to log in first",
    script: { MAIL: ["530 5.7.0 Authentication required"], RCPT: ["503 First MAIL"], DATA: ["503 First RCPT"] },
    status: "AGAIN",
    reason: "MAIL FROM: 530 5.7.0 Authentication required",
    taken: 0,
  },
  {
    what: "a server that is about to close, at MAIL FROM",
    script: { MAIL: ["421 Shutting down"] },
    status: "AGAIN",
    reason: "MAIL FROM: 421 Shutting down",
    taken: 0,
  },
  {
    what: "a server that closes at MAIL FROM",
    script: { MAIL: [CLOSES] },
    status: "AGAIN",
    reason: "the server closed the connection",
    taken: 0,
  },
  {
    what: "a server that closes at RCPT TO",
    script: { RCPT: [CLOSES] },
    status: "AGAIN",
    reason: "the server closed the connection",
    taken: 0,
  },
  {
    what: "a server that closes at DATA",
    script: { DATA: [CLOSES] },
    status: "AGAIN",
    reason: "the server closed the connection",
    taken: 0,
  },
  {
    what: "a server that never answers MAIL FROM",
    script: { MAIL: [SILENT] },
    limits: SHORT,
    status: "AGAIN",
    reason: "the server did not answer in time",
    taken: 0,
  },
  {
    what: "a server that never answers DATA",
    script: { DATA: [SILENT] },
    limits: SHORT,
    status: "AGAIN",
    reason: "the server did not answer in time",
    taken: 0,
  },
  {
    what: "DATA that is refused",
    script: { DATA: ["554 No valid recipients"] },
    status: "FAILED",
    reason: "DATA: 554 No valid recipients",
    taken: 0,
  },
  {
    what: "DATA that is put off",
    script: { DATA: ["451 Busy"] },
    status: "AGAIN",
    reason: "DATA: 451 Busy",
    taken: 0,
  },
];

/** After that. */
export const READ: readonly Case[] = [
  { what: "a message that is taken", script: {}, status: "SENT", reason: "", taken: 1 },
  {
    what: "a message that is too large",
    script: { END: ["552 Too large"] },
    status: "FAILED",
    reason: "DATA: 552 Too large",
    taken: 1,
  },
  {
    what: "a message that is put off",
    script: { END: ["451 4.7.1 Greylisted"] },
    status: "AGAIN",
    reason: "DATA: 451 4.7.1 Greylisted",
    taken: 1,
  },
  {
    what: "a server that is about to close, instead of taking it",
    script: { END: ["421 Shutting down"] },
    status: "AGAIN",
    reason: "DATA: 421 Shutting down",
    taken: 1,
  },
  {
    what: "a server that closes after the final dot",
    script: { END: [CLOSES] },
    status: "UNKNOWN",
    reason: "the server closed the connection after the message had begun",
    taken: 1,
  },
  {
    what: "a server that never answers after the final dot",
    script: { END: [SILENT] },
    limits: SHORT,
    status: "UNKNOWN",
    reason: "the server did not answer in time after the message had begun",
    taken: 1,
  },
  {
    what: "an answer to the message that is none",
    script: { END: ["perhaps"] },
    status: "UNKNOWN",
    reason: "DATA: perhaps",
    taken: 1,
  },
];

/** Before the first message. */
export const CONNECTING: readonly Case[] = [
  {
    what: "a server that closes instead of greeting",
    script: { GREETING: [CLOSES] },
    status: "AGAIN",
    reason: "the server closed the connection",
    taken: 0,
  },
  {
    what: "a server that greets too late",
    script: { GREETING: [SILENT] },
    limits: SHORT,
    status: "AGAIN",
    reason: "the server did not answer in time",
    taken: 0,
  },
  {
    what: "a server that greets with a refusal",
    script: { GREETING: ["554 No service for you"] },
    status: "AGAIN",
    reason: "554 No service for you",
    taken: 0,
  },
  {
    what: "a server that refuses both hellos",
    script: { EHLO: ["502 Unknown", "550 Unknown"] },
    status: "AGAIN",
    reason: /550 Unknown$/,
    taken: 0,
  },
  {
    what: "a server that offers TLS and then has none",
    script: { EHLO: ["250-here\r\n250 STARTTLS"], STARTTLS: ["454 TLS not available"] },
    status: "AGAIN",
    reason: "the connection could not be encrypted: 454 TLS not available",
    taken: 0,
  },
];
