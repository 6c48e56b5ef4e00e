import { z } from "zod";
import { testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import { filledExample } from "../../portal/api/openapi.ts";
import type { Route } from "../../portal/api/route.ts";
import { own, pathFor } from "../../portal/testing/calls.ts";
import { aFirm } from "../../portal/testing/firm.ts";
import { exchange } from "../../provisioning/testing/house.ts";
import type { Claim, ProofSetup } from "../contract.ts";
import { aFleet, tftpOnce, withPhones, withUdp } from "../phones-world.ts";
import { eachOf, Tally } from "../tally.ts";
import { withFirms, withServer } from "../world.ts";
import { rawAnswer } from "./cross-site.ts";
import { entries, nameOf, someRoutes } from "./rights.ts";

/** Fields that somebody would like to have taken along. */
const wished = [
  "id",
  "organisationId",
  "organisation_id",
  "userId",
  "rights",
  "operates",
  "role",
  "administrator",
  "version",
  "passwordHash",
  "createdAt",
  "constructor",
  "isAdmin",
];

const assignment: Claim = {
  id: "mass-assignment",
  suite: "attack",
  promise:
    "A write takes the fields that it names and refuses every other, at any depth, prototypes as well; whose it is comes from the session.",
  prove: async (setup) =>
    withFirms(setup, {}, async (house, mine, theirs) => {
      const tally = new Tally();
      const visitor = await house.somebody(mine.organisation, ["user", "administrator", "operator"], {
        operates: [mine.organisation],
      });
      const before = [await entries(house.db, mine.organisation), await entries(house.db, theirs.organisation)];
      for (const route of someRoutes(setup).filter(({ body }) => body !== null)) {
        const example = filledExample(route.example, own(mine));
        const send = (text: string) =>
          visitor.ask(route.method.toUpperCase(), pathFor(route, own(mine)), {
            body: text,
            version: 999_999,
            headers: { "content-type": "application/json" },
          });
        for (const [where, holder] of holders(example)) {
          for (const field of wished) {
            if (Object.hasOwn(holder, field) || takes(route, field)) continue;
            const body = withField(example, holder, field, theirs.organisation);
            const { status, body: told } = await send(body);
            const named = status === 422 && JSON.stringify(told).includes(field);
            tally.check(
              named || (status >= 400 && status < 500 && told?.code !== "version_conflict"),
              () => `${nameOf(route)}: ${where}${field} is taken (${status} ${told?.code ?? ""})`,
            );
          }
        }
        for (const text of [
          `{"__proto__":{"administrator":true}}`,
          `{"constructor":{"prototype":{"administrator":true}}}`,
          `[{"__proto__":[]}]`,
        ]) {
          const { status } = await send(text);
          tally.check(status >= 400 && status < 500, () => `${nameOf(route)}: ${text} gives ${status}`);
        }
        tally.check(!("administrator" in {}), () => `${nameOf(route)}: the prototype of all objects has changed`);
      }
      const after = [await entries(house.db, mine.organisation), await entries(house.db, theirs.organisation)];
      tally.check(after.join() === before.join(), "something was written");
      return tally.outcome();
    }),
};

/** True where the schema itself has a field of that name somewhere, or takes any: there it is not smuggled in. */
function takes(route: Route, field: string): boolean {
  const schema = JSON.stringify(z.toJSONSchema(route.body ?? z.never(), { io: "input", unrepresentable: "any" }));
  return (
    schema.includes(`"${field}"`) ||
    /"additionalProperties":(?!false)/.test(schema) ||
    schema.includes('"body":{}') ||
    route.path === "/reach"
  );
}

/** Every object in the example, with where it stands. */
function holders(value: unknown, where = ""): [string, Record<string, unknown>][] {
  if (Array.isArray(value)) return value.slice(0, 1).flatMap((one) => holders(one, `${where}0.`));
  if (value === null || typeof value !== "object") return [];
  const record = z.record(z.string(), z.unknown()).parse(value);
  return [
    [where, value as Record<string, unknown>],
    ...Object.entries(record).flatMap(([name, part]) => holders(part, `${where}${name}.`)),
  ];
}

function withField(example: unknown, holder: Record<string, unknown>, field: string, value: string): string {
  const had = Object.getOwnPropertyDescriptor(holder, field);
  holder[field] = value;
  const text = JSON.stringify(example);
  if (had) Object.defineProperty(holder, field, had);
  else delete holder[field];
  return text;
}

/** Steps out of a folder, in the ways that have worked somewhere. */
const steps = [
  "../",
  "..%2f",
  "%2e%2e/",
  "%2e%2e%2f",
  "..%5c",
  "..\\",
  "%252e%252e%252f",
  "..%c0%af",
  "%c0%ae%c0%ae/",
  "....//",
  "..;/",
  "..%00/",
  "%u002e%u002e/",
];
const targets = ["etc/passwd", "package.json", "secret.key", "klyka.db", "proc/self/environ"];
const shows = /root:.{0,3}:0:0|"name": "klyka"|SQLite format 3|KLYKA_/;

const traversal: Claim = {
  id: "path-traversal",
  suite: "attack",
  promise: "No path asked of any listener reads a file that is not served there, however its steps are written.",
  prove: async (setup) =>
    withServer(setup, {}, async ({ phones, portal, management }) => {
      const tally = new Tally();
      const prefixes = [
        "/",
        "/assets/",
        "/api/",
        "/firmware/",
        "/p/0000000000000000000000000z/",
        "/o/0000000000000000000000000z/firmware/",
        "/d/",
        "/phonebook/",
        "/uploads/",
      ];
      const paths = prefixes.flatMap((prefix) =>
        steps.flatMap((step) => targets.map((target) => `${prefix}${step.repeat(6)}${target}`)),
      );
      const chosen = setup.size === "full" ? paths : paths.filter(() => setup.random() < 0.06);
      const asked = chosen.flatMap((path) => [phones, portal, management].map((url) => ({ path, url })));
      await eachOf(asked, 16, async ({ path, url }) => {
        const reply = await exchange(Number(new URL(url).port), path.replace(/[^\x21-\x7e]/g, ""), {
          userAgent: "Yealink SIP-T46U 108.87.14.1 00:15:65:7f:00:01",
        });
        tally.check(!shows.test(reply.body.toString("latin1")), () => `${path} is read`);
        tally.check(reply.status < 500, () => `${path} gives ${reply.status}`);
      });
      for (const url of [phones, portal]) {
        for (const line of [
          "GET /../../../../etc/passwd HTTP/1.1",
          "GET //etc/passwd HTTP/1.1",
          "GET file:///etc/passwd HTTP/1.1",
          "GET http://127.0.0.1/../../etc/passwd HTTP/1.1",
          "GET \\..\\..\\etc\\passwd HTTP/1.1",
        ]) {
          const text = await rawAnswer(new URL(url), `${line}\r\nhost: a\r\nconnection: close\r\n\r\n`);
          tally.check(!shows.test(text), () => `${line} is read`);
        }
      }
      await overTftp(setup, chosen, tally);
      return tally.outcome();
    }),
};

/** The same names over TFTP, as they are and decoded, by somebody with a phone's token as well. */
async function overTftp(setup: ProofSetup, paths: readonly string[], tally: Tally): Promise<void> {
  const some = paths.filter(() => setup.random() < 0.25);
  await withPhones(setup, {}, async ({ db, tftpPort }) => {
    const { organisationId, phones } = await aFleet(db, 3);
    const [first] = phones;
    const token = first
      ? await readPhoneToken(db, testKeyring, { organisationId, id: first.id }, testActor, testNow)
      : "0000000000000000000000000z";
    const names = some.flatMap((path) => {
      const asked = path.slice(1).replace("0000000000000000000000000z", () => (setup.random() < 0.5 ? token : "z"));
      return [asked, decoded(asked)].map((name) => name.replaceAll("\0", ""));
    });
    await eachOf([...new Set(names)], 16, async (name) => {
      const { packet } = await withUdp((client) => tftpOnce(client, tftpPort, name));
      tally.check(!shows.test(packet.toString("latin1")), () => `${name} is read over TFTP`);
      tally.check(packet.readUInt16BE(0) === 5 || packet.readUInt16BE(0) === 3, () => `${name} is not answered over TFTP`);
    });
  });
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** What would begin a header or a line of a log of its own. */
const breaks = [
  "\r\nSet-Cookie: evil=1",
  "\nX-Evil: 1",
  "%0d%0aX-Evil:%201",
  "\u2028X-Evil",
  "\u0000",
  "\u001b[2J",
  "ä\r\n\r\n<script>",
];

const injection: Claim = {
  id: "line-injection",
  suite: "attack",
  promise: "Nothing that people or phones send begins a header of an answer or a line of the log.",
  prove: async (setup) =>
    withServer(setup, { level: "debug" }, async ({ db, phones, portal, log, stop }) => {
      const tally = new Tally();
      await aFirm(db, 41);
      for (const evil of setup.size === "full" ? breaks : breaks.slice(0, 3)) {
        const quoted = encodeURIComponent(evil.replace(/%0d%0a/gi, "\r\n"));
        const paths = [
          `/api/users/${quoted}`,
          `/api/session?x=${quoted}`,
          `/${quoted}.cfg`,
          `/p/${quoted}/x.cfg`,
          `/api/${quoted}`,
        ];
        for (const path of paths) {
          for (const url of [portal, phones]) {
            const reply = await exchange(Number(new URL(url).port), path, { userAgent: "Yealink SIP-T46U 1.2.3.4" });
            const names = reply.rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
            tally.check(
              !names.some((name) => name.includes("evil")) && !names.includes("set-cookie"),
              () => `${path} begins a header`,
            );
          }
        }
        const agent = evil.replace(/[\r\n\0]/g, " ").replace(/[^\x20-\x7e]/g, "");
        await exchange(Number(new URL(phones).port), "/00156500aa01.cfg", {
          userAgent: `Yealink ${agent}`,
          headers: { "x-forwarded-for": agent || "x" },
        });
      }
      await stop();
      for (const line of log.text().trim().split("\n")) {
        let parsed: unknown = null;
        try {
          parsed = JSON.parse(line);
        } catch {
          parsed = null;
        }
        tally.check(
          parsed !== null && typeof parsed === "object" && "level" in parsed,
          () => `the log has a line of somebody else's: ${line.slice(0, 60)}`,
        );
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
        tally.check(!/[\u0000-\u0008\u000b-\u001f\u007f]/.test(line), () => "the log has a control character");
      }
      return tally.outcome();
    }),
};

export const inputClaims: readonly Claim[] = [assignment, traversal, injection];
