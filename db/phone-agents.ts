import { resolver } from "../domain/compose-settings.ts";
import type { SwitchFault } from "../domain/switch-port.ts";
import { announce } from "./changes.ts";
import { loadSettingLayers } from "./plan-settings.ts";
import { loadPhoneParts } from "./plan-source.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

/** `another`: somebody else answers at the phone's address. */
export type AgentFault = SwitchFault | "another";

/** A phone whose own SNMP agent is on, and is to be asked now. Holds a secret: never log it. */
export type DueAgent = {
  readonly phoneId: string;
  readonly organisationId: string;
  readonly mac: string;
  /** IP address that the phone asked from last. */
  readonly address: string;
  readonly community: string;
  /** How often it has not answered in a row. */
  readonly tries: number;
  /** Of the lease: what is written is written only while it holds. */
  readonly lease: string;
};

/** What a phone's own SNMP agent says of itself (SNMPv2-MIB, RFC 3418). */
export type AgentAnswer = {
  /** From its time since the start; null: it does not say. */
  readonly startedAt: Date | null;
  readonly description: string | null;
  readonly name: string | null;
};

/** As it is shown. */
export type PhoneAgent = {
  readonly askedAt: string;
  /** Null: it has answered. */
  readonly fault: AgentFault | null;
  readonly answeredAt: string | null;
  readonly startedAt: string | null;
  readonly description: string | null;
  readonly name: string | null;
};

/** Whoever takes a phone has this long, before another process takes it. Milliseconds. */
const holds = 2 * 60_000;
/** Where the agent is off it is looked again whether it still is. Milliseconds. */
const offFor = 10 * 60_000;

/**
 * Takes at most so many phones whose time has come, of organisations where `phone.snmpFrom` is said anywhere. A phone of which nobody knows
 * where it is, is not taken.
 *
 * @returns those whose agent is on; the others wait. Null: nobody's time has come
 */
export async function takeDueAgents(db: Db, now: Date, most: number): Promise<DueAgent[] | null> {
  const said: { organisation_id: string | null }[] = await db("setting")
    .where({ name: "phone.snmpFrom", vendor: "" })
    .distinct("organisation_id");
  if (said.length === 0) return null;
  const everybody = said.some((one) => one.organisation_id === null);
  const due = (from: Db) =>
    from("phone as p")
      .join("phone_contact as c", "c.phone_id", "p.id")
      .leftJoin("phone_agent as a", "a.phone_id", "p.id")
      .where("p.state", "bound")
      .where((one) => one.whereNull("a.due_at").orWhere("a.due_at", "<=", now.toISOString()))
      .modify((one) => {
        if (!everybody)
          one.whereIn(
            "p.organisation_id",
            said.flatMap(({ organisation_id: id }) => id ?? []),
          );
      });
  // Mostly there are none: that is seen without keeping anybody from writing.
  if (!(await due(db).first("p.id"))) return null;
  return change(db, async (trx) => {
    const rows: { id: string; organisation_id: string; mac: string; address: string; tries: number | null }[] = await due(trx)
      .orderBy("p.id")
      .limit(most)
      .select("p.id", "p.organisation_id", "p.mac", "c.address", "a.tries");
    const parts = await loadPhoneParts(
      trx,
      rows.map(({ id }) => id),
    );
    const layers = await loadSettingLayers(trx, parts);
    const say = new Map(parts.map((part) => [part.id, resolver(layers(part))]));
    const lease = new Date(now.getTime() + holds).toISOString();
    const off = new Date(now.getTime() + offFor).toISOString();
    const on = (id: string) => (say.get(id)?.("phone.snmpFrom").value.length ?? 0) > 0;
    await put(
      trx,
      rows.map(({ id }) => ({ phone_id: id, due_at: on(id) ? lease : off, ...(on(id) ? {} : unasked) })),
    );
    return rows.flatMap(({ id, organisation_id: organisationId, mac, address, tries }) => {
      const community = say.get(id)?.("phone.snmpCommunity").value;
      return on(id) && community ? [{ phoneId: id, organisationId, mac, address, community, tries: tries ?? 0, lease }] : [];
    });
  });
}

/** Of a phone that is not to be asked: what it said once would grow old unseen. */
const unasked = { tries: 0, asked_at: null, fault: null, answered_at: null, started_at: null, description: null, name: null };

type Put = { readonly phone_id: string; readonly due_at: string } & Partial<typeof unasked>;

async function put(trx: Db, rows: readonly Put[]): Promise<void> {
  for (const part of [rows.filter((row) => "tries" in row), rows.filter((row) => !("tries" in row))]) {
    const [first] = part;
    if (!first) continue;
    const { phone_id: _, ...fields } = first;
    await trx("phone_agent")
      .insert([...part])
      .onConflict("phone_id")
      .merge(Object.keys(fields));
  }
}

/** Nothing is written of a phone that another process has taken over meanwhile. @param nextAt when it is asked again */
export async function noteAgent(db: Db, due: DueAgent, said: AgentAnswer | AgentFault, nextAt: Date, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { phoneId, organisationId, lease } = due;
    const mine = trx("phone_agent").where({ phone_id: phoneId, due_at: lease });
    const before: { started_at: string | null; fault: string | null } | undefined = await mine
      .clone()
      .first("started_at", "fault");
    if (!before) return;
    const asked = { asked_at: now.toISOString(), due_at: nextAt.toISOString() };
    if (typeof said === "string") {
      await mine.update({ ...asked, fault: said, tries: due.tries + 1 });
    } else {
      const started = sameStart(before.started_at, said.startedAt);
      const { description, name } = said;
      await mine.update({ ...asked, fault: null, tries: 0, answered_at: asked.asked_at, started_at: started, description, name });
    }
    const fault = typeof said === "string" ? said : null;
    if (fault !== before.fault) await announce(trx, "evidence", { organisationId, phoneId });
  });
}

/** An agent counts in hundredths of a second, and an answer takes its time: a start that moves by less than this is the same. Milliseconds. */
const shaky = 10_000;

function sameStart(before: string | null, now: Date | null): string | null {
  if (now === null) return null;
  const apart = before === null ? Number.POSITIVE_INFINITY : Math.abs(Date.parse(before) - now.getTime());
  return apart < shaky ? before : now.toISOString();
}

/** What the phone's agent says, or why not; null: it has not been asked. */
export async function getPhoneAgent(
  db: Db,
  { organisationId, id }: { readonly organisationId: string; readonly id: string },
): Promise<PhoneAgent | null> {
  const row: Record<"asked_at" | "answered_at" | "started_at" | "description" | "name", string | null> & {
    fault: AgentFault | null;
  } = await db("phone_agent as a")
    .join("phone as p", "p.id", "a.phone_id")
    .where({ "p.id": id, "p.organisation_id": organisationId })
    .first("a.asked_at", "a.fault", "a.answered_at", "a.started_at", "a.description", "a.name");
  if (!row?.asked_at) return null;
  const { fault, description, name } = row;
  return { askedAt: row.asked_at, fault, answeredAt: row.answered_at, startedAt: row.started_at, description, name };
}
