import { announce } from "./changes.ts";
import { bulkUpsert, type PhoneRecords } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { settleStandings } from "./standings.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

/** How it is known: the exchange told; it handed a NOTIFY on; it answered whether it reaches the phone. */
export const registrationSources = ["exchange", "notify", "options"] as const;
export type RegistrationSource = (typeof registrationSources)[number];

/** Whether the exchange knows where a phone is: the latest that has been heard of it. */
export type Registration = {
  readonly phoneId: string;
  readonly registered: boolean;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly source: RegistrationSource;
  /** SIP user. */
  readonly account: string;
  readonly userAgent: string | null;
  readonly address: string | null;
};

const records: PhoneRecords = {
  table: "registration",
  columns: [
    ["phone_id", "text"],
    ["organisation_id", "text"],
    ["registered", "integer"],
    ["at", "text"],
    ["source", "text"],
    ["account", "text"],
    ["user_agent", "text"],
    ["address", "text"],
  ],
  key: ["phone_id"],
  keep: ["user_agent", "address"],
  where: "excluded.at >= registration.at",
};

/** The latest of a phone counts, in whatever order they come. Part of the caller's transaction. */
export async function noteRegistrations(
  trx: Db,
  list: readonly (Registration & { readonly organisationId: string })[],
): Promise<void> {
  const latest = new Map<string, (typeof list)[number]>();
  for (const one of list) if (one.at >= (latest.get(one.phoneId)?.at ?? "")) latest.set(one.phoneId, one);
  const rows = [...latest.values()]
    .sort((a, b) => (a.phoneId < b.phoneId ? -1 : 1))
    .map(({ phoneId, organisationId, registered, at, source, account, userAgent, address }) => [
      ...[phoneId, organisationId, registered ? 1 : 0, at, source, account, userAgent, address],
    ]);
  await bulkUpsert(trx, records, rows);
}

/** What an exchange tells of one account; several devices may register with the same one. */
export type ReportedRegistration = {
  readonly account: string;
  readonly registered: boolean;
  readonly at: Date;
  readonly userAgent: string | null;
  readonly address: string | null;
};

type Candidate = { phone_id: string; sip_user: string; vendor: string; model: string; mac: string; address: string | null };

/**
 * Takes what an exchange tells; again, late or in another order it does nothing. Of an account that several phones
 * have, the phone is told by its user agent and address.
 *
 * @returns how many of them were about a phone
 */
export async function reportRegistrations(
  db: Db,
  organisationId: string,
  reports: readonly ReportedRegistration[],
  now: Date,
): Promise<number> {
  return change(db, async (trx) => {
    const names = [...new Set(reports.map(({ account }) => account))];
    const rows: Candidate[] = await trx("sip_account as s")
      .join("phone_account as a", "a.sip_account_id", "s.id")
      .join("phone as p", "p.id", "a.phone_id")
      .leftJoin("phone_contact as c", "c.phone_id", "p.id")
      .where("s.organisation_id", organisationId)
      .whereNot("p.state", "retired")
      .where(oneOf(trx, "s.sip_user", names))
      .select("p.id as phone_id", "s.sip_user", "p.vendor", "p.model", "p.mac", "c.address");
    const byAccount = Map.groupBy(rows, (row) => row.sip_user);
    const noted = reports.flatMap((report) => {
      const phone = phoneOf(report, byAccount.get(report.account) ?? []);
      // A clock that goes fast says nothing of what is to come.
      const at = (report.at > now ? now : report.at).toISOString();
      const { registered, account, userAgent, address } = report;
      return phone === null
        ? []
        : [{ phoneId: phone, organisationId, registered, at, source: "exchange" as const, account, userAgent, address }];
    });
    await noteRegistrations(trx, noted);
    if (noted.length > 0) await announce(trx, "resync", { organisationId });
    await settleStandings(
      trx,
      noted.map((one) => one.phoneId),
    );
    return noted.length;
  });
}

/** Null: it is about something else that registers with the account, such as a softphone, or nobody can tell about which. */
function phoneOf({ userAgent, address }: ReportedRegistration, candidates: readonly Candidate[]): string | null {
  const agent = userAgent?.toLowerCase() ?? "";
  const named = candidates.filter(({ vendor, mac }) => agent === "" || agent.includes(vendorWord(vendor)) || agent.includes(mac));
  const [first, ...more] = named;
  if (!first || more.length === 0) return first?.phone_id ?? null;
  const compact = agent.replace(/[^a-z0-9]/g, "");
  const told =
    named.find(({ mac }) => compact.includes(mac)) ??
    only(named.filter((one) => address !== null && one.address === address)) ??
    only(named.filter(({ model }) => compact.includes(model.toLowerCase().replace(/[^a-z0-9]/g, ""))));
  return told?.phone_id ?? null;
}

/** As it stands in user agents: `Yealink SIP-T46U`, `snomD785`, `PolycomVVX-…`, `Poly/…`. */
function vendorWord(vendor: string): string {
  return vendor === "polycom" ? "poly" : vendor;
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

type Row = {
  phone_id: string;
  registered: number;
  at: string;
  source: RegistrationSource;
  account: string;
  user_agent: string | null;
  address: string | null;
};

/** Of those of these phones of which anything has been heard. */
export async function registrationsOf(db: Db, phoneIds: readonly string[]): Promise<Map<string, Registration>> {
  const rows: Row[] = await db<Row>("registration").where(oneOf(db, "phone_id", phoneIds));
  return new Map(
    rows.map(({ phone_id: phoneId, registered, at, source, account, user_agent: userAgent, address }) => [
      phoneId,
      { phoneId, registered: Number(registered) === 1, at, source, account, userAgent, address },
    ]),
  );
}
