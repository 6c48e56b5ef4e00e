/** What the mobile operator is asked to do. */
export const orderKinds = [
  "change_type",
  "cancel_change",
  "buy_data",
  "twin_sim",
  "replace_sim",
  "block_sim",
  "unblock_sim",
  "set_blocks",
  "activate_sim",
  "port_in",
  "cancel_porting",
] as const;
export type OrderKind = (typeof orderKinds)[number];

/** `queued` here, `sent` to whoever carries it out, then `confirmed` or `refused` by them; `cancelled` before it was sent. */
export const orderStates = ["queued", "sent", "confirmed", "refused", "cancelled"] as const;
export type OrderState = (typeof orderStates)[number];

/** Nothing more comes after these. */
export const settledStates: readonly OrderState[] = ["confirmed", "refused", "cancelled"];

/** What the operator's system is called where it has settled an order; the interface has words of its own for it. */
export const operatorSystem = "Operatören";

/** What an order is about. */
export const orderSubjects = ["subscription", "sim_card", "porting"] as const;
export type OrderSubject = { readonly kind: (typeof orderSubjects)[number]; readonly id: string };

/** Why the operator says no. */
export const refusalCodes = [
  "not_possible",
  "number_unknown",
  "card_unknown",
  "owner_mismatch",
  "number_not_portable",
  "time_not_possible",
  "contract",
  "already_done",
  "technical",
  "other",
] as const;
export type RefusalCode = (typeof refusalCodes)[number];
/** `text`: in the operator's own words, for the customer; may be empty except for `other`. */
export type OrderRefusal = { readonly code: RefusalCode; readonly text: string };
