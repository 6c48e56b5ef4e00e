import { connect } from "node:net";
import { callRoute, own } from "../../portal/testing/calls.ts";
import type { Visitor } from "../../portal/testing/visitor.ts";
import type { Claim } from "../contract.ts";
import { Tally } from "../tally.ts";
import { withFirms } from "../world.ts";
import { entries, nameOf, someRoutes } from "./rights.ts";

const evil = "https://evil.example";
/** What a page of another site makes a browser send. */
const forged: readonly [string, Readonly<Record<string, string>>][] = [
  ["another site's Origin", { origin: evil, "sec-fetch-site": "cross-site" }],
  ["an Origin that begins like ours", { origin: "http://127.0.0.1.evil.example", "sec-fetch-site": "cross-site" }],
  ["the Origin null", { origin: "null" }],
  ["a page of the same site but another host", { "sec-fetch-site": "same-site" }],
];
/** What forms and scripts may send anywhere without asking first (fetch.spec.whatwg.org, CORS-safelisted). */
const simple = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain; x=application/json",
];

const csrf: Claim = {
  id: "cross-site-writes",
  suite: "attack",
  promise:
    "No page of another site makes a signed-in browser write: not with its own Origin, without one, as a form, or with a wrong secret.",
  prove: async (setup) =>
    withFirms(setup, {}, async (house, firm) => {
      const tally = new Tally();
      const visitor = await house.somebody(firm.organisation, ["user", "administrator", "operator"], { operates: "all" });
      const other = await house.somebody(firm.organisation, ["user", "administrator"]);
      const writes = someRoutes(setup).filter(({ method }) => method !== "get");
      const before = await entries(house.db);
      for (const route of writes) {
        const path = route.path.replace(/:([a-zA-Z]+)/g, (_, kind: string) => own(firm)(kind));
        const send = (who: Visitor, headers: Readonly<Record<string, string>>, body = "{}") =>
          who.ask(route.method.toUpperCase(), path, {
            body,
            headers: { "if-match": '"1"', "content-type": "application/json", ...headers },
          });
        for (const [what, headers] of forged) {
          const { body, status } = await send(visitor, headers);
          tally.check(body?.code === "origin_refused", () => `${nameOf(route)}: ${what} gives ${status} ${body?.code ?? ""}`);
        }
        for (const type of simple) {
          if (route.body === null) continue;
          const { status, body } = await send(visitor, { "content-type": type }, '{"a":"b"}');
          tally.check(body?.code === "body_kind_refused", () => `${nameOf(route)}: a body of ${type} gives ${status}`);
        }
        if (route.level === "anyone") continue;
        for (const [what, secret] of [
          ["no secret", null],
          ["an empty secret", ""],
          ["another session's secret", other.csrf],
        ] as const) {
          const copy = visitor.at(house.url);
          copy.csrf = secret;
          const { body, status } = await send(copy, {});
          tally.check(body?.code === "origin_refused", () => `${nameOf(route)}: ${what} gives ${status} ${body?.code ?? ""}`);
        }
      }
      tally.check((await entries(house.db)) === before, "something was written");
      return tally.outcome({ measured: `${writes.length} writing routes` });
    }),
};

/** What every answer of the people's listener has to say, whatever it is. */
const always: readonly [string, RegExp][] = [
  ["content-security-policy", /(?=.*default-src 'none')(?=.*frame-ancestors 'none')(?=.*base-uri 'none')/],
  ["x-frame-options", /^DENY$/],
  ["x-content-type-options", /^nosniff$/],
  ["referrer-policy", /^no-referrer$/],
  ["cross-origin-opener-policy", /^same-origin$/],
  ["cross-origin-resource-policy", /^same-origin$/],
  ["permissions-policy", /camera=\(\)/],
  ["cache-control", /no-store|no-cache|immutable|private/],
];
const never = ["x-powered-by", "server", "access-control-allow-origin", "access-control-allow-credentials"];

