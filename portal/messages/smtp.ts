import { createTransport } from "nodemailer";
import type { Letter } from "./letter.ts";
import { SendFault } from "./send-fault.ts";

/** A mail server, as `KLYKA_SMTP_URL` says it. */
export type MailServer = {
  readonly host: string;
  readonly port: number;
  /** `implicit`: TLS from the first byte; `required`: STARTTLS or nothing; `none`: in the clear. */
  readonly tls: "implicit" | "required" | "none";
  readonly user: string | null;
  readonly password: string | null;
};

/** Sends letters. Throws `SendFault`. */
export type Mailer = {
  readonly send: (letter: Letter) => Promise<void>;
  /** Connects, goes over to TLS and signs in, without sending anything. */
  readonly check: () => Promise<void>;
};

/** Milliseconds. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000, dnsTimeout: 10_000 } as const;

/** All of one letter, far below `messageHold`. Milliseconds. */
const mostPatience = 120_000;

/** @param from `Klyka <telefoni@example.se>`, or an address alone */
export function smtpMailer(server: MailServer, from: string): Mailer {
  const { host, port, tls, user, password } = server;
  const transport = createTransport({
    ...patience,
    host,
    port,
    secure: tls === "implicit",
    requireTLS: tls === "required",
    ignoreTLS: tls === "none",
    tls: { minVersion: "TLSv1.2" },
    ...(user !== null && password !== null ? { auth: { user, pass: password } } : {}),
    // Letters are text of ours: nothing is ever fetched or read from the disk for one.
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
  return {
    send: async ({ to, subject, text, html }) => {
      // Machines that answer mail by themselves leave this one alone (RFC 3834).
      const headers = { "Auto-Submitted": "auto-generated" };
      await within(mostPatience, transport.sendMail({ from, to, subject, text, html, headers })).catch(refuse);
    },
    check: async () => {
      await transport.verify().catch(refuse);
    },
  };
}

/** A server that says a little now and then is not silent, and holds a letter up all the same. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | null = null;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("too slow"), { code: "ETIMEDOUT" })), milliseconds);
  });
  return Promise.race([work, over]).finally(() => timer && clearTimeout(timer));
}

function refuse(error: unknown): never {
  throw faultOf(error);
}

function faultOf(error: unknown): SendFault {
  const said = typeof error === "object" && error !== null ? error : {};
  const code = "code" in said && typeof said.code === "string" ? said.code : "EUNKNOWN";
  const answer = "responseCode" in said && typeof said.responseCode === "number" ? said.responseCode : null;
  // 5xx about this letter is the last word (RFC 5321 section 4.2.1); a wrong password may be put right.
  const lasting = answer !== null && answer >= 500 && (code === "EENVELOPE" || code === "EMESSAGE");
  return new SendFault(answer === null ? code : `${code} ${answer}`, lasting);
}
