import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { cliHouse } from "./testing/run-cli.ts";

const house = cliHouse({ KLYKA_PUBLIC_URL: "https://phones.bjorkobygg.example" });
afterAll(house.remove);
const { klyka, json } = house;

const mac = "80:5e:c0:12:34:56";
const Listed = z.array(z.looseObject({ mac: z.string(), state: z.string() }));

describe("from nothing to a claimed phone with keys", () => {
  it("makes a firm, people, an account and a phone, each with one command", async () => {
    await json("organisation", "add", "Björkö Bygg AB");
    await json("setting", "set", "exchange.registrar", "sip.bjorkobygg.example:5060");
    await json("user", "add", "Åsa", "Björkegren", "--number", "08-465 004 01", "--extension", "401");
    await json("user", "add", "Bo", "Sandvall", "--number", "08-465 004 02", "--extension", "402");
    await json("account", "add", "401", "--user", "Åsa Björkegren");
    const phone = await json(
      "phone",
      "add",
      mac,
      "--model",
      "yealink t46u",
      "--user",
      "401",
      "--account",
      "401",
      "--module",
      "exp43",
    );
    expect(phone).toMatchObject({ mac: "805ec0123456", vendor: "yealink", model: "T46U", state: "claimed", modules: ["EXP43"] });
  });

  it("puts keys on the phone and on its module, and finds them in the file that the phone will get", async () => {
    await json("key", "set", "0/1", "--phone", mac, "--kind", "line");
    await json("key", "set", "0/2", "--phone", mac, "--kind", "blf", "--user", "Bo Sandvall");
    await json("key", "set", "1/3", "--phone", mac, "--kind", "speedDial", "--number", "031-390 06 10", "--label", "Grus");
    const file = await klyka("phone", "file", mac);
    expect(file.code).toBe(0);
    expect(file.out).toContain("Bo Sandvall");
    expect(file.out).toMatch(/expansion_module\.1\.key\.3\.label\s*=\s*Grus/);
    expect(file.out).toContain("sip.bjorkobygg.example");
  });

  it("follows a rename: the file shows the new name, and only where it was shown", async () => {
    const before = (await klyka("phone", "file", mac)).out.split("\n");
    await json("user", "update", "402", "--last-name", "Sandvik");
    const after = (await klyka("phone", "file", mac)).out.split("\n");
    const changed = after.filter((line, index) => line !== before[index]);
    expect(after).toHaveLength(before.length);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.every((line) => line.includes("Bo Sandvik"))).toBe(true);
  });

  it("covers secrets unless --reveal, which the audit log remembers", async () => {
    const { secret } = z.object({ secret: z.string().min(8) }).parse(await json("account", "secret", "401"));
    const covered = await klyka("phone", "file", mac);
    expect(covered.out).not.toContain(secret);
    expect((await klyka("phone", "plan", mac, "--json")).out).not.toContain(secret);
    expect((await klyka("phone", "file", mac, "--reveal")).out).toContain(secret);
    const entries = z.array(z.object({ action: z.string() })).parse(await json("audit"));
    expect(entries.map((one) => one.action)).toContain("phone.secrets_shown");
    expect((await klyka("audit", "--json")).out).not.toContain(secret);
  });

  it("tells the origin of each line, and each setting's layer", async () => {
    await json("setting", "set", "phone.language", "en", "--phone", mac);
    const lines = z.array(z.object({ text: z.string(), origin: z.object({ layer: z.string() }).nullable() }));
    const origins = lines.parse(await json("phone", "file", mac, "--origin"));
    expect(origins.some((one) => one.origin?.layer === "organisation" && one.text.includes("sip.bjorkobygg.example"))).toBe(true);
    const shown = z.array(z.looseObject({ name: z.string(), value: z.unknown(), layer: z.string() }));
    const settings = shown.parse(await json("setting", "show", "--phone", mac));
    expect(settings.find((one) => one.name === "phone.language")).toMatchObject({ value: "en", layer: "phone" });
    expect(settings.find((one) => one.name === "phone.tones")).toMatchObject({ value: "SE", layer: "klyka" });
  });

  it("says why the phone would get nothing yet, and what a window changes", async () => {
    const closed = z.object({ ways: z.array(z.looseObject({ way: z.string(), grant: z.string(), reason: z.string() })) });
    const [plain, token] = closed.parse(await json("phone", "why", mac)).ways;
    expect([plain?.grant, plain?.reason, token?.grant]).toEqual(["nothing", "phone_unproven", "everything"]);
    await json("phone", "window", mac, "--minutes", "10");
    const [open] = closed.parse(await json("phone", "why", mac)).ways;
    expect(open).toMatchObject({ grant: "first-contact", reason: "window_first" });
    const { url } = z.object({ url: z.string() }).parse(await json("phone", "url", mac));
    const asked = await json("phone", "why", mac, "--path", `${new URL(url).pathname}805ec0123456.cfg`);
    expect(asked).toMatchObject({ grant: "everything", reason: "token_valid" });
  });

  it("gives the place of a broken phone to one of another make, with its keys", async () => {
    await json("phone", "swap", mac, "00:04:13:aa:bb:cc", "--model", "Snom D785", "--module", "D7");
    const plan = await json("phone", "plan", "000413aabbcc");
    expect(plan).toMatchObject({ phone: { vendor: "snom" }, accounts: [{ sipUser: "401" }] });
    expect(JSON.stringify(plan)).toContain("Bo Sandvik");
    const phones = Listed.parse(await json("phone", "list", "--organisation", "bjorko-bygg-ab"));
    expect(phones.map((one) => [one.mac, one.state])).toContainEqual(["000413aabbcc", "claimed"]);
  });
});

