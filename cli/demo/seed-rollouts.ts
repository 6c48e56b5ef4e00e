import { lookAtRollout } from "../../db/rollout-rounds.ts";
import { createRollout, RolloutInput, takeBackRollout } from "../../db/rollouts.ts";
import type { Actor } from "../../db/types.ts";
import { rolloutActor } from "../../firmware/rollout-engine.ts";
import { parseInput } from "../parse.ts";
import type { Seed } from "./seed.ts";
import { idOf } from "./seed-phones.ts";

/** One roll-out that has gone well, one that was taken back, and one of which the first phone has had its turn. */
export async function seedRollouts(seed: Seed, sites: ReadonlyMap<string, string>, chief: Actor): Promise<void> {
  const { organisationId, times } = seed;
  const organisation = { layer: "organisation", organisationId };
  const site = (name: string) => ({ layer: "site", organisationId, siteId: idOf(sites, name) });
  const clock = await begin(seed, chief, times.before(20, "13:30"), {
    name: "Firmans egen tidsserver",
    values: [{ at: organisation, name: "phone.ntpServer", value: "tid.bjorkobygg.example" }],
    rings: [{ of: { kind: "share", share: 1000 }, gate: { watchedFor: 60 } }, { of: { kind: "rest" } }],
  });
  await went(seed, clock, times.before(20, "13:41"), {});
  for (const [ring, at] of [times.before(20, "14:41"), times.before(20, "15:32")].entries()) await pass(seed, clock, ring, at);
  while (await lookAtRollout(seed.db, clock, rolloutActor, times.before(20, "15:33")));

  const speech = await begin(seed, chief, times.before(9, "10:05"), {
    name: "Krypterat tal på Hamnbygget",
    values: [{ at: site("Hamnbygget"), name: "exchange.srtp", value: "required" }],
    rings: [{ of: { kind: "rest" } }],
  });
  await went(seed, speech, times.before(9, "10:21"), { "Hamnbygget, bod 2": "not_registered" });
  await takeBackRollout(seed.db, { organisationId, id: speech }, chief, times.before(9, "10:24"));

  const first = await phoneCalled(seed, "Ekonomi");
  const quiet = await begin(seed, chief, times.minutesAgo(12), {
    name: "Inga pip under samtal på Kontoret",
    values: [{ at: site("Kontoret"), name: "phone.callWaiting", value: false }],
    rings: [
      { of: { kind: "phones", phoneIds: [first] }, gate: { watchedFor: 60, byHand: true } },
      { of: { kind: "share", share: 3000 } },
      { of: { kind: "rest" }, gate: { mayFail: 200 } },
    ],
  });
  await lookAtRollout(seed.db, quiet, rolloutActor, times.minutesAgo(11));
}

async function begin({ db, organisationId }: Seed, chief: Actor, now: Date, said: object): Promise<string> {
  const input = parseInput(RolloutInput, said);
  return (await createRollout(db, { ...input, organisationId }, chief, now)).id;
}

async function phoneCalled({ db, organisationId }: Seed, label: string): Promise<string> {
  const row: { id: string } | undefined = await db("phone")
    .where({ organisation_id: organisationId, label })
    .whereNot("state", "retired")
    .first("id");
  return row?.id ?? "";
}

/** All its phones have had their turn by then. @param failed those that were not well, by label, and why */
async function went({ db }: Seed, id: string, at: Date, failed: Readonly<Record<string, string>>): Promise<void> {
  const turn = { released_at: at.toISOString(), heard_at: at.toISOString(), decided_at: at.toISOString() };
  await db("rollout_phone")
    .where("rollout_id", id)
    .update({ state: "healthy", overlaid: 1, ...turn });
  for (const [label, reason] of Object.entries(failed)) {
    const ids = db("phone").where("label", label).select("id");
    await db("rollout_phone").where("rollout_id", id).whereIn("phone_id", ids).update({ state: "failed", reason });
  }
}

async function pass({ db }: Seed, id: string, position: number, at: Date): Promise<void> {
  const opened = new Date(at.getTime() - 60 * 60_000).toISOString();
  await db("rollout_ring")
    .where({ rollout_id: id, position })
    .update({ opened_at: opened, released_at: opened, passed_at: at.toISOString() });
}
