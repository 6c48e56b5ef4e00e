import { randomUUID } from "node:crypto";
import { createExchangeKey, revokeExchangeKey } from "../../db/exchange-keys.ts";
import { createFinanceKey, revokeFinanceKey } from "../../db/finance-keys.ts";
import { testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { anIccid } from "../../db/testing/subscriptions.ts";
import { reportPaths, reportProof } from "../../portal/messages/sms-senders.ts";
import { signatureLasts } from "../../portal/orders/contract.ts";
import { sign } from "../../portal/orders/signature.ts";
import { callRoute, own } from "../../portal/testing/calls.ts";
import type { OpenHouse } from "../../portal/testing/open-house.ts";
import type { Claim } from "../contract.ts";
import { Tally } from "../tally.ts";
import { pick, withFirms } from "../world.ts";
import { entries, nameOf, someRoutes } from "./rights.ts";

const secret = "hemligheten-som-operatoren-har-0001";
const operator = { url: "https://operator.example.se", secret: "x".repeat(40), webhookSecrets: [secret] };
const json = { "content-type": "application/json" };

type Sent = { readonly timestamp: string; readonly signature: string; readonly body: string };

/** One way to forge what was signed; each leaves something that nobody with the secret has signed. */
const forgeries: readonly [string, (sent: Sent, random: () => number) => Sent][] = [
  ["no signature", (sent) => ({ ...sent, signature: "" })],
  ["another secret", (sent) => ({ ...sent, signature: sign(`${secret}x`, sent.timestamp, sent.body) })],
  ["another version", (sent) => ({ ...sent, signature: sent.signature.replace("v1=", "v0=") })],
  ["another time", (sent) => ({ ...sent, timestamp: String(Number(sent.timestamp) + 1) })],
  ["a time that is none", (sent) => ({ ...sent, timestamp: `${sent.timestamp}.0` })],
  ["a changed digit", (sent, random) => ({ ...sent, signature: flipped(sent.signature, random, 3) })],
  ["a changed byte of the body", (sent, random) => ({ ...sent, body: flipped(sent.body, random, 0) })],
  ["a byte more", (sent) => ({ ...sent, body: `${sent.body} ` })],
  ["a shorter signature", (sent) => ({ ...sent, signature: sent.signature.slice(0, -2) })],
  ["the good one as the fifth", (sent) => ({ ...sent, signature: `${"v1=00,".repeat(4)}${sent.signature}` })],
];

function flipped(text: string, random: () => number, from: number): string {
  const at = from + Math.floor(random() * (text.length - from));
  const now = text.charAt(at);
  return text.slice(0, at) + (now === "0" ? "1" : "0") + text.slice(at + 1);
}

const webhooks: Claim = {
  id: "webhooks-signed",
  suite: "attack",
  promise:
    "What the mobile operator or an SMS provider says is believed only as it was signed, within five minutes, and does what it says once.",
  prove: async (setup) => {
    const tally = new Tally();
    await withFirms(setup, { operator, smsReports: { kind: "http", secret } }, async (house, firm) => {
      for (let round = 0; round < (setup.size === "full" ? 150 : 3); round++) {
        const event = { id: randomUUID(), type: "usage.counted", data: { rows: [{ iccid: anIccid(), day: "2026-03-01" }] } };
        const report = { id: firm.message, state: pick(setup.random, ["sent", "delivered"]) };
        for (const [path, body] of [
          ["/adapter/v1/events", event],
          [reportPaths.http, report],
        ] as const)
          await tryForging(house, path, JSON.stringify(body), setup.random, tally);
        await tryReplay(house, event, tally);
      }
    });
    await withFirms(setup, { smsReports: { kind: "46elks" } }, async (house, firm, other) => {
      const proof = reportProof(testKeyring.hashKey, firm.message);
      const tell = async (message: string, shown: string) =>
        (
          await fetch(`${house.url}${reportPaths["46elks"]}?${new URLSearchParams({ message, proof: shown })}`, {
            method: "POST",
            body: new URLSearchParams({ status: "delivered" }),
          })
        ).status;
      tally.check((await tell(firm.message, proof)) === 204, "a report with its proof is refused");
      for (const [what, message, shown] of [
        ["another message", other.message, proof],
        ["no proof", firm.message, ""],
        ["a shorter proof", firm.message, proof.slice(0, -1)],
        ["a longer proof", firm.message, `${proof}A`],
        ["a changed proof", firm.message, flipped(proof, setup.random, 0)],
      ] as const)
        tally.check((await tell(message, shown)) === 401, `a report of 46elks with ${what} is believed`);
    });
    return tally.outcome();
  },
};

async function send(
  house: OpenHouse,
  path: string,
  { timestamp, signature, body }: Sent,
): Promise<{ status: number; text: string }> {
  const headers = { ...json, "klyka-timestamp": timestamp, ...(signature === "" ? {} : { "klyka-signature": signature }) };
  const answer = await fetch(`${house.url}${path}`, { method: "POST", headers, body });
  return { status: answer.status, text: await answer.text() };
}

function signed(house: OpenHouse, body: string, off = 0): Sent {
  const timestamp = String(Math.floor(house.now.at.getTime() / 1000) + off);
  return { timestamp, signature: sign(secret, timestamp, body), body };
}

async function tryForging(house: OpenHouse, path: string, body: string, random: () => number, tally: Tally): Promise<void> {
  const before = await entries(house.db);
  for (const [what, forge] of forgeries) {
    const { status } = await send(house, path, forge(signed(house, body), random));
    tally.check(status === 401, `${path} with ${what} is answered ${status}`);
  }
  for (const off of [signatureLasts + 1, -signatureLasts - 1, -86_400]) {
    const { status } = await send(house, path, signed(house, body, off));
    tally.check(status === 401, `${path} signed ${off} s away is answered ${status}`);
  }
  tally.check((await entries(house.db)) === before, `${path}: something forged has changed something`);
  const { status, text } = await send(house, path, signed(house, body));
  tally.check(status < 300, () => `${path} as it was signed is answered ${status} ${text.slice(0, 80)}`);
}

async function tryReplay(house: OpenHouse, event: { readonly id: string }, tally: Tally): Promise<void> {
  const again = await send(house, "/adapter/v1/events", signed(house, JSON.stringify(event)));
  tally.check(again.status === 200 && again.text.includes('"known"'), `the same event again is answered ${again.status}`);
  const other = await send(
    house,
    "/adapter/v1/events",
    signed(house, JSON.stringify({ ...event, data: { rows: [{ iccid: anIccid(), day: "2026-02-28" }] } })),
  );
  tally.check(other.status === 409, `another event of the same id is answered ${other.status}`);
}

const keys: Claim = {
  id: "keys-open-one-door",
  suite: "attack",
  promise:
    "The key of an exchange opens its own organisation's call routes and sound, that of a billing system the files it hands in, and neither anything else; forged and revoked keys open nothing.",
  prove: async (setup) =>
    withFirms(setup, {}, async (house, mine, theirs) => {
      const tally = new Tally();
      const exchange = await createExchangeKey(
        house.db,
        { organisationId: mine.organisation, name: "Växeln" },
        testActor,
        testNow,
      );
      const finance = await createFinanceKey(house.db, { name: "Fakturering" }, testActor, testNow);
      const gone = [
        await createExchangeKey(house.db, { organisationId: mine.organisation, name: "Gamla" }, testActor, testNow),
        await createFinanceKey(house.db, { name: "Gamla" }, testActor, testNow),
      ] as const;
      await revokeExchangeKey(house.db, { organisationId: mine.organisation, id: gone[0].id }, testActor, testNow);
      await revokeFinanceKey(house.db, gone[1].id, testActor, testNow);
      const before = await entries(house.db);
      const administrator = await house.somebody(mine.organisation, ["user", "administrator"]);
      const ask = async (token: string, route: Parameters<typeof callRoute>[1], ids: typeof mine, beside = house.stranger()) => {
        const visitor = beside.at(house.url);
        const plain = visitor.ask.bind(visitor);
        visitor.ask = (method, path, say = {}) =>
          plain(method, path, { ...say, headers: { ...say.headers, authorization: `Bearer ${token}` } });
        return callRoute(visitor, route, own(ids));
      };
      const started = await entries(house.db);
      for (const route of someRoutes(setup)) {
        for (const [what, { token }, opens] of [
          ["an exchange", exchange, route.exchange],
          ["a billing system", finance, route.finance],
        ] as const) {
          const { status, body } = await ask(token, route, mine);
          const nobody = ["session_expired", "exchange_key_refused", "finance_key_refused"].includes(body?.code);
          if (!opens && route.level !== "anyone")
            tally.check(nobody, () => `${nameOf(route)}: the key of ${what} gets ${status} ${body?.code ?? ""}`);
          if (opens) tally.check(!nobody && status < 500, () => `${nameOf(route)}: the key of ${what} is refused: ${status}`);
          if (opens && what === "an exchange") {
            const foreign = JSON.stringify((await ask(token, route, theirs)).body);
            const leak = Object.values(theirs).find((id) => id !== "" && id !== theirs.image && foreign?.includes(id));
            tally.check(leak === undefined, () => `${nameOf(route)}: an exchange reads another organisation's things`);
          }
        }
        if (!route.exchange && !route.finance) continue;
        for (const token of [
          gone[0].token,
          gone[1].token,
          `${exchange.token}x`,
          flipped(exchange.token, setup.random, 16),
          flipped(finance.token, setup.random, 15),
          "klyka-exchange-",
          "klyka-finance-",
        ]) {
          const { status, body } = await ask(token, route, mine);
          tally.check(
            status === 401 || status === 429,
            () => `${nameOf(route)}: a key that is none gets ${status} ${body?.code ?? ""}`,
          );
          // A cookie beside a bad key does not help it, or counts alone: nobody gets more than that person.
          const besides = await ask(token, route, mine, administrator);
          tally.check(besides.status < 500, () => `${nameOf(route)}: a bad key beside a session gives ${besides.status}`);
        }
      }
      tally.check((await entries(house.db)) - started < 60 && started >= before, "keys that are none have changed something");
      return tally.outcome();
    }),
};

export const webhookClaims: readonly Claim[] = [webhooks, keys];
