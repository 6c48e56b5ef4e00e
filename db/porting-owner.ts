import { isOpen, type Order } from "./order-rows.ts";
import { portingContext } from "./portings.ts";
import { type Keyring, open } from "./secrets.ts";
import type { Db } from "./types.ts";

/** The owner's number as far as it may stand in the clear: of a person the date of birth (`196408230000`), of an organisation all of it. */
export function clearOwner(kind: "organisation" | "person", digits: string): string {
  return kind === "person" ? `${digits.slice(0, 8)}0000` : digits;
}

/** Of a person, as long as it is kept. @throws DomainError `secret_unreadable` */
async function sealedOwner(db: Db, keyring: Keyring, portingId: string): Promise<string | null> {
  const row = await db("porting").where("id", portingId).first("owner_number_sealed");
  const sealed: string | null = row?.owner_number_sealed ?? null;
  return sealed === null ? null : open(keyring, sealed, portingContext(portingId));
}

/** Digits of a porting's owner, whole. */
export async function ownerDigits(
  db: Db,
  keyring: Keyring,
  { id, ownerNumber }: { readonly id: string; readonly ownerNumber: string | null },
): Promise<string> {
  return (await sealedOwner(db, keyring, id)) ?? ownerNumber ?? "";
}

/** The order as the operator gets it: with the owner's whole number while it is open. For nobody else's eyes. */
export async function withOwner(db: Db, keyring: Keyring, order: Order): Promise<Order> {
  if (order.kind !== "port_in" || !isOpen(order)) return order;
  const ownerNumber = await sealedOwner(db, keyring, order.subject.id);
  return ownerNumber === null ? order : { ...order, payload: { ...order.payload, ownerNumber } };
}
