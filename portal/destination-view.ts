import { z } from "zod";
import type { TargetName } from "../db/forwarding-targets.ts";
import { type Destination, destinationKinds } from "../domain/destination.ts";
import { OpenView } from "./open-state.ts";
import { NumberView, numberView } from "./user-views.ts";

/** Where calls go on to, and what that is called now. */
export const DestinationView = z.strictObject({
  kind: z.enum(destinationKinds),
  /** Of a user (for their mailbox too), group, menu or announcement. */
  id: z.string().nullable(),
  /** Null: it is none of those, or has gone. */
  name: z.string().nullable(),
  /** That is called, or that whoever is called has. */
  number: NumberView.nullable(),
  /** False: the person is deactivated. */
  active: z.boolean(),
  /** Of a group or menu. */
  state: OpenView.nullable(),
});
export type DestinationView = z.infer<typeof DestinationView>;

type States = ReadonlyMap<string, OpenView>;
const ended = { id: null, name: null, number: null, active: true, state: null };

/** @param names by `loadTargetNames`, `states` by `loadOpenStates` */
export function destinationView(
  to: Destination,
  names: ReadonlyMap<string, TargetName>,
  states: States = new Map(),
): DestinationView {
  if (to.kind === "number") return { ...ended, kind: "number", number: numberView(to.number) };
  if (!("id" in to)) return { ...ended, kind: to.kind };
  const known = names.get(`${to.kind === "voicemail" ? "user" : to.kind}:${to.id}`);
  return {
    kind: to.kind,
    id: to.id,
    name: known?.name ?? null,
    number: known?.e164 ? numberView(known.e164) : null,
    active: known?.active ?? false,
    state: states.get(`${to.kind}:${to.id}`) ?? null,
  };
}
