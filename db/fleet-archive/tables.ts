/**
 * What stands around an organisation's phones and is in no sheet of its own: who is in which group, how calls are answered,
 * contacts, who may read them. Kept row by row, with the ids: phones' files name some of them. In the order in which
 * each needs those before it.
 */
export type CarriedTable = {
  readonly table: string;
  /** Whose rows: SQL over the table's own columns with one `?`, the organisation's id. Written by us. */
  readonly of: string;
  /** What names a row: one column, or several of a row that has no id. */
  readonly key: readonly string[];
  /** A row that is called the same there is the same, whatever its id. */
  readonly named?: readonly string[];
  /** It comes back with one of these, and not without any of them. */
  readonly owners?: readonly (readonly [column: string, table: string])[];
  /** What it cannot be without: those must be there by then. */
  readonly needs?: readonly (readonly [column: string, table: string])[];
  /** Columns that no two rows of the whole installation have alike. */
  readonly alone?: readonly string[];
  readonly sealed?: readonly string[];
  readonly bytes?: readonly string[];
  /** What the row says when it comes back, whatever it said. */
  readonly anew?: Readonly<Record<string, string | number | null>>;
};

const own = "organisation_id = ?";
const through = (column: string, table: string) => `${column} in (select id from "${table}" where organisation_id = ?)`;

/** Before the sheets. */
export const carriedTables: readonly CarriedTable[] = [
  { table: "site", of: own, key: ["id"], named: ["name"] },
  { table: "layout", of: own, key: ["id"], named: ["name"] },
  { table: "users", of: own, key: ["id"], alone: ["username"] },
  {
    table: "user_right",
    // Operator staff is made by operator staff alone.
    of: `right_name in ('user', 'administrator') and ${through("user_id", "users")}`,
    ...{ key: ["user_id", "right_name"], owners: [["user_id", "users"]] },
  },
  { table: "user_number", of: own, key: ["user_id", "kind"], owners: [["user_id", "users"]] },
  { table: "picture", of: own, key: ["organisation_id", "hash", "size"], bytes: ["bytes"] },
  { table: "user_picture", of: own, key: ["user_id"], owners: [["user_id", "users"]] },
  { table: "message_choice", of: through("user_id", "users"), key: ["user_id"], owners: [["user_id", "users"]] },
  { table: "announcement", of: own, key: ["id"], named: ["name"] },
  { table: "announcement_audio", of: own, key: ["organisation_id", "sha256"] },
  { table: "announcement_file", of: own, key: ["organisation_id", "sha256", "format"], bytes: ["bytes"] },
  {
    table: "announcement_recording",
    of: `replaced_at is null and ${through("announcement_id", "announcement")}`,
    ...{ key: ["id"], owners: [["announcement_id", "announcement"]] },
  },
  {
    ...{ table: "response_group", of: own, key: ["id"], named: ["name"], alone: ["e164"] },
    needs: [
      ["welcome_id", "announcement"],
      ["comfort_id", "announcement"],
      ["music_id", "announcement"],
    ],
  },
  {
    ...{ table: "menu", of: own, key: ["id"], named: ["name"], alone: ["e164"] },
    needs: [["welcome_id", "announcement"]],
  },
  {
    ...{ table: "extension", of: own, key: ["organisation_id", "digits"] },
    owners: [
      ["user_id", "users"],
      ["group_id", "response_group"],
    ],
  },
  {
    ...{ table: "group_member", of: through("group_id", "response_group"), key: ["group_id", "user_id"] },
    owners: [
      ["group_id", "response_group"],
      ["user_id", "users"],
    ],
  },
  {
    ...{ table: "schedule", of: own, key: ["id"] },
    owners: [
      ["group_id", "response_group"],
      ["menu_id", "menu"],
    ],
    needs: [
      ["default_announcement_id", "announcement"],
      ["closed_announcement_id", "announcement"],
    ],
  },
  {
    ...{ table: "schedule_entry", of: through("schedule_id", "schedule"), key: ["schedule_id", "id"] },
    ...{ owners: [["schedule_id", "schedule"]], needs: [["announcement_id", "announcement"]] },
  },
  {
    ...{ table: "destination", of: own, key: ["group_id", "menu_id", "slot"] },
    owners: [
      ["group_id", "response_group"],
      ["menu_id", "menu"],
    ],
    needs: [
      ["announcement_id", "announcement"],
      ["to_user_id", "users"],
      ["to_group_id", "response_group"],
      ["to_menu_id", "menu"],
      ["to_announcement_id", "announcement"],
    ],
  },
  { table: "contact_list", of: own, key: ["id"], named: ["name"] },
  { table: "contact", of: own, key: ["id"], needs: [["list_id", "contact_list"]] },
  {
    ...{ table: "contact_number", of: through("contact_id", "contact"), key: ["contact_id", "position"] },
    owners: [["contact_id", "contact"]],
  },
  {
    ...{ table: "contact_list_member", of: through("list_id", "contact_list"), key: ["list_id", "user_id"] },
    owners: [
      ["list_id", "contact_list"],
      ["user_id", "users"],
    ],
  },
  { table: "call_forwarding", of: own, key: ["user_id", "kind"], owners: [["user_id", "users"]] },
  { table: "diversion", of: own, key: ["id"], owners: [["user_id", "users"]] },
  { table: "organisation_number", of: own, key: ["e164"], alone: ["e164"], anew: { porting_id: null } },
  { table: "trusted_network", of: own, key: ["id"], alone: ["cidr"], needs: [["site_id", "site"]] },
  {
    ...{ table: "organisation_token", of: `revoked_at is null and ${own}`, key: ["id"], alone: ["token_hash"] },
    sealed: ["token_sealed"],
  },
  { table: "exchange_key", of: `revoked_at is null and ${own}`, key: ["id"], named: ["name"], alone: ["token_hash"] },
  {
    ...{ table: "switch", of: `removed_at is null and ${own}`, key: ["id"], named: ["address", "port"] },
    ...{ needs: [["site_id", "site"]], sealed: ["read_sealed", "write_sealed"] },
    // It is asked from here as if for the first time.
    anew: { state: "never", fault: null, polled_at: null, ok_at: null, poll_millis: null, tries: 0 },
  },
  {
    ...{ table: "redirection_account", of: `deleted_at is null and ${own}`, key: ["id"], sealed: ["secret_sealed"] },
    // Two installations do not tell a maker's service two things about the same phones by themselves.
    anew: {
      automatic_since: null,
      test_wanted_at: null,
      tested_at: null,
      test_fault: null,
      test_status: null,
      test_answer: null,
    },
  },
];

