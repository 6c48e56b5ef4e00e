import { z } from "zod";
import { sameVersion } from "../domain/firmware.ts";
import { type Home, homeNetwork, mostNetworks } from "../domain/hold.ts";
import { runs } from "../domain/standing.ts";
import { recordAudit } from "./audit.ts";
import { announce, announcePhones } from "./changes.ts";
import { bulkUpsert, type PhoneRecords } from "./dialect/bulk-insert.ts";
import { chunks, oneOf } from "./dialect/dialect.ts";
import { getLivePhone } from "./phone-rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** How a phone has asked, as it is kept; and its last contact, which says the same where nothing is kept yet. */
export type KnownHome = {
  readonly home: Home | null;
  readonly contact: {
    readonly address: string;
    readonly userAgent: string | null;
    readonly firmware: string | null;
  } | null;
  /** Until when whatever is strange once is believed; ISO 8601 UTC. */
  readonly expectedUntil: string | null;
};

type Row = {
  phone_id: string;
  networks: string | null;
  program: string | null;
  model: string | null;
  firmware: string | null;
  expected_until: string | null;
  contact_address: string | null;
  contact_agent: string | null;
  contact_firmware: string | null;
};

/** Of those of these phones that something is known of. @param phoneIds at most some thousands */
export async function loadHomes(db: Db, phoneIds: readonly string[]): Promise<Map<string, KnownHome>> {
  if (phoneIds.length === 0) return new Map();
  const rows: Row[] = await db("phone as p")
    .leftJoin("phone_home as h", "h.phone_id", "p.id")
    .leftJoin("phone_contact as c", "c.phone_id", "p.id")
    .where(oneOf(db, "p.id", phoneIds))
    .where((some) => some.whereNotNull("h.phone_id").orWhereNotNull("c.phone_id"))
    .select({
      phone_id: "p.id",
      networks: "h.networks",
      program: "h.program",
      model: "h.model",
      firmware: "h.firmware",
      expected_until: "h.expected_until",
      contact_address: "c.address",
      contact_agent: "c.user_agent",
      contact_firmware: "c.firmware",
    });
  return new Map(rows.map((row) => [row.phone_id, present(row)]));
}

function present(row: Row): KnownHome {
  const { networks, program, model, firmware, contact_address: address } = row;
  return {
    home: networks ? { networks: networks.split(" "), program, model, firmware } : null,
    contact: address === null ? null : { address, userAgent: row.contact_agent, firmware: row.contact_firmware },
    expectedUntil: row.expected_until,
  };
}

export type NewHome = {
  readonly phoneId: string;
  readonly organisationId: string;
  readonly home: Home;
  /** The phone was expected to be strange, and was: from now on it is not. */
  readonly expectedUsed: boolean;
};

const homeRecords: PhoneRecords = {
  table: "phone_home",
  columns: [
    ["phone_id", "text"],
    ["networks", "text"],
    ["program", "text"],
    ["model", "text"],
    ["firmware", "text"],
    ["expected_until", "text"],
  ],
  key: ["phone_id"],
};

/** Notes how phones ask; written behind, in batches. What another process has learned meanwhile stays. */
export async function saveHomes(db: Db, list: readonly NewHome[]): Promise<void> {
  const latest = [...new Map(list.map((one) => [one.phoneId, one])).values()];
  for (const part of chunks(latest, 200)) {
    await change(db, async (trx) => {
      const ids = part.map(({ phoneId }) => phoneId);
      const alive = new Set<string>(
        await trx("phone")
          .where(oneOf(trx, "id", ids))
          .whereNot("state", "retired")
          .pluck("id"),
      );
      const known = new Map((await trx<Row>("phone_home").where(oneOf(trx, "phone_id", ids))).map((row) => [row.phone_id, row]));
      const homes = part.flatMap((one) => {
        if (!alive.has(one.phoneId)) return [];
        const before = known.get(one.phoneId);
        const networks = merged(one.home.networks, before?.networks ?? "");
        const { program, model, firmware } = one.home;
        const until = one.expectedUsed ? null : (before?.expected_until ?? null);
        const same = before?.networks === networks && before.program === program && before.model === model;
        return [{ one, row: [one.phoneId, networks, program, model, firmware, until], told: !same || one.expectedUsed }];
      });
      await bulkUpsert(
        trx,
        homeRecords,
        homes.map(({ row }) => row),
      );
      await announcePhones(
        trx,
        homes.filter(({ told }) => told).map(({ one }) => one),
      );
    });
  }
}

