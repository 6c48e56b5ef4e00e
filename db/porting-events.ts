import { newId } from "./ids.ts";
import type { PortingEvent } from "./porting-rows.ts";
import type { Actor, Db } from "./types.ts";

/** Adds what happened to the porting's own story, which people read. */
export async function addPortingEvent(
  trx: Db,
  portingId: string,
  { kind, detail = {} }: { readonly kind: PortingEvent["kind"]; readonly detail?: PortingEvent["detail"] },
  actor: Actor,
  now: Date,
): Promise<void> {
  const [{ count = 0 } = {}] = await trx("porting_event").where("porting_id", portingId).count({ count: "*" });
  const row = { id: newId(now, Number(count)), porting_id: portingId, at: now.toISOString(), kind };
  await trx("porting_event").insert({ ...row, by_name: actor.name, detail: JSON.stringify(detail) });
}
