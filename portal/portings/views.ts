import { z } from "zod";
import { ownerKinds, type Porting, type PortingEvent } from "../../db/porting-rows.ts";
import { whenOf } from "../../db/porting-steps.ts";
import { shownOwnerNumber } from "../../db/portings.ts";
import { wallClock } from "../../domain/local-time.ts";
import { cancelUntil, portingCan, portingDirections, portingStates } from "../../domain/porting.ts";
import { versionedView } from "../api/fields.ts";

export const PortingRowView = z.strictObject({
  ...versionedView,
  createdAt: z.string(),
  direction: z.enum(portingDirections),
  state: z.enum(portingStates),
  /** E.164, the first of them, and how many there are. */
  number: z.string().nullable(),
  count: z.int(),
  otherOperator: z.string(),
  /** Local date and hour. */
  wantedDate: z.string().nullable(),
  wantedTime: z.string().nullable(),
  agreedAt: z.string().nullable(),
  /** It has been asked to call it off, and not answered yet. */
  cancelling: z.boolean(),
});
export type PortingRowView = z.infer<typeof PortingRowView>;

export const PortingView = PortingRowView.extend({
  updatedBy: z.string(),
  numbers: z.array(z.strictObject({ number: z.string(), user: z.strictObject({ id: z.string(), name: z.string() }).nullable() })),
  ownerKind: z.enum(ownerKinds),
  ownerName: z.string(),
  /** As it may be shown: of a person without its last four digits. */
  ownerNumber: z.string().nullable(),
  signer: z.string(),
  signedCopy: z
    .strictObject({ name: z.string(), mediaType: z.string(), size: z.int(), receivedAt: z.string(), receivedBy: z.string() })
    .nullable(),
  refusal: z.strictObject({ code: z.string(), text: z.string() }).nullable(),
  submittedAt: z.string().nullable(),
  settledAt: z.string().nullable(),
  /** Until when it can be called off once it is ordered; null: not at all. */
  cancelUntil: z.string().nullable(),
  events: z.array(
    z.strictObject({
      at: z.string(),
      kind: z.string(),
      by: z.string(),
      detail: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    }),
  ),
});
export type PortingView = z.infer<typeof PortingView>;

/** A porting as a row of the list. */
export function portingRowView(porting: Porting): PortingRowView {
  const { id, version, updatedAt, createdAt, direction, state, otherOperator, wantedDate, wantedTime, agreedAt } = porting;
  const [first] = porting.numbers;
  const about = { number: first?.e164 ?? null, count: porting.numbers.length, cancelling: porting.cancelOrderId !== null };
  return { id, version, updatedAt, createdAt, direction, state, otherOperator, wantedDate, wantedTime, agreedAt, ...about };
}

/** @param zone of the organisation */
export function portingView(porting: Porting, events: readonly PortingEvent[], zone: string): PortingView {
  const at = portingCan("cancel", porting) ? whenOf(porting, zone) : null;
  return {
    ...portingRowView(porting),
    updatedBy: porting.updatedBy,
    numbers: porting.numbers.map(({ e164, user }) => ({ number: e164, user })),
    ownerKind: porting.ownerKind,
    ownerName: porting.ownerName,
    ownerNumber: shownOwnerNumber(porting),
    signer: porting.signer,
    signedCopy: porting.signedCopy,
    refusal: porting.refusal,
    ...{ submittedAt: porting.submittedAt, settledAt: porting.settledAt },
    cancelUntil: at === null ? null : cancelUntil(wallClock(at, zone).date, zone).toISOString(),
    events: events.map(({ at, kind, by, detail }) => ({ at, kind, by, detail })),
  };
}