function merged(networks: readonly string[], known: string): string {
  return [...new Set([...networks, ...known.split(" ").filter(Boolean)])].slice(0, mostNetworks).join(" ");
}

type HomeColumns = {
  readonly networks: string;
  readonly program: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly expected_until: string | null;
};

async function writeHome(trx: Db, phoneId: string, columns: HomeColumns): Promise<void> {
  await trx("phone_home")
    .insert({ phone_id: phoneId, ...columns })
    .onConflict("phone_id")
    .merge();
}

export type Look = {
  readonly network: string;
  readonly program: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
};

/** This is the phone, and so it asks from now on. What the asker did not say stays as it was. Inside `change`. */
export async function acceptLook(trx: Db, phoneId: string, look: Look): Promise<void> {
  const before = (await loadHomes(trx, [phoneId])).get(phoneId);
  const { home = null, contact = null, expectedUntil = null } = before ?? {};
  const known = home?.networks ?? (contact ? [homeNetwork(contact.address)] : []);
  await writeHome(trx, phoneId, {
    networks: merged([look.network], known.join(" ")),
    // A program that is no make's is believed this once: the phone itself says another.
    program: look.program?.startsWith("other:") ? null : (look.program ?? home?.program ?? null),
    model: look.model ?? home?.model ?? null,
    firmware: look.firmware ?? home?.firmware ?? contact?.firmware ?? null,
    expected_until: expectedUntil,
  });
}

/** A retired phone is at home nowhere. Inside `change`. */
export async function forgetHome(trx: Db, phoneId: string): Promise<void> {
  await trx("phone_home").where("phone_id", phoneId).delete();
  await trx("phone_hold").where("phone_id", phoneId).whereIn("state", ["held", "reported"]).delete();
}

/** True when the phone says the firmware that this server has told it to run: a roll-out back is no copy. */
export async function firmwareIsWanted(db: Db, phoneId: string, said: string): Promise<boolean> {
  const row: { firmware: string | null } | undefined = await db("phone_wanted").where("phone_id", phoneId).first("firmware");
  return row?.firmware != null && (runs(said, row.firmware) || sameVersion(said, row.firmware));
}

export const ExpectPhone = z.strictObject({
  organisationId: z.string(),
  phoneId: z.string(),
  /** 1 to 336. */
  hours: z.int().min(1).max(336),
});
export type ExpectPhone = z.infer<typeof ExpectPhone>;

/**
 * Somebody says beforehand that a phone moves, or gets older firmware: within that time whatever is strange is believed,
 * once. @throws DomainError `phone_not_found`, `phone_state_refused`
 *
 * @returns until when
 */
export async function expectPhone(db: Db, input: ExpectPhone, actor: Actor, now: Date): Promise<string> {
  const { organisationId, phoneId, hours } = input;
  const until = new Date(now.getTime() + hours * 3_600_000).toISOString();
  await change(db, async (trx) => {
    await getLivePhone(trx, { organisationId, id: phoneId });
    await trx("phone_home")
      .insert({ phone_id: phoneId, networks: "", expected_until: until })
      .onConflict("phone_id")
      .merge(["expected_until"]);
    await note(trx, "phone.expected", { organisationId, phoneId }, { until }, actor, now);
  });
  return until;
}

/** Takes that back. Idempotent. @throws DomainError `phone_not_found`, `phone_state_refused` */
export async function expectNothing(
  db: Db,
  input: { readonly organisationId: string; readonly phoneId: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    await getLivePhone(trx, { organisationId: input.organisationId, id: input.phoneId });
    const expected = trx("phone_home").where("phone_id", input.phoneId).whereNotNull("expected_until");
    if ((await expected.update({ expected_until: null })) === 0) return;
    await note(trx, "phone.expected_no_more", input, undefined, actor, now);
  });
}

async function note(
  trx: Db,
  action: string,
  { organisationId, phoneId }: { readonly organisationId: string; readonly phoneId: string },
  after: { readonly until: string } | undefined,
  actor: Actor,
  now: Date,
): Promise<void> {
  const entry = { organisationId, action, subject: { kind: "phone", id: phoneId } };
  await recordAudit(trx, after ? { ...entry, after } : entry, actor, now);
  await announce(trx, "phone", { organisationId, phoneId });
}