function missing(headers: Headers): readonly string[] {
  const wrong = always.filter(([name, wanted]) => !wanted.test(headers.get(name) ?? "")).map(([name]) => name);
  const unsafe = /unsafe-|\*|https?:|data:/.test(headers.get("content-security-policy") ?? "") ? ["a loose policy"] : [];
  return [...wrong, ...unsafe, ...never.filter((name) => headers.has(name)).map((name) => `${name} is there`)];
}

const answerHeaders: Claim = {
  id: "answer-headers",
  suite: "attack",
  promise:
    "Every answer to people, errors and files as well, forbids framing, sniffing, foreign scripts and foreign readers, and names no software.",
  prove: async (setup) =>
    withFirms(setup, {}, async (house, firm) => {
      const tally = new Tally();
      const everybody = await house.somebody(firm.organisation, ["user", "administrator", "operator"], { operates: "all" });
      const look = (what: string, status: number, headers: Headers) => {
        const found = missing(headers);
        tally.check(found.length === 0, () => `${what} (${status}): ${found.join(", ")}`);
        const type = headers.get("content-type") ?? "";
        tally.check(!type.startsWith("text/html") || what.startsWith("page"), () => `${what} answers with a page`);
      };
      const looked = someRoutes(setup).filter(({ path, method }) => !(path === "/session" && method === "delete"));
      for (const route of looked) {
        for (const visitor of [house.stranger(), everybody]) {
          const { status, headers } = await callRoute(visitor, route, own(firm));
          look(nameOf(route), status, headers);
        }
      }
      for (const [what, path, asked] of strange) {
        const answer = await fetch(`${house.url}${path}`, { redirect: "manual", ...asked });
        await answer.arrayBuffer();
        look(what, answer.status, answer.headers);
      }
      // What Node itself answers comes before any rule of ours: nothing of it may be a page, or name us.
      for (const [what, request] of broken) {
        const text = await rawAnswer(new URL(house.url), request);
        tally.check(/^HTTP\/1\.1 4\d\d /.test(text) || text === "", () => `${what} is answered ${text.slice(0, 40)}`);
        tally.check(!/klyka|express|node|at \w+ \(/i.test(text), () => `${what}: the answer names software`);
      }
      return tally.outcome();
    }),
};

const strange: readonly [string, string, RequestInit][] = [
  ["page of the reference", "/api", {}],
  ["its style", "/api/reference.css", {}],
  ["the description", "/api/openapi.json", {}],
  ["health", "/api/health", {}],
  ["nothing", "/api/nowhere", {}],
  ["a path that cannot be read", "/api/%zz", {}],
  ["a path outside", "/etc/passwd", {}],
  ["a method that is none", "/api/users", { method: "PROPFIND" }],
  [
    "a preflight of another site",
    "/api/users",
    { method: "OPTIONS", headers: { origin: evil, "access-control-request-method": "PUT" } },
  ],
  [
    "a body that is too large",
    "/api/session",
    { method: "POST", headers: { "content-type": "application/json" }, body: " ".repeat(600_000) },
  ],
  ["a body that is no JSON", "/api/session", { method: "POST", headers: { "content-type": "application/json" }, body: "{" }],
  ["a key that is none", "/api/routes?to=1", { headers: { authorization: "Bearer klyka-exchange-0" } }],
];

const broken: readonly [string, string][] = [
  ["a request that is none", "GET\r\n\r\n"],
  ["a header that is too long", `GET / HTTP/1.1\r\nhost: a\r\nx: ${"x".repeat(70_000)}\r\n\r\n`],
  ["two lengths", "POST /api/session HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}"],
  [
    "a length and chunks",
    "POST /api/session HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  ["a line break in a header", "GET / HTTP/1.1\r\nhost: a\r\nx: a\rb\r\n\r\n"],
];

/** What comes back for these bytes until the other side closes; nothing within two seconds counts as nothing. */
export function rawAnswer({ hostname, port }: URL, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    let text = "";
    const done = () => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(2_000, done);
    socket.on("data", (part) => {
      text += part.toString("latin1");
      // One answer is enough.
      if (text.includes("\r\n\r\n")) done();
    });
    socket.on("close", done);
    socket.on("error", done);
    socket.write(bytes);
  });
}

export const crossSiteClaims: readonly Claim[] = [csrf, answerHeaders];
