import type { NodemailerError } from "nodemailer";
import type { Delivery } from "./adapter.ts";

const LONGEST_REASON = 500;

/** Answers to MAIL, RCPT or DATA that are about the session: it was in the wrong state (503), or has to log in (RFC 4954). */
const OF_THE_SESSION: readonly number[] = [503, 530, 534, 535, 538];

/** What is said where the server has said nothing. */
const IN_WORDS: Readonly<Record<string, string>> = {
  ECONNECTION: "the server closed the connection",
  ETIMEDOUT: "the server did not answer in time",
  EDNS: "the server's name was not found",
  ESOCKET: "the connection failed",
  ETLS: "the connection could not be encrypted",
  EAUTH: "the server did not accept the user and password",
};

/** What became of a message that was not accepted. `begun`: whether anything of it has been sent, so that the server may have it. */
export function deliveryAfter(error: NodemailerError, begun: boolean): Delivery {
  const answer = Math.floor((error.responseCode ?? 0) / 100);
  const reason = reasonOf(error, begun);
  if (answer === 4) return { status: "AGAIN", reason };
  if (begun) return { status: answer === 5 ? "FAILED" : "UNKNOWN", reason };
  if (!isOfTheMessage(error)) return { status: "AGAIN", reason };
  return { status: isOfTheAddress(error) ? "BOUNCED" : "FAILED", reason };
}

/** A refusal of the recipient for good; but 5.7 of RFC 3463 is policy, such as "relay access denied": it is of us, not of them. */
function isOfTheAddress({ command, response = "" }: NodemailerError): boolean {
  return command === "RCPT TO" && /^5\d\d[ -](?!5\.7\.)/.test(response);
}

/** Whether trying the same message again would end the same: the rest is trouble with the connection or the login. */
function isOfTheMessage({ code, responseCode }: NodemailerError): boolean {
  if (responseCode !== undefined && OF_THE_SESSION.includes(responseCode)) return false;
  return code === undefined || code === "EENVELOPE" || code === "EMESSAGE";
}

/** The server's own words where there are some; without characters that a table, or a page, could not hold. */
function reasonOf({ code, command = "", message, response }: NodemailerError, begun: boolean): string {
  const known = IN_WORDS[code ?? ""];
  const answered = ANSWERED.has(command) ? command : undefined;
  const where = known === undefined ? answered : known + (begun ? " after the message had begun" : "");
  const detail = known === undefined || code === "ESOCKET" || code === "ETLS" ? message : undefined;
  const words = [where, response ?? detail].filter((part) => part !== undefined).join(": ");
  const plain = words.replace(/[\s\p{Cc}\p{Cs}]+/gu, " ").trim();
  return [...plain].slice(0, LONGEST_REASON).join("");
}

/** Commands that an answer is told with; what nodemailer names besides is its own. */
const ANSWERED: ReadonlySet<string> = new Set(["MAIL FROM", "RCPT TO", "DATA"]);
