import { oneOf } from "./dialect/dialect.ts";
import { keepHoldings } from "./number-holders.ts";
import { mustBeFree, numberFor } from "./number-owners.ts";
import { refuseResting, rest, wake } from "./number-quarantine.ts";
import { unlessTaken } from "./rows.ts";
import type { Db } from "./types.ts";

export const userNumberKinds = ["primary", "secondary", "mobile"] as const;
export type UserNumberKind = (typeof userNumberKinds)[number];
/** `mex`: integrated with the exchange; `external`: another operator's. */
export const mobileProfiles = ["mex", "external"] as const;
export type MobileProfile = (typeof mobileProfiles)[number];

export type UserNumber = { readonly kind: UserNumberKind; readonly e164: string; readonly mobileProfile: MobileProfile | null };

export type UserNumberInput = {
  readonly organisationId: string;
  readonly userId: string;
  readonly kind: UserNumberKind;
  readonly number: string | null;
  readonly mobileProfile: MobileProfile | null;
};

type Row = {
  user_id: string;
  organisation_id: string;
  kind: UserNumberKind;
  e164: string;
  mobile_profile: MobileProfile | null;
  /** Null: nobody knows. */
  since: string | null;
};

/** Numbers by user id: primary, secondary, mobile. */
export async function loadUserNumbers(db: Db, userIds: readonly string[]): Promise<Map<string, UserNumber[]>> {
  const rows = await db<Row>("user_number").where(oneOf(db, "user_id", userIds));
  rows.sort((a, b) => userNumberKinds.indexOf(a.kind) - userNumberKinds.indexOf(b.kind));
  const byUser = new Map<string, UserNumber[]>();
  for (const row of rows) {
    const number = { kind: row.kind, e164: row.e164, mobileProfile: row.mobile_profile };
    byUser.set(row.user_id, [...(byUser.get(row.user_id) ?? []), number]);
  }
  return byUser;
}

/** A Mex mobile number is the secondary number too, and leaves that place with it. @throws as `setUserNumber` */
export async function writeUserNumber(trx: Db, input: UserNumberInput, now: Date): Promise<void> {
  await put(trx, input, input.kind, input.number, now);
  if (input.kind !== "mobile") return;
  const secondary = await trx<Row>("user_number").where({ user_id: input.userId, kind: "secondary" }).first();
  if (input.mobileProfile === "mex" || secondary?.mobile_profile === "mex") {
    await put(trx, input, "secondary", input.mobileProfile === "mex" ? input.number : null, now);
  }
}

async function put(trx: Db, input: UserNumberInput, kind: UserNumberKind, written: string | null, now: Date): Promise<void> {
  const { organisationId, userId } = input;
  const before = await trx<Row>("user_number").where({ user_id: userId, kind }).first();
  await trx("user_number").where({ user_id: userId, kind }).delete();
  const external = kind === "mobile" && input.mobileProfile === "external";
  const field = kind === "primary" ? "primaryNumber" : external ? "externalMobile" : "mobile";
  const e164 = written === null ? null : numberFor(field, written);
  if (kind === "primary" && before && before.e164 !== e164) await rest(trx, [{ e164: before.e164, organisationId, userId }], now);
  if (before && before.e164 !== e164) await keepHoldings(trx, [before], now);
  if (e164 === null) return;
  if (!external) {
    await refuseResting(trx, e164, userId, now);
    await mustBeFree(trx, e164, { userId });
  }
  if (kind === "primary") await wake(trx, [e164]);
  const row: Row = {
    user_id: userId,
    organisation_id: organisationId,
    kind,
    e164,
    mobile_profile: kind === "primary" ? null : input.mobileProfile,
    since: before?.e164 === e164 ? before.since : now.toISOString(),
  };
  await unlessTaken("number_taken", { number: e164 }, trx("user_number").insert(row));
}
