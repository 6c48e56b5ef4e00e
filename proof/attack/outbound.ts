import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parseNetwork } from "../../domain/networks.ts";
import { mayReach } from "../../domain/outbound.ts";
import { Outbound } from "../../provisioning/outbound.ts";
import type { Claim } from "../contract.ts";
import { Tally } from "../tally.ts";

/** Ways to write loopback (127.0.0.1), each a host of an address. What is none of them in truth is refused as well. */
const loopbacks = [
  ...[
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "127.000.000.001",
  ],
  ...[
    "127.255.255.254",
    "0.0.0.0",
    "0",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
  ],
  ...[
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:0001]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
  ],
  ...[
    "[64:ff9b:1::7f00:1]",
    "[fe80::1%25lo]",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "１２７.0.0.1",
    "127.0.0.1%00.example.se",
    "%31%32%37.0.0.1",
  ],
];
/** Where credentials of machines in clouds lie, and addresses that are nobody's. */
const forbidden = [
  ...[
    "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "fd00:ec2::254",
    "fd20:ce::254",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
  ],
  ...[
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::",
    "224.0.0.1",
    "255.255.255.255",
    "ff02::1",
    "0.0.0.0",
    "::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
  ],
];
const privates = [
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "100.64.0.1",
  "fd12::1",
  "fe80::1",
  "fec0::1",
  "::ffff:10.0.0.1",
  "2002:a00:1::",
];

const ssrf: Claim = {
  id: "calls-out-stay-out",
  suite: "attack",
  promise:
    "No address that people enter makes this machine call itself, the operator's network or a cloud's data service: not written otherwise, not by a name that leads there, not later, not by a redirect.",
  prove: async (setup) => {
    const tally = new Tally();
    const trap = await startTrap();
    const closed = { reach: { privateToo: false, denied: [] } };
    try {
      const outbound = new Outbound(closed);
      for (const host of loopbacks) {
        for (const plain of [true, false]) {
          const answer = await outbound.send({
            url: `${plain ? "http" : "https"}://${host}:${trap.port}/`,
            method: "GET",
            plain,
            patience: 3000,
          });
          tally.check(answer.outcome === "failed", () => `${host} is called`);
        }
      }
      for (const url of [
        `file:///etc/passwd`,
        `http://user:pass@127.0.0.1:${trap.port}/`,
        `ftp://127.0.0.1/`,
        `gopher://127.0.0.1/`,
        "https:///x",
        "data:text/plain,x",
        "http://[::1",
      ]) {
        const answer = await outbound.send({ url, method: "GET", plain: true, patience: 3000 });
        tally.check(answer.outcome === "failed", () => `${url} is called`);
      }
      await tryNames(closed, trap.port, tally);
      await tryRedirect(trap, tally);
      tryAddresses(setup.size === "full" ? 20_000 : 1_000, setup.random, tally);
      tally.check(trap.calls() === 0, () => `this machine was called ${trap.calls()} times`);
    } finally {
      trap.stop();
    }
    return tally.outcome({ measured: `${loopbacks.length} ways to write this machine` });
  },
};

/** A name that leads here, at once or a moment later. */
async function tryNames(closed: { reach: { privateToo: boolean; denied: never[] } }, port: number, tally: Tally): Promise<void> {
  const answers: readonly (readonly string[])[] = [
    ["127.0.0.1"],
    ["::1"],
    ["::ffff:127.0.0.1"],
    ["169.254.169.254"],
    ["10.1.2.3"],
    ["not an address"],
    [],
  ];
  for (const addresses of answers) {
    const outbound = new Outbound({ ...closed, lookup: async () => addresses });
    const answer = await outbound.send({
      url: `http://innocent.example.se:${port}/`,
      method: "GET",
      plain: true,
      patience: 1000,
    });
    tally.check(answer.outcome === "failed", () => `a name that leads to ${addresses.join()} is called`);
  }
  // The first answer is public, and what is asked again is here: it is asked once, and the connection goes to what was judged.
  let asked = 0;
  const rebinding = new Outbound({ ...closed, lookup: async () => (asked++ === 0 ? ["192.0.2.1"] : ["127.0.0.1"]) });
  await rebinding.send({ url: `http://rebinding.example.se:${port}/`, method: "GET", plain: true, patience: 300 });
  tally.check(asked === 1, `a name is looked up ${asked} times for one call`);
  const mixed = await new Outbound({ ...closed, lookup: async () => ["127.0.0.1", "203.0.113.9"] }).addresses("mixed.example.se");
  tally.check(mixed === "address_refused" || !mixed.includes("127.0.0.1"), "of two addresses the bad one is taken too");
}

/** An answer that sends on to this machine. */
async function tryRedirect(trap: Trap, tally: Tally): Promise<void> {
  const redirecting = createServer((_request, response) =>
    response.writeHead(302, { location: `http://127.0.0.1:${trap.port}/` }).end(),
  );
  await listening(redirecting);
  // The first call is let through to see what becomes of the second.
  const open = new Outbound({ reach: { privateToo: true, denied: [] } });
  for (const method of ["GET", "POST"] as const) {
    const answer = await open.send({ url: `http://127.0.0.1:${portOf(redirecting)}/`, method, plain: true, patience: 3000 });
    tally.check(answer.outcome === "answered" && answer.status === 302, "a redirect is followed");
  }
  redirecting.close();
}