const live = "state in ('running', 'paused', 'halted')";
const ofLive = `rollout_id in (select id from rollout where ${live} and organisation_id = ?)`;

/** After them: what hangs on phones. */
export const phonesTables: readonly CarriedTable[] = [
  {
    ...{ table: "rollout", of: `${live} and ${own}`, key: ["id"] },
    // Somebody looks at it before it goes on.
    anew: { state: "paused", why: null, why_at: null },
  },
  {
    ...{ table: "rollout_value", of: ofLive, key: ["rollout_id", "position"] },
    owners: [["rollout_id", "rollout"]],
  },
  {
    ...{ table: "rollout_ring", of: ofLive, key: ["rollout_id", "position"] },
    owners: [["rollout_id", "rollout"]],
  },
  {
    ...{ table: "rollout_phone", of: ofLive, key: ["rollout_id", "phone_id"] },
    ...{ owners: [["rollout_id", "rollout"]], needs: [["phone_id", "phone"]] },
  },
  {
    ...{
      table: "upload",
      of: own,
      key: ["id"],
      owners: [["phone_id", "phone"]],
      bytes: ["body_sealed"],
      sealed: ["body_sealed"],
    },
  },
];

const because = <R extends string>(reason: R, ...tables: string[]) => Object.fromEntries(tables.map((table) => [table, reason]));

/** Of an organisation and not carried, each with its reason. */
export const leftTables: Readonly<Record<string, string>> = {
  ...because("in a sheet", "phone", "sip_account", "setting"),
  ...because(
    "seen here: another server sees it anew",
    "alarm",
    "ask_refused",
    "fleet_sample",
    "found_phone",
    "journal",
    "journal_hour",
  ),
  ...because(
    "seen here: another server sees it anew",
    "phone_agent",
    "phone_hold",
    "phone_home",
    "phone_place",
    "phone_standing",
  ),
  ...because(
    "seen here: another server sees it anew",
    "port_cycle",
    "registration",
    "switch_finding",
    "switch_seat",
    "resync",
    "key_press",
  ),
  ...because("what was done and said here", "audit", "change", "former_number", "job", "mail_outbox", "message", "snapshot"),
  ...because(
    "what was sold and paid",
    "call_sight",
    "data_purchase",
    "invoice",
    "invoice_file",
    "invoice_line",
    "orders",
    "payment",
  ),
  ...because("what was sold and paid", "payment_allocation", "porting", "sim_card", "subscription", "usage_row", "usage_sum"),
  ...because("over in minutes", "first_contact_window", "firmware_transfer", "install_token", "phone_selection"),
  ...because("who may do what, and how long things are kept, is decided where it is", "operated_organisation", "retention"),
  ...because("the organisation gets its own back", "number_quarantine"),
  ...because("registered phones are asked for anew: see its account", "redirection"),
};
