import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAuthority } from "../testing/certificates.ts";
import { type Exchange, startExchange } from "../virtual/exchange.ts";
import { type SipPhones, startSipPhones } from "../virtual/sip-phones.ts";
import { type SipCall, SipClient, type SipOutcome } from "./client.ts";
import type { SipHop, SipTransport } from "./flow.ts";
import { sipHeader } from "./message.ts";
import { type Resolver, resolveHops } from "./resolve.ts";

const authority = makeAuthority("Provarnas utfärdare");
const server = authority.issue("localhost");
const password = "hemligt-för-204";

describe("a request to the exchange", () => {
  let exchange: Exchange;
  let phones: SipPhones;
  let client: SipClient;
  const synced: [string, string][] = [];

  beforeAll(async () => {
    const tls = { cert: server.certificate, key: server.key };
    exchange = await startExchange({ algorithms: ["SHA-256", "MD5"], tls });
    phones = await startSipPhones(exchange.ports.udp, (user, event) => synced.push([user, event.get("reboot") ?? ""]));
    for (const user of ["204", "205"]) {
      exchange.account(user, password);
      await phones.register({ user, password, userAgent: "Yealink SIP-T46U 108.86.0.45", challenges: user === "205" });
    }
    exchange.account("206", password);
    client = new SipClient({ ca: authority.certificate, t1: 15 });
  });
  afterAll(async () => {
    client.close();
    await phones.stop();
    await exchange.stop();
  });

  const hop = (transport: SipTransport, say: Partial<SipHop> = {}): SipHop => {
    const port = exchange.ports[transport] ?? 0;
    return { transport, address: "127.0.0.1", port, name: "localhost", ...say };
  };
  const notify = (user: string, say: Partial<SipCall> = {}): SipCall => ({
    method: "NOTIFY",
    uri: `sip:${user}@vaxel.example.se`,
    route: "<sip:proxy.example.se;lr>",
    from: `sip:${user}@vaxel.example.se`,
    headers: [["Event", "check-sync;reboot=false"]],
    credentials: [{ user, password }],
    ...say,
  });

  it.each(["udp", "tcp", "tls"] as const)(
    "reaches the phone over %s, with the credentials that are asked for",
    async (transport) => {
      synced.length = 0;
      expect(await client.send(hop(transport), notify("204"))).toEqual({ is: "answer", status: 200, reason: "OK" });
      expect(synced).toEqual([["204", "false"]]);
      const [first, second] = exchange.heard.slice(-2);
      expect(first && sipHeader(first, "Route")).toBe("<sip:proxy.example.se;lr>");
      expect(second && sipHeader(second, "Proxy-Authorization")).toContain("algorithm=SHA-256");
      expect(second && sipHeader(second, "CSeq")).toBe("2 NOTIFY");
    },
  );

  it("answers the exchange and then the phone, when both ask who sends", async () => {
    synced.length = 0;
    expect(await client.send(hop("udp"), notify("205"))).toMatchObject({ is: "answer", status: 200 });
    expect(synced).toEqual([["205", "false"]]);
  });

  it("tries other credentials where the first are not taken: the phone knows its account, the exchange the service", async () => {
    exchange.account("klyka", "tjänsten");
    const credentials = [
      { user: "klyka", password: "tjänsten" },
      { user: "205", password },
    ];
    expect(await client.send(hop("udp"), notify("205", { credentials }))).toMatchObject({ is: "answer", status: 200 });
    const sent = exchange.heard.at(-1);
    expect(sent && sipHeader(sent, "Proxy-Authorization")).toContain('username="klyka"');
    expect(sent && sipHeader(sent, "Authorization")).toContain('username="205"');
  });

  it("goes over a new connection when the one that was kept has been closed at the other end", async () => {
    expect(await client.send(hop("tcp"), notify("204"))).toMatchObject({ is: "answer", status: 200 });
    exchange.hangUp();
    expect(await client.send(hop("tcp"), notify("204"))).toMatchObject({ is: "answer", status: 200 });
  });

  it("gets what the exchange says of a phone that is not there, and of credentials that are not the right ones", async () => {
    const status = async (call: SipCall) => {
      const outcome: SipOutcome = await client.send(hop("udp"), call);
      return outcome.is === "answer" ? outcome.status : outcome.is;
    };
    expect(await status(notify("206"))).toBe(480);
    expect(await status(notify("299", { credentials: [{ user: "204", password }] }))).toBe(404);
    expect(await status(notify("204", { credentials: [{ user: "204", password: "fel" }] }))).toBe(407);
    expect(await status(notify("204", { credentials: [] }))).toBe(407);
    exchange.instead("206", 489);
    expect(await status(notify("206"))).toBe(489);
  });

  it("comes through though datagrams get lost, and gives up when nobody answers", async () => {
    exchange.lose(3);
    expect(await client.send(hop("udp"), notify("204"))).toMatchObject({ is: "answer", status: 200 });
    exchange.instead("206", "silence");
    const before = exchange.heard.length;
    expect(await client.send(hop("udp"), notify("206"))).toEqual({ is: "timeout" });
    // T1, 2 T1, 4 T1, then every 8 T1 until 64 T1 are over: RFC 3261 section 17.1.2.2 counts eleven.
    const sent = exchange.heard.length - before;
    expect(sent).toBeGreaterThan(1);
    expect(sent).toBeLessThanOrEqual(11);
    const branches = exchange.heard.slice(before).map((request) => sipHeader(request, "Via"));
    expect(new Set(branches).size).toBe(1);
  });

  it("says in the system's words when nobody listens there, or it is not who it should be", async () => {
    const free = await startExchange();
    await free.stop();
    for (const transport of ["udp", "tcp"] as const) {
      const outcome = await client.send(hop(transport, { port: free.ports[transport] }), notify("204"));
      expect(outcome).toEqual({ is: "lost", code: "ECONNREFUSED" });
    }
    const other = await client.send(hop("tls", { name: "annan.example.se" }), notify("204"));
    expect(other).toEqual({ is: "lost", code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    const untrusting = new SipClient({ t1: 15 });
    expect(await untrusting.send(hop("tls"), notify("204"))).toMatchObject({ is: "lost" });
    untrusting.close();
  });

  it("is not mixed up with others that are under way over the same socket", async () => {
    exchange.instead("206", null);
    const users = Array.from({ length: 60 }, (_, n) => ["204", "206", "299"][n % 3] ?? "");
    const call = (user: string) => notify(user, { method: "OPTIONS", credentials: [{ user: "204", password }] });
    const outcomes = await Promise.all(users.map((user) => client.send(hop("tcp"), call(user))));
    const expected: Readonly<Record<string, number>> = { "204": 200, "206": 480, "299": 404 };
    expect(outcomes.map((one) => one.is === "answer" && one.status)).toEqual(users.map((user) => expected[user]));
  });
});

describe("where a SIP message goes", () => {
  const records: Resolver = {
    naptr: async (name) =>
      name === "a.example.se"
        ? [
            { service: "SIP+D2U", replacement: "_sip._udp.a.example.se", order: 2, preference: 1 },
            { service: "SIPS+D2T", replacement: "_sips._tcp.a.example.se", order: 1, preference: 1 },
          ]
        : [],
    srv: async (name) =>
      name.endsWith("a.example.se") || name === "_sip._udp.b.example.se"
        ? [
            { name: "två.example.se", port: 5071, priority: 20, weight: 1 },
            { name: "ett.example.se", port: 5072, priority: 10, weight: 1 },
          ]
        : [],
    addresses: async (name) => (name === "ett.example.se" ? ["192.0.2.1", "2001:db8::1"] : name === "okänd" ? [] : ["192.0.2.2"]),
  };
  const where = async (host: string, port: number | null, transport: SipTransport | "dns") =>
    (await resolveHops({ host, port, transport }, records)).map(
      (one) => `${one.transport} ${one.address} ${one.port} ${one.name}`,
    );

  it("is what is said, with the port of the transport", async () => {
    expect(await where("192.0.2.9", null, "tls")).toEqual(["tls 192.0.2.9 5061 192.0.2.9"]);
    expect(await where("[2001:db8::9]", 5070, "udp")).toEqual(["udp 2001:db8::9 5070 2001:db8::9"]);
    expect(await where("a.example.se", 5080, "tcp")).toEqual(["tcp 192.0.2.2 5080 a.example.se"]);
    expect(await where("okänd", null, "udp")).toEqual([]);
  });

  it("is what the records say, the most wanted first, with the certificate of the name that was said", async () => {
    expect(await where("b.example.se", null, "udp")).toEqual([
      "udp 192.0.2.1 5072 b.example.se",
      "udp 2001:db8::1 5072 b.example.se",
      "udp 192.0.2.2 5071 b.example.se",
    ]);
    expect((await where("a.example.se", null, "dns"))[0]).toBe("tls 192.0.2.1 5072 a.example.se");
    expect(await where("c.example.se", null, "dns")).toEqual(["udp 192.0.2.2 5060 c.example.se"]);
  });
});
