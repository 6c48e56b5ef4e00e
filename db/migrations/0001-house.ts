import type { Knex } from "knex";

/** Everything until a phone comes up programmed. Times are ISO 8601 UTC text; ids are made by the application. */
export async function up(knex: Knex): Promise<void> {
  await tenants(knex);
  await people(knex);
  await layouts(knex);
  await phones(knex);
  await settings(knex);
  await trust(knex);
  await rendered(knex);
  await records(knex);
}

const organisation = (table: Knex.CreateTableBuilder) =>
  table.text("organisation_id").notNullable().references("organisation.id");

function editable(table: Knex.CreateTableBuilder): void {
  table.text("id").primary();
  table.integer("version").notNullable().defaultTo(1);
  table.text("created_at").notNullable();
  table.text("updated_at").notNullable();
  table.text("updated_by").notNullable();
}

async function tenants(knex: Knex): Promise<void> {
  await knex.schema.createTable("organisation", (table) => {
    editable(table);
    table.text("name").notNullable().unique();
    table.text("title").notNullable();
    table.text("language").notNullable();
    table.text("time_zone").notNullable();
  });
  await knex.schema.createTable("site", (table) => {
    editable(table);
    organisation(table);
    table.text("name").notNullable();
    table.unique(["organisation_id", "name"]);
  });
  await knex.schema.createTable("trusted_network", (table) => {
    table.text("id").primary();
    organisation(table);
    table.text("site_id").references("site.id");
    table.text("cidr").notNullable().unique();
    table.text("note").notNullable();
    table.text("created_at").notNullable();
  });
}

async function people(knex: Knex): Promise<void> {
  await knex.schema.createTable("users", (table) => {
    editable(table);
    organisation(table);
    table.text("first_name").notNullable();
    table.text("last_name").notNullable();
    table.text("email");
    table.index(["organisation_id", "last_name", "first_name"]);
  });
  await knex.schema.createTable("user_number", (table) => {
    table.text("user_id").notNullable().references("users.id").onDelete("CASCADE");
    organisation(table);
    table.text("kind").notNullable();
    table.text("e164").notNullable();
    table.text("mobile_profile");
    table.primary(["user_id", "kind"]);
    table.index(["e164"]);
  });
  // Mobile numbers of other operators are no numbers of the exchange: two people may have the same.
  await knex.raw(
    "create unique index user_number_owned on user_number (e164, kind) where mobile_profile is null or mobile_profile = 'mex'",
  );
  await knex.schema.createTable("response_group", (table) => {
    editable(table);
    organisation(table);
    table.text("name").notNullable();
    table.text("e164").unique();
    table.unique(["organisation_id", "name"]);
  });
  // One short number reaches one user or group.
  await knex.schema.createTable("extension", (table) => {
    organisation(table);
    table.text("digits").notNullable();
    table.text("user_id").unique().references("users.id").onDelete("CASCADE");
    table.text("group_id").unique().references("response_group.id").onDelete("CASCADE");
    table.primary(["organisation_id", "digits"]);
  });
  await knex.schema.createTable("contact_list", (table) => {
    editable(table);
    organisation(table);
    table.text("name").notNullable();
    table.unique(["organisation_id", "name"]);
  });
  await knex.schema.createTable("contact", (table) => {
    editable(table);
    organisation(table);
    table.text("list_id").notNullable().references("contact_list.id").onDelete("CASCADE");
    table.text("first_name").notNullable();
    table.text("last_name").notNullable();
    table.text("company").notNullable();
    table.text("title").notNullable();
    table.index(["list_id"]);
  });
  await knex.schema.createTable("contact_number", (table) => {
    table.text("contact_id").notNullable().references("contact.id").onDelete("CASCADE");
    table.integer("position").notNullable();
    table.text("kind").notNullable();
    table.text("number").notNullable();
    table.primary(["contact_id", "position"]);
  });
  await knex.schema.createTable("sip_account", (table) => {
    editable(table);
    organisation(table);
    table.text("user_id").references("users.id").onDelete("SET NULL");
    table.text("label");
    table.text("sip_user").notNullable();
    table.text("auth_user");
    table.text("secret_sealed").notNullable();
    table.text("registrar_host");
    table.integer("registrar_port");
    table.unique(["organisation_id", "sip_user"]);
    table.index(["user_id"]);
  });
}

