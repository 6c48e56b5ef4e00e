import { DomainError } from "../domain/errors.ts";
import { type RedirectionKind, type RedirectionTask, redirectionKinds, redirectionServices } from "../domain/redirection.ts";
import { recordAudit, recordAudits } from "./audit.ts";
import { announce } from "./changes.ts";
import { chunks, oneOf, rowsPerInsert } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { getLivePhone } from "./phone-rows.ts";
import { accountsFor, getRedirectionAccount, type WhoseAccounts } from "./redirection-accounts.ts";
import { findRedirection, type Redirection } from "./redirections.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export type AskRedirection = {
  readonly organisationId: string;
  readonly phoneId: string;
  readonly accountId: string;
  readonly task: RedirectionTask;
};

/**
 * A person wants a phone registered, taken away or looked up at a service. What was to be done before is replaced.
 *
 * @throws DomainError `phone_not_found`, `phone_state_refused`, `redirection_account_not_found` (also: of another make),
 * `redirection_check_refused` (the service cannot be asked)
 */
export async function askRedirection(db: Db, input: AskRedirection, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, phoneId, accountId, task } = input;
    const phone = await getLivePhone(trx, { organisationId, id: phoneId });
    const account = (await accountsFor(trx, organisationId)).find(({ id }) => id === accountId);
    if (!account || redirectionServices[account.kind].vendor !== phone.vendor)
      throw new DomainError("redirection_account_not_found");
    if (task === "check" && !redirectionServices[account.kind].checks) throw new DomainError("redirection_check_refused");
    const asked = askedNow(task, actor, now);
    const place = { account_id: accountId, mac: phone.mac };
    // What is about to be done says more than a look at how it was before.
    const busy = trx("redirection").where(place).whereIn("task", ["register", "unregister"]).whereNull("dead_at");
    if (task === "check" && (await busy.first("id"))) return;
    const known: { wanted: Redirection["wanted"] } | undefined = await trx("redirection").where(place).first("wanted");
    const wanted = task === "check" ? {} : { wanted: wantedBy(task), wanted_by: "person" };
    const row = { ...place, phone_id: phoneId, organisation_id: organisationId, ...asked };
    await trx("redirection")
      .insert({ id: newId(now), wanted: "unregistered", wanted_by: "person", ...row, ...wanted })
      .onConflict(["account_id", "mac"])
      .merge({ phone_id: phoneId, organisation_id: organisationId, ...asked, ...wanted });
    if (task !== "check") {
      const entry = { organisationId, action: "phone.redirection_asked", subject: { kind: "phone", id: phoneId } };
      const before = { registered: known?.wanted === "registered", account: account.name };
      const after = { registered: task === "register", account: account.name };
      await recordAudit(trx, { ...entry, before, after, restore: { accountId } }, actor, now);
    }
    await announce(trx, "redirection", { organisationId, phoneId });
  });
}

type Place = Omit<AskRedirection, "task">;

/** Whether a phone shall be registered at an account, and what that is called; for taking back. @throws DomainError `phone_not_found` */
export async function redirectionWanted(trx: Db, { organisationId, phoneId, accountId }: Place) {
  const phone = await getLivePhone(trx, { organisationId, id: phoneId });
  const account = (await accountsFor(trx, organisationId)).find(({ id }) => id === accountId);
  const row = await trx("redirection").where({ account_id: accountId, mac: phone.mac }).first("wanted");
  return { registered: row?.wanted === "registered", account: account?.name ?? null };
}

/** As a person who asks for it. @throws DomainError: see `askRedirection` */
export async function setRedirectionWanted(
  trx: Db,
  { registered, ...place }: Place & { readonly registered: boolean },
  actor: Actor,
  now: Date,
): Promise<void> {
  await askRedirection(trx, { ...place, task: registered ? "register" : "unregister" }, actor, now);
}

/**
 * Registers every phone that the account is for and that is not there yet. In a fixed number of statements.
 *
 * @returns how many
 * @throws DomainError `redirection_account_not_found`
 */
