import type { Knex } from "knex";

/**
 * What meets a caller: announcements, menus, how a response group answers, schedules, where calls go on to, their
 * versions, and the keys of exchanges that ask for it.
 */
export async function up(knex: Knex): Promise<void> {
  await announcements(knex);
  await menus(knex);
  await groups(knex);
  await schedules(knex);
  await destinations(knex);
  await versions(knex);
  await exchanges(knex);
}

function editable(table: Knex.CreateTableBuilder): void {
  table.text("id").primary();
  table.text("organisation_id").notNullable().references("organisation.id");
  table.integer("version").notNullable();
  table.text("created_at").notNullable();
  table.text("updated_at").notNullable();
  table.text("updated_by").notNullable();
}

async function announcements(knex: Knex): Promise<void> {
  await knex.schema.createTable("announcement", (table) => {
    editable(table);
    table.text("name").notNullable();
    table.text("language").notNullable();
    // What is said, in writing.
    table.text("transcript").notNullable();
    table.unique(["organisation_id", "name"]);
  });
  await knex.schema.createTable("announcement_recording", (table) => {
    table.text("id").primary();
    table.text("announcement_id").notNullable().references("announcement.id").onDelete("CASCADE");
    // `upload`, `browser`, `made` by us, or `restored` from an earlier one.
    table.text("source").notNullable();
    // Names the audio.
    table.text("sha256").notNullable();
    table.text("made_at").notNullable();
    table.text("made_by").notNullable();
    // Null: this is what callers hear.
    table.text("replaced_at");
    table.index(["announcement_id", "replaced_at"]);
    table.index(["replaced_at"]);
    table.index(["sha256"]);
  });
  await knex.schema.createTable("announcement_audio", (table) => {
    table.text("organisation_id").notNullable().references("organisation.id");
    // Of the 16 kHz WAV, hexadecimal.
    table.text("sha256").notNullable();
    table.integer("duration_ms").notNullable();
    // Bytes of all formats together.
    table.integer("size").notNullable();
    // JSON: how loud it is, what is clipped, and the waveform to draw.
    table.text("measured").notNullable();
    // Also without a recording that has it: one that is listened to before it is saved, or could come back.
    table.text("kept_until").notNullable();
    table.primary(["organisation_id", "sha256"]);
    table.index(["kept_until"]);
  });
  await knex.schema.createTable("announcement_file", (table) => {
    table.text("organisation_id").notNullable();
    table.text("sha256").notNullable();
    // `wav16`, `wav8`, `alaw`.
    table.text("format").notNullable();
    table.binary("bytes").notNullable();
    table.primary(["organisation_id", "sha256", "format"]);
    const audio = ["organisation_id", "sha256"];
    table.foreign(audio).references(audio).inTable("announcement_audio").onDelete("CASCADE");
  });
}

async function menus(knex: Knex): Promise<void> {
  await knex.schema.createTable("menu", (table) => {
    editable(table);
    table.text("name").notNullable();
    table.text("e164").unique();
    table.text("language").notNullable();
    table.text("welcome_id").references("announcement.id");
    // Seconds without a key.
    table.integer("timeout_seconds").notNullable();
    // How often the menu is said again before its timeout, and how many wrong keys before its invalid destination.
    table.integer("max_timeouts").notNullable();
    table.integer("max_invalid").notNullable();
    table.unique(["organisation_id", "name"]);
    table.index(["welcome_id"]);
  });
}

async function groups(knex: Knex): Promise<void> {
  await knex.schema.alterTable("response_group", (table) => {
    // Shown on phones that ring; null: the name.
    table.text("display_name");
    table.text("distribution").notNullable().defaultTo("all");
    table.integer("ring_seconds").notNullable().defaultTo(20);
    table.integer("wrap_up_seconds").notNullable().defaultTo(0);
    // Callers that wait at most; null: no limit.
    table.integer("max_queue");
    // What members see of a call: see `domain/response-group.ts`.
    table.text("presentation").notNullable().defaultTo("caller");
    table.text("presentation_number");
    table.text("presentation_prefix");
    table.text("welcome_id").references("announcement.id");
    table.boolean("says_position").notNullable().defaultTo(false);
    table.text("comfort_id").references("announcement.id");
    table.integer("comfort_seconds");
    table.text("music_id").references("announcement.id");
    // H10: calls ring although the member is away.
    table.boolean("rings_diverted").notNullable().defaultTo(false);
    // A mobile's own voicemail counts as an answer, unless the member has to press a key.
    table.boolean("confirms_on_mobile").notNullable().defaultTo(true);
  });
}

