import { type CallSight, maskCalled, maskDescription } from "../domain/call-record.ts";
import type { Sums } from "../domain/invoice-specification.ts";
import { recordAudit } from "./audit.ts";
import { oneOf } from "./dialect/dialect.ts";
import { getPerson, type Person } from "./people.ts";
import { findPicture } from "./pictures.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";
import { listAllOwnCalls } from "./usage-rows.ts";

/** Rows of one kind at most; the newest stand in the copy. */
export const mostRows = 5000;

type Of = { readonly organisationId: string; readonly userId: string };
type Rows = readonly Readonly<Record<string, unknown>>[];

/** A copy of everything that is kept about a person; no password, token or secret of a phone is in it. */
export type OwnData = {
  readonly person: Omit<Person, "versions" | "version">;
  /** As a data URL, 512 pixels square. */
  readonly picture: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly groups: Rows;
  readonly diversions: Rows;
  readonly callForwardings: Rows;
  readonly accounts: Rows;
  readonly phones: Rows;
  readonly phoneRequests: Rows;
  readonly sessions: Rows;
  readonly password: Rows;
  readonly messages: Rows;
  readonly messageChoices: Rows;
  readonly contactLists: Rows;
  /** With their cards (no codes) and the data that they used, by day. */
  readonly subscriptions: Rows;
  readonly simCards: Rows;
  readonly dataUsage: Rows;
  readonly dataPurchases: Rows;
  /** The person's own calls behind invoices: with whole numbers only in a copy that they take themselves. */
  readonly calls: Rows;
  /** Calls that no list may tell of, added up. */
  readonly unlistedCalls: Sums;
  readonly orders: Rows;
  readonly portings: Rows;
  /** Numbers that the person had before. */
  readonly formerNumbers: Rows;
  /** What was changed about the person, by whomever. */
  readonly changes: Rows;
  /** What the person has done: of changes about others only that they were made. */
  readonly actions: Rows;
};

/**
 * Reads the copy, and writes into the log that it was taken, by the person or by an administrator for them.
 *
 * @throws DomainError `user_not_found`
 */
export async function takeOwnData(
  db: Db,
  of: Of,
  actor: Actor,
  now: Date,
  action: "user.exported" | "user.data_exported" = "user.exported",
): Promise<OwnData> {
  return change(db, async (trx) => {
    const { version: _version, versions: _versions, ...person } = await getPerson(trx, { ...of, id: of.userId });
    const { organisationId, userId } = of;
    await recordAudit(trx, { organisationId, action, subject: { kind: "user", id: userId } }, actor, now);
    const phones = await rows(trx, "phone", ["id", "mac", "vendor", "model", "label", "state", "created_at"], {
      user_id: userId,
    });
    return {
      person,
      picture: await pictureIn(trx, of, person.picture),
      ...(await tablesOf(trx, of)),
      ...(await servicesOf(trx, of)),
      ...(await callsOf(trx, of, action === "user.exported" ? "full" : "masked")),
      phones,
      ...(await logsOf(trx, of, phones)),
    };
  });
}

async function pictureIn(db: Db, { organisationId }: Of, hash: string | null): Promise<string | null> {
  const found = hash === null ? null : await findPicture(db, { organisationId, hash, size: 512 });
  return found && `data:${found.mediaType};base64,${Buffer.from(found.bytes).toString("base64")}`;
}

const ownSettings = [
  "shares_private_reasons",
  "shown_number",
  "shown_from_mobile",
  "mobile_outside_hours",
  "work_days",
  "work_from",
  "work_to",
];
const away = ["reason", "starts_at", "ends_at", "note", "set_by_name", "source", "cancelled_at", "created_at"];
const forwarded = ["kind", "enabled", "target_kind", "target_id", "target_number", "seconds", "updated_at", "updated_by"];
const account = ["label", "sip_user", "auth_user", "registrar_host", "registrar_port", "created_at"];

async function tablesOf(trx: Db, { userId }: Of) {
  const mine = { user_id: userId };
  const [settings = {}] = await rows(trx, "users", ownSettings, { id: userId });
  const groups = await trx("group_member as m")
    .join("response_group as g", "g.id", "m.group_id")
    .where("m.user_id", userId)
    .orderBy("g.name")
    .select({ group: "g.name", loggedIn: "m.logged_in", loginChangedAt: "m.login_changed_at" })
    .select({ loginChangedBy: "m.login_changed_by", mayToggle: "m.may_toggle", viaMobile: "m.via_mobile" });
  return {
    settings,
    groups: groups.map(({ loggedIn, mayToggle, viaMobile, ...rest }) => ({
      ...rest,
      ...{ loggedIn: Boolean(loggedIn), mayToggle: Boolean(mayToggle), viaMobile: Boolean(viaMobile) },
    })),
    diversions: await rows(trx, "diversion", away, mine, "starts_at"),
    callForwardings: await rows(trx, "call_forwarding", forwarded, mine),
    accounts: await rows(trx, "sip_account", account, mine),
    sessions: await rows(
      trx,
      "session",
      ["created_at", "last_seen_at", "expires_at", "address", "user_agent"],
      mine,
      "created_at",
    ),
    password: await rows(trx, "credential", ["set_at", "set_by", "must_change"], mine),
  };
}

