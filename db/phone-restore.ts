import { z } from "zod";
import { phoneContext } from "./phone-credentials.ts";
import { reinstatePhone } from "./phone-reinstate.ts";
import { getPhone, type Phone } from "./phone-rows.ts";
import { type AddPhone, addPhone, setPhoneAccounts, updatePhone } from "./phones.ts";
import { onePhone, raisePhones } from "./revisions.ts";
import { type Keyring, open, seal, tokenHash } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

/** What a phone proves itself with and what its files name: with these a phone that comes back gets the files it had. In the clear. */
export const PhoneCredentials = z.strictObject({
  id: z.string().min(1).max(64),
  token: z.string().regex(/^[0-9a-z]{26}$/),
  digestUser: z.string().min(1).max(64),
  digestSecret: z.string().min(1).max(200),
  admin: z.string().min(1).max(200),
  user: z.string().min(1).max(200),
  /** SHA-256 of the token before, while the phone has not used the new one: without it, it could not come back. */
  previous: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type PhoneCredentials = z.infer<typeof PhoneCredentials>;

type Row = Record<
  "id" | "token_sealed" | "digest_user" | "digest_secret_sealed" | "admin_password_sealed" | "user_password_sealed",
  string
> & { readonly previous_token_hash: string | null };

/** Of each phone of an organisation that is not retired, by id. @throws DomainError `secret_unreadable` */
export async function loadCredentials(
  db: Db,
  keyring: Keyring,
  organisationId: string,
): Promise<ReadonlyMap<string, PhoneCredentials>> {
  const rows: Row[] = await db("phone")
    .where("organisation_id", organisationId)
    .whereNot("state", "retired")
    .select("id", "token_sealed", "digest_user", "digest_secret_sealed", "admin_password_sealed", "user_password_sealed")
    .select("previous_token_hash");
  return new Map(
    rows.map((row) => {
      const read = (column: Exclude<keyof Row, "id" | "digest_user" | "previous_token_hash">) =>
        open(keyring, row[column], phoneContext(column, row.id));
      const secrets = { digestSecret: read("digest_secret_sealed"), admin: read("admin_password_sealed") };
      const rest = { token: read("token_sealed"), digestUser: row.digest_user, user: read("user_password_sealed") };
      const previous = row.previous_token_hash === null ? {} : { previous: row.previous_token_hash };
      return [row.id, { id: row.id, ...secrets, ...rest, ...previous }];
    }),
  );
}

/**
 * Adds a phone with the credentials that it had: the retired row comes back where it is the same apparatus, else a new one.
 *
 * @param accounts by id, position 1 first; null leaves a position empty
 * @throws DomainError as `addPhone`
 */
export async function addPhoneAgain(
  db: Db,
  keyring: Keyring,
  input: AddPhone,
  accounts: readonly (string | null)[],
  had: PhoneCredentials,
  actor: Actor,
  now: Date,
): Promise<Phone> {
  return change(db, async (trx) => {
    const { organisationId } = input;
    const id = await comeBack(trx, keyring, input, had, actor, now);
    await setPhoneAccounts(trx, { organisationId, id, accounts: [...accounts] }, actor, now);
    const sealed = (column: Parameters<typeof phoneContext>[0], text: string) => ({
      [column]: seal(keyring, text, phoneContext(column, id)),
    });
    await trx("phone")
      .where("id", id)
      .update({
        ...{ token_hash: tokenHash(had.token), previous_token_hash: had.previous ?? null, digest_user: had.digestUser },
        ...sealed("token_sealed", had.token),
        ...sealed("digest_secret_sealed", had.digestSecret),
        ...sealed("admin_password_sealed", had.admin),
        ...sealed("user_password_sealed", had.user),
      });
    await raisePhones(trx, onePhone(trx, id));
    return getPhone(trx, { organisationId, id });
  });
}

type Known = { organisation_id: string; mac: string; vendor: string; model: string; state: string; replaced_by: string | null };

async function comeBack(
  trx: Db,
  keyring: Keyring,
  input: AddPhone,
  had: PhoneCredentials,
  actor: Actor,
  now: Date,
): Promise<string> {
  const { organisationId, mac, vendor, model, label, siteId, layoutId, userId, modules } = input;
  const row: Known | undefined = await trx("phone")
    .where("id", had.id)
    .first("organisation_id", "mac", "vendor", "model", "state", "replaced_by");
  const same = row && row.organisation_id === organisationId && row.mac === mac && row.vendor === vendor && row.model === model;
  if (!same || row.state !== "retired" || row.replaced_by !== null) {
    return (await addPhone(trx, keyring, { ...input, accounts: [] }, actor, now, row ? undefined : had.id)).id;
  }
  await reinstatePhone(trx, keyring, { organisationId, id: had.id }, actor, now);
  await updatePhone(trx, { organisationId, id: had.id, label, siteId, layoutId, userId, modules }, actor, now);
  return had.id;
}