function tryAddresses(count: number, random: () => number, tally: Tally): void {
  const closed = { privateToo: false, denied: [] };
  const own = [parseNetwork("10.7.0.0/16")].flatMap((network) => network ?? []);
  for (const address of [...forbidden, ...privates]) tally.check(!mayReach(address, closed), () => `${address} may be called`);
  for (const address of forbidden) {
    tally.check(
      !mayReach(address, { ...closed, privateToo: true }, own),
      () => `${address} may be called where private addresses may`,
    );
  }
  tally.check(mayReach("10.7.1.1", closed, own) && !mayReach("10.8.1.1", closed, own), "own networks open others");
  tally.check(
    !mayReach(
      "127.0.0.1",
      closed,
      [parseNetwork("127.0.0.0/8"), parseNetwork("0.0.0.0/0")].flatMap((one) => one ?? []),
    ),
    "a declared network opens this machine",
  );
  const denied = [parseNetwork("198.51.0.0/16")].flatMap((network) => network ?? []);
  tally.check(!mayReach("198.51.1.1", { privateToo: true, denied }), "a denied network may be called");
  // Whichever address of IPv4, dressed as IPv6: the same verdict.
  for (let tried = 0; tried < count; tried++) {
    const four = Array.from({ length: 4 }, () => Math.floor(random() * 256));
    const [a = 0, b = 0, c = 0, d = 0] = four;
    const dotted = four.join(".");
    const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
    const verdict = mayReach(dotted, closed);
    for (const dressed of [`::ffff:${dotted}`, `::ffff:${hex}`, `64:ff9b::${hex}`, `2002:${hex}::`])
      tally.check(mayReach(dressed, closed) === verdict, () => `${dressed} is judged otherwise than ${dotted}`);
  }
}

type Trap = { readonly port: number; readonly calls: () => number; readonly stop: () => void };

async function startTrap(): Promise<Trap> {
  let calls = 0;
  const server = createServer((_request, response) => response.end("inside"));
  server.on("connection", () => {
    calls += 1;
  });
  await listening(server);
  return { port: portOf(server), calls: () => calls, stop: () => void server.close() };
}

const listening = (server: Server) => new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Who may open a connection by itself, and why it needs no guard; whatever people enter goes through `provisioning/outbound.ts`. */
const callers: Readonly<Record<string, string>> = {
  "provisioning/outbound.ts": "the guard itself",
  "provisioning/sip/flow.ts": "to hops that tell.ts has judged",
  "provisioning/sip/resolve.ts": "looks up names; what they lead to is judged by tell.ts",
  "provisioning/snmp/session.ts": "to switches that poller.ts has judged, and to the operator's own receivers of traps",
  "provisioning/snmp/agent.ts": "listens",
  "provisioning/pnp/server.ts": "listens, and answers to where the question came from",
  "provisioning/tftp/sockets.ts": "listens, and answers to where the question came from",
  "portal/orders/client.ts": "KLYKA_OPERATOR_URL, a setting of the process",
  "firmware/s3/client.ts": "KLYKA_STORE, a setting of the process",
  "portal/messages/sms-senders.ts": "KLYKA_SMS_URL, a setting of the process",
  "portal/messages/smtp.ts": "KLYKA_SMTP_URL, a setting of the process",
};
const rooms = ["domain", "db", "templates", "firmware", "provisioning", "portal", "process", "management"];
/** What opens a connection: functions of Node's and of the libraries here. */
const opens =
  /(?<![#.\w])fetch\(|\b(?:createConnection|connect|createSocket|createTransport|requestSecure|requestPlain|createSession)\(|\bdns\.\w+\(|from "(?:(?:node:)?http2|undici|ws|aws4fetch)"/;
/** Not calls to anybody's address. */
const passes = [
  /^templates\/virtual\//,
  /^templates\/\w+\/virtual/,
  /^provisioning\/virtual\//,
  /^db\/(?:connect\.ts|dialect\/)/,
  /\/testing\//,
  /\.test\.ts$/,
  /\.d\.ts$/,
];

const guard: Claim = {
  id: "one-door-out",
  suite: "attack",
  promise:
    "Every connection that Klyka opens goes through the one guard for outgoing calls, or to an address that is a setting of the process.",
  prove: async () => {
    const tally = new Tally();
    const root = join(import.meta.dirname, "..", "..");
    const seen = new Set<string>();
    for (const room of rooms) {
      for (const name of readdirSync(join(root, room), { recursive: true, encoding: "utf8" })) {
        const file = `${room}/${name}`;
        if (!file.endsWith(".ts") || passes.some((one) => one.test(file))) continue;
        const lines = readFileSync(join(root, file), "utf8")
          .split("\n")
          .filter((line) => !/^\s*(?:\*|\/\/|\/\*)/.test(line) && opens.test(line));
        if (lines.length > 0) seen.add(file);
        tally.check(
          lines.length === 0 || Object.hasOwn(callers, file),
          () => `${file} opens a connection past the guard: ${lines[0]?.trim()}`,
        );
      }
    }
    for (const file of Object.keys(callers)) tally.check(seen.has(file), () => `${file} opens no connection any more`);
    return tally.outcome({ measured: `${seen.size} files open connections` });
  },
};

export const outboundClaims: readonly Claim[] = [ssrf, guard];