const sent = ["channel", "kind", "state", "state_at", "sent_to", "sent_by", "created_at"];
const choices = ["channel", "diversion_ends", "updated_at", "updated_by"];
const subscribed = ["id", "e164", "label", "state", "created_at"];
const card = ["subscription_id", "iccid", "imsi", "form", "role", "state", "created_at"];
const bought = ["bytes", "price_ore", "period", "state", "bought_at", "bought_by"];
const ordered = ["kind", "state", "created_at", "sent_at", "settled_at"];

/** As everywhere, an administrator sees no whole number without a reason that is kept. */
async function callsOf(trx: Db, of: Of, sight: CallSight) {
  const { rows, unlisted } = await listAllOwnCalls(trx, of, mostRows);
  const calls = rows.map(({ startedAt, number, called, chargeClass, description, count, seconds, bytes, net }) => ({
    ...{ startedAt, number, chargeClass, count, seconds, bytes, net },
    called: called === null || sight === "full" ? called : maskCalled(called),
    description: sight === "full" ? description : maskDescription({ chargeClass, called, description }),
  }));
  return { calls, unlistedCalls: unlisted };
}

/** Mail, SMS, subscriptions and what was ordered. */
async function servicesOf(trx: Db, { userId }: Of) {
  const mine = { user_id: userId };
  const subscriptions = await rows(trx, "subscription", subscribed, mine);
  const ids = subscriptions.map(({ id }) => String(id));
  const within = oneOf(trx, "subscription_id", ids);
  const used = await trx("subscription_usage as u")
    .where(oneOf(trx, "u.subscription_id", ids))
    .orderBy("u.day", "desc")
    .limit(mostRows)
    .select({ day: "u.day", domesticBytes: "u.domestic_bytes", euBytes: "u.eu_bytes", otherBytes: "u.other_bytes" });
  const lists: { name: string }[] = await trx("contact_list_member as m")
    .join("contact_list as l", "l.id", "m.list_id")
    .where("m.user_id", userId)
    .orderBy("l.name")
    .select("l.name");
  const moved: { number: string; state: string; direction: string }[] = await trx("porting_number as n")
    .join("porting as p", "p.id", "n.porting_id")
    .where("n.user_id", userId)
    .select({ number: "n.e164", state: "p.state", direction: "p.direction" });
  return {
    messages: await rows(trx, "message", sent, mine, "created_at"),
    messageChoices: await rows(trx, "message_choice", choices, mine),
    contactLists: lists,
    subscriptions,
    simCards: (await trx("sim_card").where(within).limit(mostRows).select(card)).map(named),
    dataUsage: used,
    dataPurchases: await rows(trx, "data_purchase", bought, { bought_by_user_id: userId }, "bought_at"),
    orders: await rows(trx, "orders", ordered, { placed_by_id: userId }, "created_at"),
    portings: moved,
    formerNumbers: await rows(trx, "former_number", ["e164", "since", "until"], mine, "until"),
  };
}

const asked = ["at", "transport", "method", "path", "address", "user_agent", "mac", "decision", "status", "bytes"];
const done = ["at", "action", "subject_kind", "address"];

async function logsOf(trx: Db, { organisationId, userId }: Of, phones: Rows) {
  const ids = phones.map((phone) => String(phone.id));
  const requests = trx("journal")
    .where(oneOf(trx, "phone_id", ids))
    .orderBy("at", "desc")
    .limit(mostRows)
    .select(asked);
  const about = await trx("audit")
    .where({ organisation_id: organisationId, subject_id: userId })
    .orderBy("at", "desc")
    .limit(mostRows)
    .select("at", "actor_kind", "actor_name", "action", "before", "after", "address");
  return {
    phoneRequests: (await requests).map(named),
    changes: about.map((row) => ({ ...named(row), before: JSON.parse(row.before), after: JSON.parse(row.after) })),
    actions: (
      await trx("audit")
        .where({ organisation_id: organisationId, actor_id: userId })
        .orderBy("at", "desc")
        .limit(mostRows)
        .select(done)
    ).map(named),
  };
}

async function rows(
  trx: Db,
  table: string,
  columns: readonly string[],
  where: Readonly<Record<string, string>>,
  newest?: string,
): Promise<Rows> {
  const query = trx(table)
    .where(where)
    .limit(mostRows)
    .select([...columns]);
  if (newest) query.orderBy(newest, "desc");
  return (await query).map(named);
}

/** `sip_user` → `sipUser` */
function named(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), value]));
}
