import { askResync, phonesAmong } from "../../db/resync.ts";
import { settleResyncs, takeResyncs } from "../../db/resync-queue.ts";
import type { Actor } from "../../db/types.ts";
import type { ResyncResult } from "../../domain/resync.ts";
import { sayExchange } from "./demo-exchange.ts";
import type { Seed } from "./seed.ts";

type Said = {
  readonly label: string;
  readonly result: ResyncResult;
  readonly status: number | null;
  readonly answer: string | null;
};
/** The demo's own, unless KLYKA_PHONES_PORT says otherwise: then it is said anew when the demo starts. */
const usualPhonesPort = 8080;
/** What became of those that were asked lately. */
const asked: readonly Said[] = [
  { label: "Receptionen", result: "accepted", status: 200, answer: "OK" },
  { label: "Projektledning", result: "accepted", status: 200, answer: "OK" },
  { label: "Ny plats, kalkyl", result: "not_registered", status: 480, answer: "Temporarily Unavailable" },
];

/** Where phones are told to fetch, and what some of them answered the last time. */
export async function seedResync({ db, keyring, organisationId, actor, times }: Seed, chief: Actor): Promise<void> {
  await sayExchange(db, usualPhonesPort, actor, times.before(59, "09:45"));
  const rows: { id: string; label: string }[] = await db("phone")
    .where("organisation_id", organisationId)
    .whereIn("state", ["claimed", "bound"])
    .whereIn(
      "label",
      asked.map(({ label }) => label),
    )
    .select("id", "label");
  const when = times.before(1, "15:20");
  const phones = phonesAmong(
    db,
    rows.map(({ id }) => id),
  );
  await askResync(db, { phones, reason: "person", notBefore: null }, chief, when);
  // Each has its turn a second after the one before.
  for (let second = 0; second <= rows.length; second++) {
    const now = new Date(when.getTime() + second * 1000);
    const { taken } = await takeResyncs(db, keyring, now, rows.length, () => 0);
    const ended = taken.flatMap((one) => {
      const label = rows.find(({ id }) => id === one.target.phoneId)?.label;
      const said = asked.find((phone) => phone.label === label);
      return said ? [{ taken: one, ...said, via: "sip-udp", at: now, nextAt: null }] : [];
    });
    await settleResyncs(db, ended, now);
  }
}
