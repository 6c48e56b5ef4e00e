import { onTestFinished } from "vitest";
import type { Organisation } from "../../db/organisations.ts";
import type { AddPhone, Phone } from "../../db/phones.ts";
import { aBoundPhone, anOrganisationWithExchange, aPhone, aSipAccount, aUser, type KeySaid } from "../../db/testing/builders.ts";
import type { TestDatabase } from "../../db/testing/databases.ts";
import type { Db } from "../../db/types.ts";
import { type House, startHouse } from "./house.ts";

/** A server that stops with the test. */
export async function open(db: Db, say: Parameters<typeof startHouse>[1] = {}): Promise<House> {
  const house = await startHouse(db, say);
  onTestFinished(() => house.stop());
  return house;
}

export type PhoneSaid = Partial<AddPhone> & { readonly keys?: KeySaid[]; readonly state?: "claimed" | "bound" };

/** An organisation with one phone that has an account; bound unless said otherwise. */
export async function aFirmWithPhone(
  db: Db,
  { state = "bound", ...say }: PhoneSaid = {},
): Promise<{ readonly organisation: Organisation; readonly phone: Phone; readonly userId: string }> {
  const organisation = await anOrganisationWithExchange(db);
  const user = await aUser(db, organisation.id, { extension: "4711" });
  const account = await aSipAccount(db, organisation.id, { userId: user.id });
  const make = state === "bound" ? aBoundPhone : aPhone;
  const phone = await make(db, organisation.id, { accounts: [account.id], ...say });
  return { organisation, phone, userId: user.id };
}

/** For what is the same on every database: a fresh SQLite one. */
export function sqlite(databases: readonly TestDatabase[]): Promise<Db> {
  const found = databases.find(({ name }) => name === "SQLite");
  if (!found) throw new Error("no SQLite among the test databases");
  return found.connect();
}
