import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { domainToASCII } from "node:url";
import { createTransport, type NodemailerError, type SendMailOptions } from "nodemailer";
import type { Delivery, OutgoingMessage, OutsideAdapter } from "./adapter.ts";
import { deliveryAfter } from "./smtp-failure.ts";
import { isMailAddress, type Mailbox, readMailFrom, readSmtpUrl, type SmtpServer } from "./smtp-url.ts";
import { unsubscribeHeaders } from "./unsubscribe-headers.ts";

export interface SmtpLimits {
  readonly connections: number;
  /** From the first packet to the end of the TLS handshake. */
  readonly connectMs: number;
  /** From the connection to the server's first words. */
  readonly greetingMs: number;
  /** For each answer. RFC 5321 asks for ten minutes after a message: one that ends the wait sooner knows less. */
  readonly answerMs: number;
  /** How long a connection is kept that has nothing to do; well below what servers allow. */
  readonly idleMs: number;
  /** How long closing waits for messages in flight before it breaks their connections. */
  readonly closeMs: number;
}

const LIMITS: SmtpLimits = {
  connections: 8,
  connectMs: 30_000,
  greetingMs: 30_000,
  answerMs: 600_000,
  idleMs: 30_000,
  closeMs: 5_000,
};

export interface SmtpSettings {
  /** smtp://user:password@host:port, or smtps://. */
  readonly url: string;
  /** Who sends: one address, with or without a name. */
  readonly from: string;
  readonly limits?: Partial<SmtpLimits>;
}

/** Sends e-mail through an SMTP server, each message at most once. */
export function smtpAdapter({ url, from, limits }: SmtpSettings): OutsideAdapter {
  const [server, sender] = [readSmtpUrl(url), readMailFrom(from)];
  if (typeof server === "string") throw new Error(`the URL of the SMTP server ${server}`);
  if (sender === undefined) throw new Error("the sender of messages is no address");
  const held = { ...LIMITS, ...limits };
  const pool = poolOf(server, held);
  const inFlight = new Set<Promise<Delivery>>();
  let closed = false;
  return {
    name: "smtp",
    inTransaction: false,
    atOnce: { ...LIMITS, ...limits }.connections,
    async deliver(message) {
      const refused = closed ? STOPPING : refusal(message);
      if (refused !== undefined) return refused;
      const delivery = pool.send(composed(message, sender));
      inFlight.add(delivery);
      return delivery.finally(() => inFlight.delete(delivery));
    },
    async close() {
      closed = true;
      const settled = Promise.allSettled(inFlight);
      await Promise.race([settled, wait(held.closeMs, undefined, { ref: false })]);
      pool.close();
      await settled;
    },
  };
}

const STOPPING: Delivery = { status: "AGAIN", reason: "the program is stopping" };
const STOPPED: Delivery = { status: "UNKNOWN", reason: "the program stopped before the server had answered" };

function refusal({ channel, address }: OutgoingMessage): Delivery | undefined {
  if (channel !== "EMAIL")
    return { status: "FAILED", reason: `an SMTP server takes e-mail, and nothing for ${channel}` };
  if (isMailAddress(address)) return undefined;
  return { status: "BOUNCED", reason: `${JSON.stringify(address)} is no e-mail address` };
}

interface Envelope {
  readonly from: Mailbox;
  readonly to: Mailbox;
}

/** A message as nodemailer takes it. Addresses are objects: as text, one with a comma would be two. */
function composed(message: OutgoingMessage, sender: Mailbox): Mail {
  const to = { name: "", address: message.address };
  return {
    from: sender,
    to,
    envelope: { from: sender, to },
    messageId: `<${message.id}@${domainToASCII(domainOf(sender.address))}>`,
    ...(message.subject === null ? {} : { subject: message.subject }),
    text: message.text,
    ...(message.html === null ? {} : { html: message.html }),
    headers: unsubscribeHeaders(message.unsubscribeUrl),
  };
}

type Mail = SendMailOptions & { readonly envelope: Envelope };

const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1);

/** A pool of connections that tries each message once: whether one may be tried again is decided by who keeps it. */
function poolOf(server: SmtpServer, limits: SmtpLimits) {
  const mailer = createTransport({ ...poolOptions(server, limits), pool: true });
  const contents = new WeakMap<object, Readable>();
  let broken = false;
  mailer.use("stream", (mail, done) => {
    mail.message?.processFunc((content) => {
      if (mail.data.envelope) contents.set(mail.data.envelope, content);
      return content;
    });
    done();
  });
  return {
    async send(mail: Mail): Promise<Delivery> {
      const error = await new Promise<NodemailerError | null>((tell) => mailer.sendMail(mail, tell));
      if (error === null) return { status: "SENT" };
      // The content is read when the server has answered DATA, and not before: unread, nothing of it has left.
      const begun = contents.get(mail.envelope)?.readableDidRead ?? false;
      if (broken && error.responseCode === undefined) return begun ? STOPPED : STOPPING;
      return deliveryAfter(error, begun);
    },
    close() {
      broken = true;
      mailer.close({ force: true });
    },
  };
}

function poolOptions({ host, port, secure, login }: SmtpServer, limits: SmtpLimits) {
  return {
    host,
    port,
    secure,
    ...(login === undefined ? {} : { auth: login, requireTLS: !secure && !LOOPBACK.test(host) }),
    maxConnections: limits.connections,
    maxRequeues: 0,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.answerMs,
    idleTimeout: limits.idleMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** A password goes over no wire unencrypted; to this machine itself there is no wire. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;