async function schedules(knex: Knex): Promise<void> {
  await knex.schema.createTable("schedule", (table) => {
    editable(table);
    table.text("group_id").unique().references("response_group.id").onDelete("CASCADE");
    table.text("menu_id").unique().references("menu.id").onDelete("CASCADE");
    // The default cannot be lost: it is no entry.
    table.text("default_action").notNullable();
    table.text("default_announcement_id").references("announcement.id");
    // Closed for a while, over every entry; instants.
    table.text("closed_from");
    table.text("closed_until");
    table.text("closed_announcement_id").references("announcement.id");
    table.text("closed_by");
    table.index(["organisation_id"]);
    table.index(["default_announcement_id"]);
    table.index(["closed_announcement_id"]);
    table.check("(group_id is null) <> (menu_id is null)", [], "schedule_has_one_owner");
  });
  await knex.schema.createTable("schedule_entry", (table) => {
    table.text("schedule_id").notNullable().references("schedule.id").onDelete("CASCADE");
    // Unique in its schedule: one that was applied to many has the same in each.
    table.text("id").notNullable();
    // 0 is read first.
    table.integer("position").notNullable();
    table.text("label").notNullable();
    // JSON: `ScheduleRule` of `domain/schedule.ts`.
    table.text("rule").notNullable();
    table.text("action").notNullable();
    table.text("announcement_id").references("announcement.id");
    table.boolean("enabled").notNullable();
    table.primary(["schedule_id", "id"]);
    table.unique(["schedule_id", "position"]);
    table.index(["announcement_id"]);
  });
  // Groups answered at all hours until now, and go on so.
  await knex.raw(
    `insert into schedule (id, organisation_id, version, created_at, updated_at, updated_by, group_id, default_action)
     select id, organisation_id, 1, created_at, created_at, updated_by, id, 'open' from response_group`,
  );
}

async function destinations(knex: Knex): Promise<void> {
  await knex.schema.createTable("destination", (table) => {
    table.text("organisation_id").notNullable().references("organisation.id");
    // Whose it is, and which of its destinations: `domain/destination.ts`.
    table.text("group_id").references("response_group.id").onDelete("CASCADE");
    table.text("menu_id").references("menu.id").onDelete("CASCADE");
    table.text("slot").notNullable();
    // Of a timed redirect.
    table.integer("after_seconds");
    // Said before the call goes on.
    table.text("announcement_id").references("announcement.id");
    table.text("kind").notNullable();
    table.text("to_user_id").references("users.id");
    table.text("to_group_id").references("response_group.id");
    table.text("to_menu_id").references("menu.id");
    table.text("to_announcement_id").references("announcement.id");
    table.text("number");
    table.unique(["group_id", "slot"]);
    table.unique(["menu_id", "slot"]);
    table.index(["organisation_id"]);
    for (const column of ["announcement_id", "to_user_id", "to_group_id", "to_menu_id", "to_announcement_id"])
      table.index([column]);
    table.check("(group_id is null) <> (menu_id is null)", [], "destination_has_one_owner");
  });
}

async function versions(knex: Knex): Promise<void> {
  // What a schedule, menu or group was at each of its versions.
  await knex.schema.createTable("snapshot", (table) => {
    table.text("organisation_id").notNullable().references("organisation.id");
    // `schedule`, `menu`, `group`.
    table.text("kind").notNullable();
    table.text("subject_id").notNullable();
    table.integer("version").notNullable();
    table.text("at").notNullable();
    table.text("by").notNullable();
    // JSON, as the subject is written.
    table.text("body").notNullable();
    table.primary(["kind", "subject_id", "version"]);
    table.index(["organisation_id", "at"]);
    table.index(["at"]);
  });
  // The first version of the schedules that groups have got above.
  await knex.raw(
    `insert into snapshot (organisation_id, kind, subject_id, version, at, by, body)
     select organisation_id, 'schedule', id, version, updated_at, updated_by,
       '{"entries":[],"otherwise":{"action":"open","announcementId":null}}' from schedule`,
  );
}

async function exchanges(knex: Knex): Promise<void> {
  await knex.schema.createTable("exchange_key", (table) => {
    table.text("id").primary();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("name").notNullable();
    // SHA-256; the token itself is stored nowhere.
    table.text("token_hash").notNullable().unique();
    table.text("created_at").notNullable();
    table.text("created_by").notNullable();
    // Noted at most once an hour.
    table.text("last_used_at");
    table.text("revoked_at");
    table.unique(["organisation_id", "name"], { predicate: knex.whereNull("revoked_at") });
  });
}