/** A key's target has no foreign key: a key whose target is gone is kept, and reported. */
function key(table: Knex.CreateTableBuilder): void {
  table.integer("module").notNullable();
  table.integer("key_index").notNullable();
  table.text("kind").notNullable();
  table.text("target_kind");
  table.text("target_id");
  table.text("target_number");
  table.integer("account").notNullable();
  table.text("label");
  table.text("value");
  table.boolean("locked").notNullable();
  table.text("updated_at").notNullable();
  table.text("updated_by").notNullable();
  table.index(["target_id"]);
}

async function layouts(knex: Knex): Promise<void> {
  await knex.schema.createTable("layout", (table) => {
    editable(table);
    organisation(table);
    table.text("name").notNullable();
    table.unique(["organisation_id", "name"]);
  });
  await knex.schema.createTable("layout_key", (table) => {
    table.text("layout_id").notNullable().references("layout.id").onDelete("CASCADE");
    key(table);
    table.primary(["layout_id", "module", "key_index"]);
  });
}

async function phones(knex: Knex): Promise<void> {
  await knex.schema.createTable("phone", (table) => {
    editable(table);
    organisation(table);
    table.text("site_id").references("site.id");
    table.text("layout_id").references("layout.id");
    table.text("user_id").references("users.id").onDelete("SET NULL");
    table.text("mac").notNullable();
    table.text("vendor").notNullable();
    table.text("model").notNullable();
    table.text("label").notNullable();
    table.text("state").notNullable();
    table.text("modules").notNullable();
    table.integer("revision").notNullable().defaultTo(1);
    table.text("token_hash").unique();
    table.text("token_sealed");
    table.text("previous_token_hash").unique();
    table.text("digest_user").notNullable().unique();
    table.text("digest_secret_sealed").notNullable();
    table.text("admin_password_sealed").notNullable();
    table.text("user_password_sealed").notNullable();
    table.text("bound_at");
    table.text("bound_by");
    table.text("replaced_by");
    table.index(["organisation_id", "state"]);
    table.index(["site_id"]);
    table.index(["layout_id"]);
    table.index(["user_id"]);
  });
  // A retired phone may be added again, also by somebody else.
  await knex.raw("create unique index phone_mac on phone (mac) where state <> 'retired'");
  await knex.schema.createTable("phone_account", (table) => {
    table.text("phone_id").notNullable().references("phone.id").onDelete("CASCADE");
    table.integer("position").notNullable();
    table.text("sip_account_id").notNullable().references("sip_account.id").onDelete("CASCADE");
    table.primary(["phone_id", "position"]);
    table.index(["sip_account_id"]);
  });
  await knex.schema.createTable("phone_key", (table) => {
    table.text("phone_id").notNullable().references("phone.id").onDelete("CASCADE");
    key(table);
    table.primary(["phone_id", "module", "key_index"]);
  });
  await knex.schema.createTable("phone_contact", (table) => {
    table.text("phone_id").primary().references("phone.id").onDelete("CASCADE");
    table.text("at").notNullable();
    table.text("address").notNullable();
    table.text("user_agent");
    table.text("firmware");
    table.text("model");
  });
  await knex.schema.createTable("found_phone", (table) => {
    table.text("mac").primary();
    table.text("id").notNullable().unique();
    table.text("organisation_id").references("organisation.id");
    table.text("vendor");
    table.text("model");
    table.text("firmware");
    table.text("address").notNullable();
    table.text("user_agent");
    table.text("first_seen_at").notNullable();
    table.text("last_seen_at").notNullable();
    table.index(["last_seen_at"]);
  });
}

async function settings(knex: Knex): Promise<void> {
  await knex.schema.createTable("setting", (table) => {
    // `organisation:<id>`, `model:yealink/T46U` …: see `db/setting-scopes.ts`.
    table.text("scope").notNullable();
    table.text("layer").notNullable();
    table.text("organisation_id").references("organisation.id");
    // Empty: a neutral setting.
    table.text("vendor").notNullable();
    table.text("name").notNullable();
    table.text("value").notNullable();
    table.text("updated_at").notNullable();
    table.text("updated_by").notNullable();
    table.primary(["scope", "vendor", "name"]);
  });
}

