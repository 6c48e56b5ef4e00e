import { rotateDigestSecret } from "../../db/digest-secrets.ts";
import { createOrganisationToken, revokeOrganisationToken } from "../../db/organisation-tokens.ts";
import { type Phone, readPhonePasswords } from "../../db/phones.ts";
import { rotateSecrets } from "../../db/rotate-secrets.ts";
import { createKeyring } from "../../db/secrets.ts";
import { testActor, testKeyring } from "../../db/testing/builders.ts";
import { readPhoneToken, rotatePhoneToken } from "../../db/tokens.ts";
import { change } from "../../db/transaction.ts";
import { type Reply, userAgents } from "../../provisioning/testing/house.ts";
import type { Claim } from "../contract.ts";
import { aFleet, digestOf, ownFile, type PhonesHouse, withPhones } from "../phones-world.ts";
import { eachOf, Tally } from "../tally.ts";

/** A phone as it stands in an office: it knows what its last file said, and nothing else. */
type Standing = { readonly phone: Phone; token: string; user: string; secret: string; readonly off: boolean };

/** What the builders seal with, and another. */
const [oldKey, newKey] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(9)];

const office = (n: number): string => `198.51.${n % 250}.${1 + (Math.floor(n / 250) % 250)}`;
const tokenIn = (reply: Reply): string | null => /\/p\/([0-9a-z]{26})\//.exec(reply.body.toString("latin1"))?.[1] ?? null;

async function byToken(house: PhonesHouse, { phone, token }: Standing, n: number, which = token): Promise<Reply> {
  const userAgent = userAgents[phone.vendor ?? "yealink"](phone.mac);
  return house.from(office(n), `/p/${which}/${ownFile(phone)}`, { userAgent });
}

async function byDigest(house: PhonesHouse, { phone, user }: Standing, n: number, secret: string): Promise<number> {
  const userAgent = userAgents[phone.vendor ?? "yealink"](phone.mac);
  const path = `/d/${ownFile(phone)}`;
  const challenge = String((await house.from(office(n), path, { userAgent })).headers["www-authenticate"]);
  const authorization = digestOf(challenge, { user, secret, path });
  return (await house.from(office(n), path, { userAgent, headers: { authorization } })).status;
}

/** Everything that a phone proves itself with is made anew, for all phones, twice before any of them hears of it. */
async function rotateAll(house: PhonesHouse, organisationId: string, fleet: readonly Standing[]): Promise<void> {
  for (let at = 0; at < fleet.length; at += 200)
    await change(house.db, async (trx) => {
      for (const { phone } of fleet.slice(at, at + 200)) {
        const by = { organisationId, id: phone.id };
        await rotatePhoneToken(trx, testKeyring, by, testActor, house.clock.now);
        await rotateDigestSecret(trx, testKeyring, by, testActor, house.clock.now);
      }
    });
  await house.provisioning.settle();
}