describe("what is given again, or taken away", () => {
  it("keeps a key beyond the phone's last and says at once that it does not fit", async () => {
    const set = await klyka("key", "set", "0/25", "--phone", "000413aabbcc", "--kind", "park");
    expect([set.code, set.out]).toEqual([0, expect.stringMatching(/DOES NOT FIT[\s\S]*0\/25 .* no_such_key\n/)]);
    const Keys = z.array(z.looseObject({ kind: z.string(), misfit: z.string().nullable() }));
    const keys = Keys.parse(await json("key", "clear", "0/25", "--phone", "000413aabbcc"));
    expect(keys.map((key) => key.misfit)).not.toContain("no_such_key");
  });

  it("clears a phone's modules and accounts by an empty value", async () => {
    expect(await json("phone", "assign", "000413aabbcc", "--module", "", "--account", "")).toMatchObject({ modules: [] });
    expect(await json("phone", "plan", "000413aabbcc")).toMatchObject({ accounts: [], modules: [] });
    expect(await json("phone", "assign", "000413aabbcc", "--module", "D7")).toMatchObject({ modules: ["D7"] });
  });

  it("lays its address into a DHCP server by a recipe", async () => {
    const { url, makes } = z
      .object({ url: z.string(), makes: z.array(z.looseObject({ vendor: z.string(), options: z.array(z.int()) })) })
      .parse(await json("dhcp"));
    expect(makes).toContainEqual(expect.objectContaining({ vendor: "polycom", options: [160, 66] }));
    const recipe = await klyka("dhcp", "--server", "dnsmasq");
    expect(recipe.out).toContain(`dhcp-option=tag:klyka-yealink,66,"${url}"`);
    expect((await klyka("dhcp", "--server", "konjak")).code).toBe(2);
  });

  it("prints the address that the phones are told, where the organisation has one of its own", async () => {
    const Address = z.object({ url: z.string() });
    await json("setting", "set", "provisioning.url", "https://own.bjorkobygg.example:8443/");
    const own = [await json("phone", "url", "000413aabbcc"), await json("token", "add", "Huvudkontoret")];
    const told = z.object({ provisioning: Address }).parse(await json("phone", "plan", "000413aabbcc", "--reveal"));
    expect(Address.parse(own[0]).url).toBe(told.provisioning.url);
    expect(Address.parse(own[1]).url).toMatch(/^https:\/\/own\.bjorkobygg\.example:8443\/o\/[0-9a-z]{26}\/$/);
    await json("setting", "clear", "provisioning.url");
    expect(Address.parse(await json("phone", "url", "000413aabbcc")).url).toMatch(/^https:\/\/phones\.bjorkobygg\.example\/p\//);
  });
});

describe("an exchange", () => {
  it("gets a key whose token is told once, and loses it by its name", async () => {
    const Key = z.looseObject({ name: z.string(), id: z.string() });
    const shown = (await klyka("exchange-key", "add", "Växeln i Malmö")).out;
    const token = /Authorization: Bearer (klyka-exchange-[0-9a-z]{26})\n/.exec(shown)?.[1] ?? "";
    expect(token).not.toBe("");
    const taken = await klyka("exchange-key", "add", "Växeln i Malmö");
    expect([taken.code, taken.err]).toEqual([1, expect.stringMatching(/^exchange_key_name_taken: .*Växeln i Malmö/)]);
    const listed = await klyka("exchange-key", "list");
    expect(listed.out).toMatch(/Växeln i Malmö .* never /);
    expect([listed.out, (await klyka("audit")).out].join("")).not.toContain(token);
    const [key] = z.array(Key).parse(await json("exchange-key", "list"));
    expect(await json("exchange-key", "revoke", "Växeln i Malmö")).toEqual({ revoked: key?.id });
    expect((await klyka("exchange-key", "revoke", key?.id ?? "")).err).toMatch(/^exchange_key_not_found: .*exchange-key list/);
    expect(await json("exchange-key", "list")).toEqual([]);
  });
});

describe("a command that cannot be done", () => {
  it("says what a setting takes", async () => {
    for (const [name, value, rule] of [
      ["exchange.registrar", "sip.example.se:99999", "host:port"],
      ["provisioning.pollHours", "-1", "from 0 to 168"],
      ["phone.webUi", "maybe", "yes or no"],
      ["audio.codecs", "g722,foo", "opus, g722"],
    ] as const)
      expect((await klyka("setting", "set", name, value)).err).toContain(rule);
  });

  it("says what a key takes, and where a setting may be said", async () => {
    const key = (...argv: string[]) => klyka("key", "set", "0/6", "--phone", "000413aabbcc", ...argv);
    expect((await key("--kind", "url")).err).toMatch(/^key_invalid: A url key needs a value/);
    expect((await key("--kind", "groupLogin", "--lang", "sv")).err).toContain("måste följa någon eller något: group.");
    expect((await key("--kind", "dtmf", "--value", "12x")).err).toContain("0-9 * # A-D");
    expect((await key("--kind", "line", "--number", "123")).err).toContain("A line key cannot follow that.");
    const layer = await klyka("setting", "set", "exchange.dialForm", "e164", "--phone", "000413aabbcc");
    expect(layer.err).toContain("It is said at: operator, organisation.");
    expect((await klyka("setting", "show", "--operator", "--site", "X")).err).toContain("name one of them");
  });

  it("names the address that is none, and the modules that are too many", async () => {
    const add = (mac: string, ...more: string[]) => klyka("phone", "add", mac, "--model", "T46U", ...more);
    expect((await add("01:00:5e:00:00:01")).err).toContain("01:00:5e:00:00:01 is not a MAC address");
    const four = ["EXP43", "EXP43", "EXP43", "EXP43"].flatMap((name) => ["--module", name]);
    expect((await add("80:5e:c0:12:34:99", ...four)).err).toContain("Yealink T46U takes 3 at most");
  });

  it("counts the phones that are not current, with why, and says the same of each", async () => {
    const fleet = z.looseObject({
      phones: z.number(),
      current: z.number(),
      reasons: z.array(z.looseObject({ reason: z.string(), phones: z.number() })),
    });
    const { phones, current, reasons } = fleet.parse(await json("fleet"));
    expect(phones).toBeGreaterThan(0);
    expect(current).toBe(0);
    const listed = z.array(z.looseObject({ mac: z.string(), reason: z.string() })).parse(await json("fleet", "phones"));
    expect(listed).toHaveLength(phones);
    const [first] = reasons;
    expect(first?.reason).toBe("never_asked");
    expect(listed.filter(({ reason }) => reason === first?.reason)).toHaveLength(first?.phones ?? 0);
    expect((await klyka("fleet", "--lang", "sv")).out).toContain("Aldrig hörd");
    expect((await klyka("phone", "why", listed[0]?.mac ?? "")).out).toMatch(/standing: +never_asked: Never heard of/);
    expect(await json("fleet", "--by-organisation")).toMatchObject([{ phones, notCurrent: phones }]);
  });

  it("lists the alarms by the group's name alone", async () => {
    const { code, out } = await klyka("alarms");
    expect([code, out]).toEqual([0, (await klyka("alarms", "list")).out]);
    expect(await json("alarms")).toEqual([]);
  });

  it("cannot steer the terminal with what was typed", async () => {
    const { err } = await klyka("setting", "set", "phone.ntpServer", "a\u001b[31mred");
    expect(err).toContain("a\\u001b[31mred");
  });

  it("says the code and a sentence in the reader's language, on standard error alone", async () => {
    const english = await klyka("phone", "show", "80:5e:c0:00:00:99");
    expect([english.code, english.out]).toEqual([1, ""]);
    expect(english.err).toMatch(/^phone_not_found: There is no phone/);
    expect((await klyka("phone", "show", "80:5e:c0:00:00:99", "--lang", "sv")).err).toContain("Det finns ingen telefon");
    const told = await klyka("phone", "show", "hello", "--json");
    expect(JSON.parse(told.err)).toMatchObject({ error: { code: "mac_invalid", detail: { mac: "hello" } } });
  });

  it("changes nothing: a taken number, an unknown model, a key that follows nobody", async () => {
    for (const [code, ...argv] of [
      ["number_taken", "user", "add", "Greta", "Åmossa", "--number", "08-465 004 01"],
      ["model_unknown", "phone", "add", "80:5e:c0:12:34:57", "--model", "Yealink T99"],
      ["user_not_found", "key", "set", "0/5", "--phone", "000413aabbcc", "--kind", "blf", "--user", "Ingen Alls"],
      ["setting_unknown", "setting", "set", "phone.colour", "red"],
      ["setting_invalid", "setting", "set", "phone.clock24h", "perhaps"],
      ["key_place_invalid", "key", "set", "9/9", "--phone", "000413aabbcc"],
      ["window_duration_invalid", "phone", "window", "000413aabbcc", "--minutes", "0"],
    ] as const) {
      const result = await klyka(...argv);
      expect([result.code, result.err.split(":")[0]], argv.join(" ")).toEqual([1, code]);
    }
  });
});
