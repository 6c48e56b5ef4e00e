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
];

/** After them: what hangs on phones. */
export const phonesTables: readonly CarriedTable[] = [
  {
    ...{ table: "rollout", of: `state in ('running', 'paused', 'halted') and ${own}`, key: ["id"] },
    // Somebody looks at it before it goes on.
    anew: { state: "paused", why: null, why_at: null },
  },
  {
    ...{ table: "rollout_value", of: through("rollout_id", "rollout"), key: ["rollout_id", "position"] },
    owners: [["rollout_id", "rollout"]],
  },
  {
    ...{ table: "rollout_ring", of: through("rollout_id", "rollout"), key: ["rollout_id", "position"] },
    owners: [["rollout_id", "rollout"]],
  },
  {
    ...{ table: "rollout_phone", of: own, key: ["rollout_id", "phone_id"] },
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
