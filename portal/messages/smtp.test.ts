import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { describe, expect, it, onTestFinished } from "vitest";
import { letterOf } from "./letter.ts";
import { SendFault } from "./send-fault.ts";
import { smtpMailer } from "./smtp.ts";
import { Facts } from "./words.ts";

type Taken = {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly secure: boolean;
  readonly user: unknown;
};

/** A real mail server on a free port. */
async function aMailServer(say: SMTPServerOptions = {}): Promise<{ port: number; taken: Taken[] }> {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username, password }, _session, done) =>
      password === "hemligt" ? done(null, { user: username ?? "" }) : done(new Error("no")),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map((one) => one.address),
          raw: Buffer.concat(chunks).toString("utf8"),
          secure: session.secure,
          user: session.user,
        });
        done();
      });
    },
    ...say,
  });
  server.on("error", () => undefined);
  const listener = server.listen(0, "127.0.0.1");
  await once(listener, "listening");
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (listener.address() as AddressInfo).port, taken };
}

const say = {
  kind: "reset",
  language: "sv",
  name: "Åsa <Öberg>",
  email: "asa@example.se",
  organisation: "Björkö & Bygg AB",
  signInName: "+46846500441",
  link: "https://telefoni.example.se/new-password#00000000000000000000000000",
  facts: new Facts({}),
  zone: "Europe/Stockholm",
} as const;
const from = "Klyka <telefoni@example.se>";
const plain = { host: "127.0.0.1", tls: "none", user: null, password: null } as const;

const faultOf = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

/** The parts of a letter, decoded. */
function partsOf(raw: string): string[] {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? "";
  return raw
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [head = "", ...body] = part.split("\r\n\r\n");
      const text = body.join("\r\n\r\n");
      if (/base64/i.test(head)) return Buffer.from(text, "base64").toString("utf8");
      const bytes = text
        .replace(/=\r\n/g, "")
        .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      return Buffer.from(bytes, "latin1").toString("utf8");
    });
}

describe("a letter", () => {
  it("comes through a real mail server as text and as a page, with nothing of a person's name let through as markup", async () => {
    const server = await aMailServer();
    await smtpMailer({ ...plain, port: server.port }, from).send(letterOf(say));
    const [letter] = server.taken;
    expect([letter?.from, letter?.to]).toEqual(["telefoni@example.se", ["asa@example.se"]]);
    expect(letter?.raw).toMatch(/^From: Klyka <telefoni@example\.se>\r$/m);
    expect(letter?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    const [text = "", html = ""] = partsOf(letter?.raw ?? "");
    expect(text).toContain("Hej Åsa <Öberg>!");
    expect(text).toContain(`${say.link}\r\n`);
    expect(html).toContain("Hej Åsa &lt;Öberg&gt;!");
    expect(html).toContain(`href="${say.link}"`);
    expect(html).not.toMatch(/<script|<img|<Öberg/);
  });

  it("is in the person's language, and says how long its link is good and what to sign in with", () => {
    const invitation = { ...say, kind: "invitation" } as const;
    expect(letterOf(say).text).toContain("Länken gäller i 60 minuter");
    expect(letterOf(invitation).text).toContain("loggar in med +46846500441");
    expect(letterOf({ ...invitation, language: "en-GB" }).text).toContain("good for seven days");
    expect(letterOf({ ...say, name: "Eva\r\nBcc: alla@example.se" }).to.name).toBe("Eva Bcc: alla@example.se");
  });
});

describe("the mail server", () => {
  it("gets a password over TLS alone: one without STARTTLS gets nothing, one with a certificate nobody knows neither", async () => {
    const without = await aMailServer();
    const secret = { host: "127.0.0.1", tls: "required", user: "klyka", password: "hemligt" } as const;
    const refused = await faultOf(smtpMailer({ ...secret, port: without.port }, from).send(letterOf(say)));
    expect([refused, without.taken]).toEqual([expect.any(SendFault), []]);
    let asked = 0;
    // The certificate that smtp-server brings along is signed by nobody.
    const unknown = await aMailServer({ disabledCommands: [], onAuth: (_auth, _session, done) => done(new Error(`${asked++}`)) });
    expect(await faultOf(smtpMailer({ ...secret, port: unknown.port }, from).check())).toBeInstanceOf(SendFault);
    expect([asked, unknown.taken]).toEqual([0, []]);
  });

  it("that refuses is told as a code without its words; a recipient it will never take is not tried again", async () => {
    const never = await aMailServer({
      onRcptTo: (_to, _session, done) => done(Object.assign(new Error("asa@example.se unknown"), { responseCode: 550 })),
    });
    const busy = await aMailServer({
      onRcptTo: (_to, _session, done) => done(Object.assign(new Error("asa@example.se later"), { responseCode: 451 })),
    });
    const faults = [];
    for (const { port } of [never, busy, { port: 1 }]) {
      const fault = await faultOf(smtpMailer({ ...plain, port }, from).send(letterOf(say)));
      expect(String(fault)).not.toContain("asa");
      faults.push(fault instanceof SendFault ? [fault.code, fault.lasting] : fault);
    }
    expect(faults).toEqual([
      ["EENVELOPE 550", true],
      ["EENVELOPE 451", false],
      [expect.stringMatching(/^(ECONNECTION|ESOCKET|ECONNREFUSED)/), false],
    ]);
  });
});
