import { Agent } from "node:http";
import { listAlarms } from "../../db/alarms.ts";
import { listFound } from "../../db/found-phones.ts";
import { createOrganisationToken } from "../../db/organisation-tokens.ts";
import { aPhone, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { readPhoneToken } from "../../db/tokens.ts";
import { usualBudget } from "../../provisioning/stranger-budget.ts";
import { userAgents } from "../../provisioning/testing/house.ts";
import type { Claim, ProofSetup } from "../contract.ts";
import { aFleet, ownFile, type PhonesHouse, withPhones } from "../phones-world.ts";
import { eachOf, Tally } from "../tally.ts";

/** Somebody who means it keeps his connections. */
const agent = new Agent({ keepAlive: true, maxSockets: 24 });
const officeLines = new Agent({ keepAlive: true, maxSockets: 8 });
const macOf = (n: number): string => (0x001565a00000 + n).toString(16).padStart(12, "0");

/** Where somebody asks from, and the organisation's phones: beside each other, or somebody from ever new networks. */
type Place = {
  readonly name: string;
  readonly address: (n: number, random: () => number) => string;
  readonly office?: string;
};
const places: readonly Place[] = [
  { name: "a /24", address: (_, random) => `198.51.100.${1 + Math.floor(random() * 254)}` },
  {
    name: "a /56",
    address: (_, random) =>
      `2001:db8:7:4${Math.floor(random() * 256)
        .toString(16)
        .padStart(2, "0")}::${(1 + Math.floor(random() * 65_534)).toString(16)}`,
  },
  { name: "ever new networks", address: (n) => `100.${n % 200}.${(n * 7) % 250}.9`, office: "203.0.113.7" },
];

type Sweep = { readonly name: string; readonly path: (mac: string) => string; readonly place: Place };

/** Every identifier of the range in turn, answers counted by status. */
async function sweep(setup: ProofSetup, house: PhonesHouse, { name, path, place }: Sweep, count: number): Promise<number> {
  let otherwise = 0;
  let done = 0;
  await eachOf(
    Array.from({ length: count }, (_, n) => n),
    16,
    async (n) => {
      const mac = macOf(n);
      const reply = await house.from(place.address(n, setup.random), path(mac), { userAgent: userAgents.yealink(mac), agent });
      if (reply.status !== 404) otherwise += 1;
      done += 1;
      if (done % 16_384 === 0) setup.say(`${name}: ${done} of ${count}, ${otherwise} answered`);
    },
  );
  return otherwise;
}

const enumeration: Claim = {
  id: "enumeration-budget",
  suite: "attack",
  promise:
    "Of 2^16 MAC addresses tried in turn less than 1 % are answered otherwise than unknown ones, one alarm tells of it, and 300 known phones in the same network notice nothing.",
  prove: async (setup) => {
    const full = setup.size === "full";
    const count = full ? 65_536 : 600;
    const known = full ? 300 : 6;
    const share = count / 65_536;
    const unknownBudget = full
      ? usualBudget
      : {
          perNetwork: Math.ceil(usualBudget.perNetwork * share),
          perOrganisation: Math.ceil(usualBudget.perOrganisation * share),
        };
    const tally = new Tally();
    const measured: string[] = [];
    for (const place of places) {
      for (const way of full ? (["organisation", "plain"] as const) : (["organisation"] as const)) {
        await withPhones(setup, { bandMillis: 0, unknownBudget }, async (house) => {
          const { organisationId, phones } = await aFleet(house.db, known);
          // Some of the range are the organisation's, and have not proved themselves yet.
          for (let n = 0; n < known; n++)
            await aPhone(house.db, organisationId, {
              mac: macOf(Math.floor(setup.random() * count * 0.8) + Math.ceil(count * 0.2)),
            }).catch(() => null);
          const by = { organisationId, name: "DHCP" };
          const { token } = await createOrganisationToken(house.db, testKeyring, by, testActor, testNow);
          await house.provisioning.settle();
          const office = await Promise.all(
            phones.map(async (phone, n) => {
              const own = await readPhoneToken(house.db, testKeyring, { organisationId, id: phone.id }, testActor, testNow);
              return { phone, path: `/p/${own}/${ownFile(phone)}`, address: place.office ?? place.address(n, setup.random) };
            }),
          );
          const askAll = () =>
            eachOf(office, 8, async ({ phone, path, address }) => {
              const { status } = await house.from(address, path, { userAgent: userAgents[phone.vendor ?? "yealink"](phone.mac) });
              tally.check(status === 200, () => `${place.name}, ${way}: a known phone got ${status}`);
            });
          await askAll();
          const path = (mac: string) => (way === "plain" ? `/${mac}.cfg` : `/o/${token}/${mac}.cfg`);
          const sweeping = sweep(setup, house, { name: `${place.name}, ${way}`, path, place }, count);
          await askAll();
          const otherwise = await sweeping;
          await askAll();
          tally.check(otherwise < count / 100, () => `${place.name}, ${way}: ${otherwise} of ${count} were answered otherwise`);
          await house.provisioning.flush();
          const floods = (await listAlarms(house.db, { organisationId: null })).filter(({ kind }) => kind === "unknown_flood");
          // From ever new networks, plainly asked, there is nothing to learn, and no network to name.
          const most = place.name === "ever new networks" && way === "plain" ? 0 : 1;
          tally.check(floods.length === most, () => `${place.name}, ${way}: ${floods.length} alarms`);
          measured.push(`${place.name}, ${way}: ${otherwise}`);
        });
      }
    }
    return tally.outcome({ measured: `answered otherwise of ${count}: ${measured.join("; ")}` });
  },
};

/** The p-th of them, milliseconds. */
function quantile(times: readonly number[], p: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0;
}

const found: Claim = {
  id: "found-bounded",
  suite: "attack",
  promise:
    "A million made-up phones leave no more behind than what is kept in all and of one network, real new phones of other networks stay, and known phones are served as before.",
  prove: (setup) => {
    const full = setup.size === "full";
    const count = full ? 1_000_000 : 800;
    const foundCaps = full ? { most: 10_000, perNetwork: 500 } : { most: 100, perNetwork: 20 };
    const unknownBudget = full ? usualBudget : { perNetwork: 30, perOrganisation: 60 };
    return withPhones(setup, { bandMillis: 0, foundCaps, unknownBudget, renderAhead: true }, async (house) => {
      const tally = new Tally();
      const { organisationId, phones } = await aFleet(house.db, full ? 200 : 4);
      await house.provisioning.settle();
      const office = await Promise.all(
        phones.map(async (phone) => {
          const token = await readPhoneToken(house.db, testKeyring, { organisationId, id: phone.id }, testActor, testNow);
          return { path: `/p/${token}/${ownFile(phone)}`, userAgent: userAgents[phone.vendor ?? "yealink"](phone.mac) };
        }),
      );
      // Real phones that belong to nobody yet, of a network of their own.
      const newcomers = ["0004137f00a1", "0004137f00a2", "0004137f00a3"];
      for (const mac of newcomers)
        await house.from("203.0.113.40", `/snomD785-${mac.toUpperCase()}.htm`, { userAgent: userAgents.snom(mac) });
      /** Known phones ask in turn for as long as the load goes on. */
      const during = async (load: () => Promise<void>): Promise<number[]> => {
        const times: number[] = [];
        const state = { over: false };
        const asking = Promise.all(
          Array.from({ length: 4 }, async (_, lane) => {
            for (let at = lane; !state.over; at += 4) {
              const one = office[at % office.length];
              if (!one) return;
              const began = performance.now();
              const { status } = await house.from("198.51.100.7", one.path, { userAgent: one.userAgent, agent: officeLines });
              times.push(performance.now() - began);
              tally.check(status === 200, () => `a known phone got ${status}`);
            }
          }),
        );
        await load();
        state.over = true;
        await asking;
        return times;
      };
      const flood = (total: number, mac: (n: number) => string, says: string) => {
        let done = 0;
        return eachOf(
          Array.from({ length: total }, (_, n) => n),
          24,
          async (n) => {
            const one = mac(n);
            await house.from(`100.${64 + (n % 40)}.${(n * 13) % 250}.${1 + (n % 250)}`, `/${one}.cfg`, {
              userAgent: userAgents.yealink(one),
              agent,
            });
            done += 1;
            if (done % 100_000 === 0) setup.say(`${says}: ${done} of ${total}`);
          },
        );
      };
      // The same load by one and the same stranger: what differs is that the phones are made up.
      const before = await during(() => flood(count / 20, () => macOf(1), "one stranger"));
      const under = await during(() => flood(count, macOf, "made-up phones"));
      await house.provisioning.flush();
      const kept = await listFound(house.db, { organisationId: null, limit: 100_000 });
      tally.check(kept.length <= foundCaps.most, () => `${kept.length} found phones are kept`);
      for (const mac of newcomers)
        tally.check(
          kept.some((one) => one.mac === mac) || kept.length === foundCaps.most,
          () => `the new phone ${mac} is not kept any more`,
        );
      const ratio = quantile(under, 0.99) / quantile(before, 0.99);
      tally.check(!full || ratio < 1.5, () => `known phones' p99 became ${ratio.toFixed(2)} times what it was`);
      return tally.outcome({
        measured: `${count} made-up phones: ${kept.length} kept of at most ${foundCaps.most}; known phones' p99 ${quantile(before, 0.99).toFixed(1)} ms beside one stranger, ${quantile(under, 0.99).toFixed(1)} ms beside made-up ones (ratio ${ratio.toFixed(2)})`,
      });
    });
  },
};

export const enumerationClaims: readonly Claim[] = [enumeration, found];