const rotation: Claim = {
  id: "rotation-overlap",
  suite: "attack",
  promise:
    "When the tokens and digest passwords of 10,000 phones are made anew, 30 % of them switched off, no phone is locked out, and each old secret is void once the new one has been used.",
  prove: (setup) =>
    withPhones(setup, { bandMillis: 0, cacheBytes: 256 * 1024 * 1024 }, async (house) => {
      const tally = new Tally();
      const { db } = house;
      const { organisationId, phones } = await aFleet(db, setup.size === "full" ? 10_000 : 20);
      const fleet: Standing[] = [];
      await eachOf(phones, 4, async (phone) => {
        const by = { organisationId, id: phone.id };
        const token = await readPhoneToken(db, testKeyring, by, testActor, house.clock.now);
        const { digestUser: user, digestSecret: secret } = await readPhonePasswords(
          db,
          testKeyring,
          by,
          testActor,
          house.clock.now,
        );
        fleet.push({ phone, token, user, secret, off: setup.random() < 0.3 });
      });
      setup.say(`${fleet.length} phones, ${fleet.filter(({ off }) => off).length} of them off`);
      await house.provisioning.settle();
      await rotateAll(house, organisationId, fleet);
      await rotateAll(house, organisationId, fleet);
      setup.say("all secrets are new");
      /** A phone that is on asks with what it has, hears the new address, and uses it. */
      const turn = async (one: Standing): Promise<void> => {
        const n = phones.indexOf(one.phone);
        const old = { token: one.token, secret: one.secret };
        const first = await byToken(house, one, n);
        tally.check(first.status === 200, () => `a phone with its old token got ${first.status}`);
        tally.check(
          (await byDigest(house, one, n, old.secret)) === 200,
          "an old digest password was refused before the new one was used",
        );
        const fresh = tokenIn(first);
        tally.check(fresh !== null && fresh !== old.token, "the phone's file does not name its new token");
        if (fresh === null) return;
        const passwords = await readPhonePasswords(
          db,
          testKeyring,
          { organisationId, id: one.phone.id },
          testActor,
          house.clock.now,
        );
        tally.check((await byToken(house, one, n, fresh)).status === 200, "the new token was refused");
        tally.check(
          (await byToken(house, one, n, old.token)).status === 404,
          "the old token was good after the new one had been used",
        );
        tally.check((await byDigest(house, one, n, passwords.digestSecret)) === 200, "the new digest password was refused");
        tally.check(
          (await byDigest(house, one, n, old.secret)) === 401,
          "the old digest password was good after the new one had been used",
        );
        one.token = fresh;
        one.secret = passwords.digestSecret;
      };
      for (const off of [false, true]) {
        const some = fleet.filter((one) => one.off === off);
        let done = 0;
        await eachOf(some, 8, async (one) => {
          await turn(one);
          done += 1;
          if (done % 1_000 === 0) setup.say(`${done} of ${some.length} phones ${off ? "that were off" : "that were on"}`);
        });
        // Those that are off come back days later.
        house.clock.now = new Date(house.clock.now.getTime() + 9 * 24 * 3_600_000);
      }
      const locked = fleet.filter(({ phone, token }) => !phone || token === "").length;
      tally.check(locked === 0, () => `${locked} phones are locked out`);
      return tally.outcome({
        measured: `${fleet.length} phones, ${fleet.filter(({ off }) => off).length} off meanwhile; all serve themselves`,
      });
    }),
};

const shared: Claim = {
  id: "rotation-of-shared-secrets",
  suite: "attack",
  promise:
    "An organisation's address is replaced with both good until the old one is revoked, and the key that seals all secrets is replaced without any phone noticing.",
  prove: (setup) =>
    // The server has been started with both keys, as `klyka secrets` says.
    withPhones(setup, { bandMillis: 0, keyring: createKeyring([oldKey, newKey]) }, async (house) => {
      const tally = new Tally();
      const { db } = house;
      const { organisationId, phones } = await aFleet(db, setup.size === "full" ? 300 : 6, { make: "yealink" });
      const now = house.clock.now;
      const first = await createOrganisationToken(db, testKeyring, { organisationId, name: "Gamla" }, testActor, now);
      const second = await createOrganisationToken(db, testKeyring, { organisationId, name: "Nya" }, testActor, now);
      await house.provisioning.settle();
      const ask = async (token: string, n: number) => {
        const phone = phones[n % phones.length];
        if (!phone) throw new Error("no phone");
        return (await house.from(office(n), `/o/${token}/${phone.mac}.cfg`, { userAgent: userAgents.yealink(phone.mac) })).status;
      };
      for (const [n] of phones.entries()) {
        tally.check((await ask(first.token, n)) === 200, "the old address was refused while both are good");
        tally.check((await ask(second.token, n)) === 200, "the new address was refused while both are good");
      }
      await revokeOrganisationToken(db, { organisationId, id: first.id }, testActor, now);
      await house.provisioning.settle();
      for (const [n] of phones.entries()) {
        tally.check((await ask(first.token, n)) === 404, "the revoked address was good");
        tally.check((await ask(second.token, n)) === 200, "the new address was refused");
      }
      const tokens = new Map<string, string>();
      for (const { id } of phones) tokens.set(id, await readPhoneToken(db, testKeyring, { organisationId, id }, testActor, now));
      const anew = createKeyring([newKey, oldKey]);
      await rotateSecrets(db, anew, {}, testActor, now);
      for (const [n, phone] of phones.entries()) {
        const token = await readPhoneToken(db, anew, { organisationId, id: phone.id }, testActor, now);
        tally.check(token === tokens.get(phone.id), "a token reads otherwise under the new key");
        const { status } = await house.from(office(n), `/p/${token}/${ownFile(phone)}`, {
          userAgent: userAgents.yealink(phone.mac),
        });
        tally.check(status === 200, () => `a phone got ${status} while the key was replaced`);
      }
      return tally.outcome();
    }),
};

export const rotationClaims: readonly Claim[] = [rotation, shared];