async function trust(knex: Knex): Promise<void> {
  await knex.schema.createTable("first_contact_window", (table) => {
    table.text("id").primary();
    organisation(table);
    table.text("phone_id").notNullable().references("phone.id").onDelete("CASCADE");
    table.text("network");
    table.text("opened_at").notNullable();
    table.text("opened_by").notNullable();
    table.text("closes_at").notNullable();
    table.text("state").notNullable();
    table.text("taken_by");
    table.text("taken_at");
    table.index(["phone_id", "state"]);
  });
  await knex.schema.createTable("organisation_token", (table) => {
    table.text("id").primary();
    organisation(table);
    table.text("name").notNullable();
    table.text("token_hash").notNullable().unique();
    table.text("token_sealed").notNullable();
    table.text("created_at").notNullable();
    table.text("revoked_at");
  });
  await knex.schema.createTable("installation_key", (table) => {
    table.text("key_id").primary();
    table.text("key_check").notNullable();
    table.text("created_at").notNullable();
  });
  await knex.schema.createTable("installation", (table) => {
    table.text("id").primary();
    table.text("hash_key_sealed").notNullable();
    table.text("created_at").notNullable();
  });
}

async function rendered(knex: Knex): Promise<void> {
  await knex.schema.createTable("render_epoch", (table) => {
    table.text("epoch").primary();
  });
  await knex.schema.createTable("rendered_body", (table) => {
    table.text("hash").primary();
    table.binary("body_sealed").notNullable();
  });
  await knex.schema.createTable("rendered_file", (table) => {
    table.text("phone_id").notNullable().references("phone.id").onDelete("CASCADE");
    table.text("role").notNullable();
    table.integer("revision").notNullable();
    table.text("hash").notNullable().index();
    table.text("content_type").notNullable();
    table.primary(["phone_id", "role"]);
  });
  await knex.schema.createTable("delivery", (table) => {
    table.text("phone_id").notNullable().references("phone.id").onDelete("CASCADE");
    table.text("role").notNullable();
    table.text("hash").notNullable();
    table.integer("revision").notNullable();
    table.text("at").notNullable();
    table.text("address").notNullable();
    table.primary(["phone_id", "role"]);
  });
  await knex.schema.createTable("upload", (table) => {
    table.text("id").primary();
    organisation(table);
    table.text("phone_id").notNullable().references("phone.id").onDelete("CASCADE");
    table.text("name").notNullable();
    table.text("content_type").notNullable();
    table.integer("size").notNullable();
    table.text("address").notNullable();
    table.text("received_at").notNullable().index();
    table.binary("body_sealed").notNullable();
    table.unique(["phone_id", "name"]);
  });
}

async function records(knex: Knex): Promise<void> {
  await knex.schema.createTable("change_counter", (table) => {
    table.integer("id").primary();
    table.bigInteger("value").notNullable();
  });
  await knex("change_counter").insert({ id: 1, value: 0 });
  await knex.schema.createTable("change", (table) => {
    table.bigInteger("seq").primary();
    table.text("kind").notNullable();
    table.text("organisation_id");
    table.text("phone_id");
  });
  await knex.schema.createTable("audit", (table) => {
    table.text("id").primary();
    table.text("at").notNullable();
    table.text("organisation_id");
    table.text("actor_kind").notNullable();
    table.text("actor_id");
    table.text("actor_name").notNullable();
    table.text("action").notNullable();
    table.text("subject_kind").notNullable();
    table.text("subject_id").notNullable();
    table.text("before").notNullable();
    table.text("after").notNullable();
    table.index(["organisation_id", "at"]);
    table.index(["subject_id", "at"]);
  });
  await knex.schema.createTable("alarm", (table) => {
    table.text("id").primary();
    table.text("kind").notNullable();
    table.text("organisation_id");
    table.text("phone_id");
    table.text("mac");
    table.text("address");
    table.text("detail").notNullable();
    table.text("first_at").notNullable();
    table.text("last_at").notNullable();
    table.integer("count").notNullable();
    table.text("acknowledged_at");
    table.index(["organisation_id", "last_at"]);
    table.index(["phone_id"]);
  });
  await knex.schema.createTable("journal", (table) => {
    table.text("id").primary();
    table.text("at").notNullable();
    table.text("transport").notNullable();
    table.text("method").notNullable();
    table.text("path").notNullable();
    table.text("address").notNullable();
    table.text("user_agent");
    table.text("mac");
    table.text("phone_id");
    table.text("organisation_id");
    table.text("vendor");
    table.text("model");
    table.text("wants").notNullable();
    table.text("rung").notNullable();
    table.text("decision").notNullable();
    table.text("reason").notNullable();
    table.integer("status").notNullable();
    table.bigInteger("bytes").notNullable();
    table.bigInteger("duration_micros").notNullable();
    table.index(["at", "id"]);
    table.index(["mac", "at"]);
    table.index(["phone_id", "at"]);
    table.index(["organisation_id", "at"]);
  });
}
