import { z } from "zod";
import type { TargetName } from "../db/forwarding-targets.ts";
import { type Destination, destinationKinds } from "../domain/destination.ts";
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
});
export type DestinationView = z.infer<typeof DestinationView>;

/** @param names by `loadTargetNames` */
export function destinationView(to: Destination, names: ReadonlyMap<string, TargetName>): DestinationView {
  if (to.kind === "number") return { kind: "number", id: null, name: null, number: numberView(to.number), active: true };
  if (!("id" in to)) return { kind: to.kind, id: null, name: null, number: null, active: true };
  const known = names.get(`${to.kind === "voicemail" ? "user" : to.kind}:${to.id}`);
  const number = known?.e164 ? numberView(known.e164) : null;
  return { kind: to.kind, id: to.id, name: known?.name ?? null, number, active: known?.active ?? false };
}
