import { expect, test } from "vitest";
import { readFound } from "./read.ts";

const files = (all: Readonly<Record<string, string>>) =>
  Object.entries(all).map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) }));
const copy = (table: string, columns: string, ...rows: string[]) =>
  `COPY public.${table} (${columns}) FROM stdin;\n${rows.map((row) => row.replaceAll("|", "\t")).join("\n")}\n\\.\n`;
const told = (found: ReturnType<typeof readFound>) => found.notes.map(({ code, text }) => [code, text]);

test("A FusionPBX with several customers gives the one with most, and names what belongs to the others", () => {
  const dump = [
    copy("v_domains", "domain_uuid, domain_name", "d1|bygg.example.se", "d2|frisk.example.se"),
    copy(
      ...(["v_extensions", "extension_uuid, domain_uuid, extension, password, effective_caller_id_name, enabled"] as const),
      ...["x1|d1|101|Bygg-hemlig1|Anna Berg|true", "x2|d1|102|Bygg-hemlig2|Bo Ek|true", "x3|d2|101|Frisk-hemlig1|Eva Lund|true"],
    ),
    copy(
      ...(["v_devices", "device_uuid, domain_uuid, device_address, device_vendor, device_model"] as const),
      ...["a|d1|00:15:65:aa:bb:41|yealink|T46S", "b|d2|00:15:65:aa:bb:42|yealink|T46S"],
    ),
    copy("v_device_lines", "device_uuid, domain_uuid, line_number, user_id, server_address", "a|d1|1|101|\\N", "b|d2|1|101|\\N"),
  ].join("\n");
  const found = readFound(files({ "backup.sql": dump }));
  expect(found.phones.map(({ mac, said }) => [mac, said?.accounts.map(({ password }) => password)])).toEqual([
    ["001565aabb41", ["Bygg-hemlig1"]],
  ]);
  expect(found.users.map(({ firstName }) => firstName)).toEqual(["Anna", "Bo"]);
  expect(told(found)).toEqual([
    ["other_domain", "frisk.example.se: 00:15:65:aa:bb:42"],
    ["other_domain", "frisk.example.se: 101"],
  ]);
});

test("Keys of a FusionPBX profile are those of each device that has it, under the device's own; settings are named", () => {
  const dump = [
    copy(
      ...(["v_devices", "device_uuid, device_profile_uuid, device_address, device_vendor, device_model"] as const),
      ...["a|p|00:15:65:aa:bb:43|yealink|T46S", "b|p|00:04:13:aa:bb:44|snom|D785"],
    ),
    copy(
      ...([
        "v_device_profile_keys",
        "device_profile_uuid, profile_key_id, profile_key_category, profile_key_type, profile_key_line, profile_key_value, profile_key_label",
      ] as const),
      ...["p|2|line|16|1|102|Bo", "p|3|line|13|1|08-465 004 10|Grus", "q|1|line|16|1|109|Ingens"],
    ),
    copy(
      ...([
        "v_device_keys",
        "device_uuid, device_key_id, device_key_category, device_key_type, device_key_line, device_key_value, device_key_label",
      ] as const),
      ...["a|3|line|16|1|103|Eva", "b|0|memory|blf|1|104|Första", "b|0|line|blf|1|104|Första", "b|1|line|blf|1|105|Andra"],
    ),
    copy(
      ...([
        "v_device_settings",
        "device_uuid, device_setting_subcategory, device_setting_value, device_setting_enabled",
      ] as const),
      ...["a|yealink_ringtone|Ring3|true", "a|admin_password|hemligt99|true", "a|unused|1|false"],
    ),
  ].join("\n");
  const found = readFound(files({ "fusion.sql": dump }));
  const keys = found.phones.map(({ said }) => said?.keys.map(({ place, label }) => [place.index, label]).sort());
  expect(keys).toEqual([
    [
      [2, "Bo"],
      [3, "Eva"],
    ],
    [
      [1, "Första"],
      [2, "Andra"],
      [3, "Bo"],
      [4, "Grus"],
    ],
  ]);
  expect(told(found)).toEqual([
    ["not_understood", "yealink_ringtone = Ring3"],
    ["not_understood", "admin_password •••"],
    ["key_unfit", "line 1: 16 109"],
    ["key_unfit", "memory 0: blf 104"],
  ]);
});

test("A Polycom without a master file of its own reads none of another phone's", () => {
  const master = (reads: string) => `<?xml version="1.0"?><APPLICATION CONFIG_FILES="${reads}"/>`;
  const phone = (user: string) =>
    `<?xml version="1.0"?><PHONE_CONFIG><ALL reg.1.address="${user}" reg.1.auth.password="Hemlig-${user}"/></PHONE_CONFIG>`;
  const found = readFound(
    files({
      "0004f2aabb51.cfg": master("vip.cfg"),
      "0004f2aabb51-phone.cfg": phone("451"),
      "0004f2aabb52-phone.cfg": phone("452"),
      "000000000000.cfg": master("alla.cfg"),
      "vip.cfg": `<?xml version="1.0"?><X><ALL voIpProt.server.1.address="vip.example.se"/></X>`,
      "alla.cfg": `<?xml version="1.0"?><X><ALL voIpProt.server.1.address="alla.example.se"/></X>`,
    }),
  );
  const read = found.phones.map(({ mac, parameters }) => [mac, [...new Set(parameters.map(({ file }) => file))].sort()]);
  expect(read).toEqual([
    ["0004f2aabb51", ["0004f2aabb51-phone.cfg", "vip.cfg"]],
    ["0004f2aabb52", ["0004f2aabb52-phone.cfg", "alla.cfg"]],
  ]);
});
