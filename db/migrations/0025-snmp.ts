import type { Knex } from "knex";

/** The organisation's switches: what is on their ports, where each phone sits, and what has been noticed about it. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("switch", (table) => {
    table.text("id").primary();
    table.integer("version").notNullable().defaultTo(1);
    table.text("created_at").notNullable();
    table.text("updated_at").notNullable();
    table.text("updated_by").notNullable();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("site_id").references("site.id");
    table.text("name").notNullable();
    // An IP address and UDP port.
    table.text("address").notNullable();
    table.integer("port").notNullable();
    // `domain/snmp-credential.ts` as JSON, sealed; `v2c`, `v3` in the clear, to be shown.
    table.text("read_sealed").notNullable();
    table.text("read_kind").notNullable();
    table.text("write_sealed");
    table.text("write_kind");
    // Taken away, and can be taken back; null: there.
    table.text("removed_at");
    // What it says of itself.
    table.text("system_name");
    table.text("system_description");
    // 12 hex digits: the address of its bridge.
    table.text("chassis");
    // `never`, `ok`, `failing`.
    table.text("state").notNullable();
    table.text("fault");
    table.text("polled_at");
    // When it answered the last time.
    table.text("ok_at");
    table.integer("poll_millis");
    table.integer("tries").notNullable().defaultTo(0);
    // When it is asked the next time, or taken from a process that has died over it.
    table.text("due_at").notNullable();
    table.index(["due_at"]);
    table.index(["organisation_id"]);
  });
  await knex.raw("create unique index switch_address on switch (organisation_id, address, port) where removed_at is null");
  await knex.schema.createTable("switch_port", (table) => {
    table.text("switch_id").notNullable().references("switch.id").onDelete("CASCADE");
    // ifIndex of IF-MIB.
    table.integer("port").notNullable();
    // Its place on the front, from 0.
    table.integer("position").notNullable();
    table.text("name").notNullable();
    table.text("alias").notNullable();
    table.integer("enabled").notNullable();
    table.integer("link").notNullable();
    // Megabits a second.
    table.integer("speed");
    // Untagged; what LLDP-MED tells phones.
    table.integer("vlan");
    table.integer("voice_vlan");
    // `off`, `searching`, `delivering`, `denied`, `fault`; null: the port gives no power.
    table.text("poe");
    // Where POWER-ETHERNET-MIB has the port: `<group>.<index>`.
    table.text("poe_index");
    table.integer("poe_denials");
    // Tenths of a watt, and whose word it is: `measured`, `asked` (LLDP-MED), `class` (at most).
    table.integer("deciwatts");
    table.text("watts_from");
    // JSON: who is at the other end, as LLDP says.
    table.text("neighbour");
    // Why it leads on to other equipment; null: it does not.
    table.text("uplink");
    // How many addresses were learnt on it, and how many of them are no phones.
    table.integer("addresses").notNullable();
    table.integer("others").notNullable();
    table.text("changed_at").notNullable();
    table.primary(["switch_id", "port"]);
  });
  // Phones as each switch sees them. Addresses of other things are counted, never kept.
  await knex.schema.createTable("switch_seat", (table) => {
    table.text("switch_id").notNullable().references("switch.id").onDelete("CASCADE");
    table.text("mac").notNullable();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.integer("port").notNullable();
    table.integer("vlan");
    // `lldp`: it said so itself; `bridge`: its frames came in there.
    table.text("source").notNullable();
    table.text("since").notNullable();
    // When it was not seen there for the first time; null: it is there.
    table.text("gone_at");
    table.primary(["switch_id", "mac"]);
    table.index(["organisation_id", "mac"]);
    table.index(["gone_at"]);
  });
  // Where each phone sits, of all that the switches say.
  await knex.schema.createTable("phone_place", (table) => {
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("mac").notNullable();
    table.text("switch_id").notNullable().references("switch.id").onDelete("CASCADE");
    table.integer("port").notNullable();
    table.integer("vlan");
    table.text("source").notNullable();
    table.text("since").notNullable();
    table.text("gone_at");
    table.primary(["organisation_id", "mac"]);
    table.index(["switch_id", "port"]);
  });
  await knex.schema.createTable("switch_finding", (table) => {
    table.text("id").primary();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("switch_id").notNullable().references("switch.id").onDelete("CASCADE");
    table.integer("port").notNullable();
    // `domain/switch-findings.ts`.
    table.text("kind").notNullable();
    // Of the phone that it is about; of the one that came to its port.
    table.text("mac").notNullable();
    table.text("new_mac");
    // JSON: what ports were called then.
    table.text("detail").notNullable();
    table.text("at").notNullable();
    table.text("ended_at");
    table.text("dismissed_at");
    table.text("dismissed_by");
    table.index(["organisation_id", "ended_at"]);
    table.index(["switch_id", "ended_at"]);
    table.index(["ended_at"]);
  });
  // Ports whose power is taken away for a moment.
  await knex.schema.createTable("port_cycle", (table) => {
    table.text("id").primary();
    table.text("organisation_id").notNullable().references("organisation.id");
    table.text("switch_id").notNullable().references("switch.id").onDelete("CASCADE");
    table.integer("port").notNullable();
    // The phone that shall hang there; null: none is known.
    table.text("mac");
    // `waiting`, `off`, `done`, `refused`, `failed`.
    table.text("state").notNullable();
    table.text("fault");
    table.text("asked_at").notNullable();
    table.text("asked_by").notNullable();
    // When it is taken up, gets its power back, or is taken from a process that has died over it; null: it is over.
    table.text("due_at");
    table.integer("tries").notNullable().defaultTo(0);
    table.text("ended_at");
    table.index(["due_at"]);
    table.index(["switch_id", "port", "asked_at"]);
  });
  await knex.schema.alterTable("alarm", (table) => table.index(["first_at"]));
  // What the operator's own monitoring is told, once each.
  await knex.schema.createTable("snmp_notice", (table) => {
    table.text("kind").notNullable();
    table.text("subject_id").notNullable();
    // JSON: what is told.
    table.text("body").notNullable();
    table.text("at").notNullable();
    table.text("due_at");
    table.integer("tries").notNullable().defaultTo(0);
    table.text("sent_at");
    table.text("fault");
    table.primary(["kind", "subject_id"]);
    table.index(["due_at"]);
    table.index(["at"]);
  });
}
