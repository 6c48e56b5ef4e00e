import { openWindow } from "../../db/first-contact.ts";
import { readPhonePasswords } from "../../db/phones.ts";
import { aPhone, testActor, testKeyring } from "../../db/testing/builders.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import { nonceLife } from "../../provisioning/digest.ts";
import { userAgents } from "../../provisioning/testing/house.ts";
import type { Claim } from "../contract.ts";
import { aFleet, digestOf, withPhones } from "../phones-world.ts";
import { Tally } from "../tally.ts";
import type { Kind } from "../world.ts";

const kinds: readonly Kind[] = ["SQLite", "PostgreSQL"];
const tokenIn = (text: string): string | null => /\/p\/([0-9a-z]{26})\//.exec(text)?.[1] ?? null;

const races: Claim = {
  id: "first-contact-once",
  suite: "attack",
  promise:
    "Of many who ask at once in a first-contact window one gets the token and no other, of many first uses all are of one and the same phone, and afterwards asking by MAC gets nothing.",
  prove: async (setup) => {
    const tally = new Tally();
    const rounds = setup.size === "full" ? 200 : 3;
    for (const kind of kinds) {
      await withPhones(setup, { kind, bandMillis: 0 }, async (house) => {
        const { organisationId } = await aFleet(house.db, 1);
        for (let round = 0; round < rounds; round++) {
          const phone = await aPhone(house.db, organisationId);
          const input = { organisationId, phoneId: phone.id, minutes: 10, network: null };
          await openWindow(house.db, testKeyring, input, testActor, house.clock.now);
          await house.provisioning.settle();
          const userAgent = userAgents.yealink(phone.mac);
          const askers = Array.from({ length: 8 }, (_, n) => `198.51.${round % 250}.${n + 1}`);
          const ask = (address: string) => house.from(address, `/${phone.mac}.cfg`, { userAgent });
          const replies = await Promise.all(askers.map((address) => ask(address)));
          const tokens = replies.flatMap(({ status, body }) => (status === 200 ? [tokenIn(body.toString("latin1"))] : []));
          tally.check(tokens.length === 1 && tokens[0] !== null, () => `${kind}: ${tokens.length} of 8 at once got a token`);
          const winner = askers[replies.findIndex(({ status }) => status === 200)] ?? "";
          const path = `/p/${tokens[0]}/${phone.mac}.cfg`;
          const uses = await Promise.all(Array.from({ length: 6 }, () => house.from(winner, path, { userAgent })));
          tally.check(
            uses.every(({ status }) => status === 200),
            () => `${kind}: first uses got ${uses.map(({ status }) => status).join()}`,
          );
          const later = await Promise.all(askers.map((address) => ask(address)));
          tally.check(
            later.every(({ status }) => status === 404),
            () => `${kind}: a later asker got ${later.map(({ status }) => status).join()}`,
          );
          const own = await readPhoneToken(house.db, testKeyring, { organisationId, id: phone.id }, testActor, house.clock.now);
          tally.check(own === tokens[0], `${kind}: the token that was given out is not the phone's`);
        }
      });
    }
    return tally.outcome({ measured: `${rounds} windows on each database, 8 askers at once` });
  },
};

const replays: Claim = {
  id: "digest-replay",
  suite: "attack",
  promise:
    "An answer to a digest challenge is good once, for one path, within five minutes: sent again, with another path, another method, a forged or old nonce it gets the challenge that everybody gets.",
  prove: async (setup) => {
    const tally = new Tally();
    const count = setup.size === "full" ? 100 : 3;
    for (const kind of kinds) {
      await withPhones(setup, { kind, bandMillis: 0 }, async (house) => {
        const { organisationId, phones } = await aFleet(house.db, count, { make: "yealink" });
        await house.provisioning.settle();
        for (const [n, { id, mac }] of phones.entries()) {
          const { digestUser: user, digestSecret: secret } = await readPhonePasswords(
            house.db,
            testKeyring,
            { organisationId, id },
            testActor,
            house.clock.now,
          );
          const path = `/d/${mac}.cfg`;
          const userAgent = userAgents.yealink(mac);
          const ask = async (authorization: string, at = path, method = "GET") =>
            (await house.from(`198.51.100.${n + 1}`, at, { method, userAgent, headers: { authorization } })).status;
          const challenge = async () =>
            String((await house.from("198.51.100.1", path, { userAgent })).headers["www-authenticate"]);
          const given = await challenge();
          const good = digestOf(given, { user, secret, path });
          const at = (name: string, status: number, wanted: number) =>
            tally.check(status === wanted, () => `${kind}: ${name} got ${status}`);
          at("the phone", await ask(good), 200);
          at("the same answer again", await ask(good), 401);
          const two = digestOf(given, { user, secret, path, count: 2 });
          const both = await Promise.all(Array.from({ length: 6 }, () => ask(two)));
          tally.check(
            both.filter((status) => status === 200).length === 1,
            () => `${kind}: one count, six at once: ${both.join()}`,
          );
          at("another path", await ask(digestOf(given, { user, secret, path, count: 3 }), `/d/${mac}.boot`), 401);
          at("another method", await ask(digestOf(given, { user, secret, path, count: 4 }), path, "PUT"), 401);
          const forged = given.replace(
            /nonce="([^"]{4})/,
            (_, head: string) => `nonce="${head[0] === "a" ? "b" : "a"}${head.slice(1)}`,
          );
          at("a forged nonce", await ask(digestOf(forged, { user, secret, path })), 401);
          at("a nonce of nobody's", await ask(digestOf('nonce="abc.d.e"', { user, secret, path })), 401);
          const old = await challenge();
          const before = house.clock.now;
          house.clock.now = new Date(before.getTime() + nonceLife + 1_000);
          at("an old nonce", await ask(digestOf(old, { user, secret, path })), 401);
          at("a fresh nonce", await ask(digestOf(await challenge(), { user, secret, path })), 200);
          house.clock.now = before;
        }
      });
    }
    return tally.outcome({ measured: `${count} phones on each database` });
  },
};

export const onceClaims: readonly Claim[] = [races, replays];