export async function registerEvery(
  db: Db,
  by: { readonly id: string; readonly whose: WhoseAccounts },
  actor: Actor,
  now: Date,
): Promise<number> {
  return change(db, async (trx) => {
    const account = await getRedirectionAccount(trx, by);
    const phones = await missingAt(trx, account.id, account.kind, account.organisationId);
    const asked = askedNow("register", actor, now);
    const found = phones.map(({ id, mac, organisation_id }, n) => ({
      ...{ id: newId(now, n), account_id: account.id, mac, phone_id: id, organisation_id },
      ...{ wanted: "registered", wanted_by: "person", ...asked },
    }));
    for (const part of chunks(found, rowsPerInsert(12)))
      await trx("redirection")
        .insert(part)
        .onConflict(["account_id", "mac"])
        .merge(["phone_id", "organisation_id", "wanted", "wanted_by", ...Object.keys(asked)]);
    const perOrganisation = Map.groupBy(phones, (one) => one.organisation_id);
    const entries = [...perOrganisation].map(([organisationId, some]) => ({
      organisationId,
      action: "redirection_account.all_registered",
      subject: { kind: "redirection_account", id: account.id },
      after: { phones: some.length },
    }));
    await recordAudits(trx, entries, actor, now);
    for (const organisationId of perOrganisation.keys()) await announce(trx, "redirection", { organisationId });
    return phones.length;
  });
}

/** Live phones of the account's make and organisation that are neither registered nor about to be. */
function missingAt(
  trx: Db,
  accountId: string,
  kind: RedirectionKind,
  organisationId: string | null,
): Promise<{ id: string; mac: string; organisation_id: string }[]> {
  const query = trx("phone as p")
    .where("p.vendor", redirectionServices[kind].vendor)
    .whereIn("p.state", ["claimed", "bound"])
    .whereNotExists(
      trx("redirection as r").whereRaw("r.mac = p.mac").where({ "r.account_id": accountId, "r.wanted": "registered" }),
    );
  if (organisationId !== null) query.where("p.organisation_id", organisationId);
  return query.select("p.id", "p.mac", "p.organisation_id");
}

/** How many phones `registerEvery` would take, by account. */
export async function countMissing(
  db: Db,
  accounts: readonly { id: string; kind: RedirectionKind; organisationId: string | null }[],
) {
  if (accounts.length === 0) return new Map<string, number>();
  const vendor = redirectionKinds.map((kind) => `when '${kind}' then '${redirectionServices[kind].vendor}'`).join(" ");
  const found: { id: string; count: number | string }[] = await db("redirection_account as a")
    .joinRaw(
      `join phone p on p.vendor = case a.kind ${vendor} end and p.state in ('claimed', 'bound') and (a.organisation_id is null or a.organisation_id = p.organisation_id)`,
    )
    .where(
      oneOf(
        db,
        "a.id",
        accounts.map(({ id }) => id),
      ),
    )
    .whereRaw("not exists (select 1 from redirection r where r.account_id = a.id and r.mac = p.mac and r.wanted = 'registered')")
    .groupBy("a.id")
    .select("a.id")
    .count({ count: "*" });
  return new Map(found.map(({ id, count }) => [id, Number(count)]));
}

/** Tries again now what was given up or waits. @throws DomainError `redirection_not_found` */
export async function retryRedirection(
  db: Db,
  by: Parameters<typeof findRedirection>[1],
  actor: Actor,
  now: Date,
): Promise<Redirection> {
  return change(db, async (trx) => {
    const found = await findRedirection(trx, by);
    if (!found) throw new DomainError("redirection_not_found");
    if (found.task === null) return found;
    const { organisationId, phoneId, accountName: account } = found;
    await trx("redirection").where("id", by.id).update({ tries: 0, next_try_at: now.toISOString(), dead_at: null });
    const entry = { organisationId, action: "phone.redirection_asked", subject: { kind: "phone", id: phoneId } };
    await recordAudit(trx, { ...entry, after: { account } }, actor, now);
    await announce(trx, "redirection", { organisationId, phoneId });
    return (await findRedirection(trx, by)) ?? found;
  });
}

function askedNow(task: RedirectionTask, actor: Actor, now: Date) {
  const at = now.toISOString();
  return { task, asked_at: at, asked_by: actor.name, tries: 0, next_try_at: at, dead_at: null };
}

function wantedBy(task: "register" | "unregister"): Redirection["wanted"] {
  return task === "register" ? "registered" : "unregistered";
}
