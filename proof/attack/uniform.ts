import { createOrganisationToken } from "../../db/organisation-tokens.ts";
import { retirePhone } from "../../db/phone-lifecycle.ts";
import { readPhonePasswords } from "../../db/phones.ts";
import { aBoundPhone, anOrganisation, aPhone, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import { userAgents } from "../../provisioning/testing/house.ts";
import type { Claim, Outcome, ProofSetup } from "../contract.ts";
import { kolmogorovSmirnov } from "../kolmogorov.ts";
import { aFleet, digestOf, type PhonesHouse, said, tftpOnce, withPhones, withUdp } from "../phones-world.ts";
import { Tally } from "../tally.ts";
import { pick } from "../world.ts";

/** A kind of asker that gets nothing, and a path that it asks for, another each time where it has several. */
type Class = {
  readonly name: string;
  readonly path: () => string;
  readonly headers?: (path: string) => Promise<Record<string, string>>;
};

const fakeMac = (random: () => number): string =>
  `001565${Math.floor(random() * 0x1000000)
    .toString(16)
    .padStart(6, "0")}`;
const fakeToken = (random: () => number): string =>
  Array.from({ length: 26 }, () => pick(random, ["0", "3", "7", "a", "g", "k", "q", "z"])).join("");

/** The text with another first or last sign. */
function butFor(text: string, at: 0 | -1, one: string, other: string): string {
  const sign = text.at(at) === one ? other : one;
  return at === 0 ? `${sign}${text.slice(1)}` : `${text.slice(0, -1)}${sign}`;
}

const crockford = "0123456789abcdefghjkmnpqrstvwxyz";

/** The text with others of its signs at two places among these. */
function butForTwo(text: string, random: () => number, from: number, to: number): string {
  const signs = [...text];
  for (let n = 0; n < 2; n++) {
    const at = from + Math.floor(random() * (to - from));
    const next = crockford.indexOf(text[at] ?? "") + 1 + Math.floor(random() * (crockford.length - 1));
    signs[at] = crockford[next % crockford.length] ?? "";
  }
  return signs.join("");
}

/**
 * Everybody who has proved nothing, by how they ask: plainly, by token, by digest. What has never been asked before takes longer than
 * what has, whatever it is: classes of which each question is new (`guess`) are compared among themselves, the others draw from a few.
 */
async function everybody(
  house: PhonesHouse,
  random: () => number,
): Promise<Record<"plain" | "token" | "guess" | "digest", Class[]>> {
  const { db } = house;
  const { organisationId, phones: bound } = await aFleet(db, 12, { make: "yealink" });
  const neighbour = await anOrganisation(db);
  const claimed = await aPhone(db, organisationId);
  const foreign = await aBoundPhone(db, neighbour.id);
  const retired = await aBoundPhone(db, organisationId);
  const by = (id: string, whose = organisationId) => ({ organisationId: whose, id });
  const tokenOf = (id: string, whose = organisationId) => readPhoneToken(db, testKeyring, by(id, whose), testActor, testNow);
  const [someBound] = bound;
  if (!someBound) throw new Error("no phone");
  const [token, retiredToken] = [await tokenOf(someBound.id), await tokenOf(retired.id)];
  const { token: shared } = await createOrganisationToken(db, testKeyring, { organisationId, name: "DHCP" }, testActor, testNow);
  const secrets = await readPhonePasswords(db, testKeyring, by(someBound.id), testActor, testNow);
  const retiredSecrets = await readPhonePasswords(db, testKeyring, by(retired.id), testActor, testNow);
  await retirePhone(db, by(retired.id), testActor, testNow);
  await house.provisioning.settle();
  const oneOfBound = () => pick(random, [someBound, ...bound.slice(1)]).mac;
  const challenge = async () => String((await house.ask("/d/challenge.cfg")).headers["www-authenticate"]);
  const signed = (user: string, secret: string) => async (path: string) => ({
    authorization: digestOf(await challenge(), { user, secret, path }),
  });
  const nearly = (at: 0 | -1) => async (path: string) => {
    const { authorization } = await signed(secrets.digestUser, secrets.digestSecret)(path);
    return { authorization: authorization.replace(/(?<=response=")[0-9a-f]+/, (right) => butFor(right, at, "0", "1")) };
  };
  const few = <T>(make: () => T): (() => T) => {
    const made = Array.from({ length: 12 }, make);
    return () => made[Math.floor(random() * made.length)] ?? make();
  };
  const [aFakeMac, aFakeToken] = [few(() => fakeMac(random)), few(() => fakeToken(random))];
  const digestPath = (mac: string) => () => `/d/${mac}.cfg`;
  return {
    plain: [
      { name: "an unknown phone", path: () => `/${aFakeMac()}.cfg` },
      { name: "a bound phone", path: () => `/${oneOfBound()}.cfg` },
      { name: "a claimed phone", path: () => `/${claimed.mac}.cfg` },
      { name: "another firm's phone", path: () => `/${foreign.mac}.cfg` },
      { name: "a retired phone", path: () => `/${retired.mac}.cfg` },
    ],
    token: [
      { name: "a made-up token", path: () => `/p/${aFakeToken()}/${oneOfBound()}.cfg` },
      { name: "a made-up token and phone", path: () => `/p/${aFakeToken()}/${aFakeMac()}.cfg` },
      { name: "a retired phone's token", path: () => `/p/${retiredToken}/${retired.mac}.cfg` },
      { name: "another phone's token", path: () => `/p/${token}/${claimed.mac}.cfg` },
      { name: "a phone's token and an unknown phone", path: () => `/p/${token}/${aFakeMac()}.cfg` },
      { name: "a phone's token but for its first sign", path: () => `/p/${butFor(token, 0, "a", "b")}/${someBound.mac}.cfg` },
      { name: "a phone's token but for its last sign", path: () => `/p/${butFor(token, -1, "a", "b")}/${someBound.mac}.cfg` },
      { name: "an organisation's token as a phone's", path: () => `/p/${shared}/${oneOfBound()}.cfg` },
    ],
    guess: [
      { name: "a made-up token, never asked before", path: () => `/p/${fakeToken(random)}/${someBound.mac}.cfg` },
      { name: "a phone's token but for its beginning", path: () => `/p/${butForTwo(token, random, 0, 13)}/${someBound.mac}.cfg` },
      { name: "a phone's token but for its end", path: () => `/p/${butForTwo(token, random, 13, 26)}/${someBound.mac}.cfg` },
    ],
    digest: [
      { name: "nobody's name", path: digestPath(someBound.mac), headers: signed("001565000001-abcdef", "fel") },
      {
        name: "a phone's name and a wrong password",
        path: digestPath(someBound.mac),
        headers: signed(secrets.digestUser, "fel"),
      },
      { name: "a phone's answer but for its first sign", path: digestPath(someBound.mac), headers: nearly(0) },
      { name: "a phone's answer but for its last sign", path: digestPath(someBound.mac), headers: nearly(-1) },
      {
        name: "a retired phone's name and password",
        path: digestPath(retired.mac),
        headers: signed(retiredSecrets.digestUser, retiredSecrets.digestSecret),
      },
      {
        name: "a phone's password for another phone",
        path: digestPath(claimed.mac),
        headers: signed(secrets.digestUser, secrets.digestSecret),
      },
    ],
  };
}

/** What came of one question: all that can be compared, and how long it took. */
type Sample = { readonly said: string; readonly millis: number };

/**
 * Samples of each class in turns whose order is drawn anew each time, so that whatever else the machine does falls on all of
 * them alike; so many lanes at once.
 */
async function sampled(
  setup: ProofSetup,
  classes: readonly Class[],
  lanes: number,
  ask: (one: Class, lane: number) => Promise<Sample>,
): Promise<Map<string, Sample[]>> {
  const perClass = setup.size === "full" ? 10_000 : 120;
  const samples = new Map(classes.map(({ name }) => [name, [] as Sample[]]));
  let [round, told] = [0, 0];
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (; round < perClass; ) {
        round += 1;
        const order = classes.map((one) => ({ one, at: setup.random() })).sort((a, b) => a.at - b.at);
        for (const { one } of order) samples.get(one.name)?.push(await ask(one, lane));
        if (Math.floor((10 * round) / perClass) > told) {
          told = Math.floor((10 * round) / perClass);
          setup.say(`${classes.length} classes, ${round} of ${perClass} rounds`);
        }
      }
    }),
  );
  return samples;
}

/** The rule, stated before anything is measured: each class against the first, 1 % shared among all comparisons (Bonferroni). */
const alpha = 0.01;

/** @param timed false: few samples, in a test: time is measured, and nothing hangs on it */
function compare(
  tally: Tally,
  samples: ReadonlyMap<string, readonly Sample[]>,
  where: string,
  { comparisons, timed }: { readonly comparisons: number; readonly timed: boolean },
): number {
  const [[first = "", reference = []] = []] = samples;
  const bytes = new Set(reference.map((one) => one.said));
  tally.check(bytes.size === 1, () => `${where}: ${first} was answered in ${bytes.size} ways`);
  let least = 1;
  for (const [name, list] of samples) {
    for (const one of list)
      tally.check(bytes.has(one.said), () => `${where}: ${name} was answered otherwise than ${first}: ${one.said.slice(0, 60)}`);
    if (name === first) continue;
    const { p, distance } = kolmogorovSmirnov(reference.map(millisOf), list.map(millisOf));
    least = Math.min(least, p);
    tally.check(
      !timed || p >= alpha / comparisons,
      () => `${where}: ${name} takes another time than ${first} (distance ${distance.toFixed(3)}, p ${p.toExponential(1)})`,
    );
  }
  return least;
}

const millisOf = ({ millis }: Sample): number => millis;
const bandMillis = 25;

function result(tally: Tally, least: number, samples: number, comparisons: number): Outcome {
  return tally.outcome({
    measured: `${samples} samples a class, ${comparisons} comparisons (two-sample KS, band ${bandMillis} ms): least p ${least.toPrecision(2)}, bar ${(alpha / comparisons).toPrecision(2)}`,
  });
}

const http: Claim = {
  id: "uniform-http",
  suite: "attack",
  promise:
    "Over HTTP whoever proves nothing gets one and the same answer after the same time: unknown, foreign, retired, wrong token, wrong password, however much of them is right.",
  prove: (setup) =>
    withPhones(setup, { bandMillis }, async (house) => {
      const tally = new Tally();
      const groups = Object.entries(await everybody(house, setup.random));
      const comparisons = groups.reduce((sum, [, classes]) => sum + classes.length - 1, 0);
      let [least, samples] = [1, 0];
      for (const [way, classes] of groups) {
        const lanes = way === "digest" ? 16 : 32;
        const measured = await sampled(setup, classes, lanes, async (one) => {
          const path = one.path();
          const headers = (await one.headers?.(path)) ?? {};
          const began = performance.now();
          const reply = await house.ask(path, {
            headers,
            userAgent: userAgents.yealink(/([0-9a-f]{12})\.cfg$/.exec(path)?.[1] ?? ""),
          });
          return { said: said(reply), millis: performance.now() - began };
        });
        samples = measured.values().next().value?.length ?? 0;
        least = Math.min(least, compare(tally, measured, way, { comparisons, timed: setup.size === "full" }));
      }
      return result(tally, least, samples, comparisons);
    }),
};

const tftp: Claim = {
  id: "uniform-tftp",
  suite: "attack",
  promise:
    "Over TFTP whoever proves nothing gets one and the same error after the same time: unknown, foreign, retired, wrong token, however much of it is right.",
  prove: (setup) =>
    withPhones(setup, { bandMillis }, async (house) => {
      const tally = new Tally();
      const { plain, token, guess } = await everybody(house, setup.random);
      const groups = Object.entries({ plain, token, guess });
      const comparisons = groups.reduce((sum, [, classes]) => sum + classes.length - 1, 0);
      let [least, samples] = [1, 0];
      for (const [way, classes] of groups) {
        // A socket for each question, as phones have: a second packet to one port would be the same question again.
        const measured = await sampled(setup, classes, 24, (one) =>
          withUdp(async (client) => {
            const { packet, millis } = await tftpOnce(client, house.tftpPort, one.path().slice(1));
            return { said: packet.toString("latin1"), millis };
          }),
        );
        samples = measured.values().next().value?.length ?? 0;
        least = Math.min(least, compare(tally, measured, way, { comparisons, timed: setup.size === "full" }));
      }
      return result(tally, least, samples, comparisons);
    }),
};

export const uniformClaims: readonly Claim[] = [http, tftp];
