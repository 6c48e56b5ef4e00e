import { expect, test } from "vitest";
import type { VirtualRequest, VirtualState } from "../virtual/contract.ts";
import { yealinkModel } from "./models.ts";
import { virtualYealink } from "./virtual.ts";
import { readBootFile, readConfigFile } from "./virtual-file.ts";
import { readPhonebook } from "./virtual-phonebook.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const config = (...lines: string[]) => ["#!version:1.0.0.1", ...lines, ""].join("\n");

type Asked = { readonly requests: string[]; readonly state: VirtualState };

/** Boots a T46U on these files; a number is a bare status. */
async function bootOn(
  files: Readonly<Record<string, string | number>>,
  memory = new Map<string, string>(),
  firmware = "108.86.0.90",
): Promise<Asked> {
  const requests: string[] = [];
  const state = await virtualYealink.boot({
    model: yealinkModel("T46U"),
    mac: "001565aabbcc",
    firmware,
    modules: 0,
    memory,
    async fetch({ method, file }: VirtualRequest) {
      requests.push(`${method} ${file}`);
      const found = method === "PUT" ? "" : (files[file] ?? 404);
      return typeof found === "number" ? { status: found, body: bytes("") } : { status: 200, body: bytes(found) };
    },
  });
  return { requests, state };
}

test("it asks for two boot files, its common file and its own, in that order, once each", async () => {
  const { requests, state } = await bootOn({ "y000000000108.cfg": config("lang.gui = Swedish") });
  expect(requests).toEqual(["GET 001565aabbcc.boot", "GET y000000000000.boot", "GET y000000000108.cfg", "GET 001565aabbcc.cfg"]);
  expect(state).toMatchObject({ language: "Swedish", problems: [] });
});

test("with a boot file it fetches what that includes for its model, and nothing else", async () => {
  const boot = config('[T46S, T42S]include:config "other.cfg"', "[T46U]", "include:config own.cfg", "include:config all.cfg");
  const { requests } = await bootOn({ "y000000000000.boot": boot, "own.cfg": config("a = 1"), "all.cfg": config("a = 2") });
  expect(requests.slice(2)).toEqual(["GET own.cfg", "GET all.cfg"]);
  expect(
    readBootFile("x", bytes(boot.replace("own", "specific_model.excluded_mode = 1\ninclude:config own")), "T48U"),
  ).toMatchObject({
    includes: expect.arrayContaining(["all.cfg"]),
  });
});

test("overwrite mode forgets what the files no longer say", async () => {
  const memory = new Map<string, string>();
  await bootOn({ "001565aabbcc.cfg": config("lang.gui = Swedish") }, memory);
  const { state } = await bootOn(
    { "001565aabbcc.boot": config("overwrite_mode = 1", "include:config empty.cfg"), "empty.cfg": config() },
    memory,
  );
  expect(state.language).toBeNull();
});

test("a file that has not changed is not applied again; what a file leaves out stays", async () => {
  const memory = new Map<string, string>();
  const files = { "001565aabbcc.cfg": config("lang.gui = Swedish", "account.1.enable = 1", "account.1.label = Reception") };
  await bootOn(files, memory);
  memory.set("settings", JSON.stringify([["lang.gui", "French"]]));
  expect((await bootOn(files, memory)).state.language).toBe("French");
  const changed = { "001565aabbcc.cfg": config("account.1.label = Lager", "lang.gui = %NULL%") };
  expect((await bootOn(changed, memory)).state).toMatchObject({ language: null, accounts: [] });
});

test("a file without the version line is not applied, and the phone says so", async () => {
  const { state } = await bootOn({ "001565aabbcc.cfg": "\nlang.gui = Swedish\n" });
  expect(state.language).toBeNull();
  expect(state.problems).toEqual(["001565aabbcc.cfg does not begin with #!version:1.0.0.1"]);
  expect(readConfigFile("x", bytes("\ufeff#!version:1.0.0.1\na = 1")).lines).toEqual([]);
});

test("a server in trouble ends the run and leaves the phone as it was", async () => {
  const memory = new Map<string, string>();
  await bootOn({ "001565aabbcc.cfg": config("lang.gui = Swedish") }, memory);
  const { requests, state } = await bootOn({ "001565aabbcc.boot": 503 }, memory);
  expect(requests).toEqual(["GET 001565aabbcc.boot"]);
  expect(state).toMatchObject({ language: "Swedish", problems: ["The server answered 503 for 001565aabbcc.boot."] });
});

test("it fetches an image of another version, and only of another", async () => {
  const url = "http://127.0.0.1/firmware/T46U(T43U)-108.87.0.20.rom";
  const files = { "001565aabbcc.cfg": config(`static.firmware.url = ${url}`), [url]: "image" };
  const memory = new Map<string, string>();
  expect((await bootOn(files, memory)).requests.at(-1)).toBe(`GET ${url}`);
  expect((await bootOn(files, memory)).requests.at(-1)).toBe("GET 001565aabbcc.cfg");
  expect((await bootOn(files, new Map(), "108.87.0.20")).state.firmware).toBe("108.87.0.20");
});

test("it sends its contacts and what was changed on it, each once, under the names that Yealinks use", async () => {
  const base = "http://127.0.0.1/p/token/";
  const switches = [
    "custom.sync = 1",
    "custom.protect = 1",
    `custom.sync.path = ${base}`,
    "local_contact.backup.enable = 1",
    `local_contact.backup.path = ${base}`,
  ];
  const files = { "001565aabbcc.cfg": config(...switches.map((line) => `static.auto_provision.${line}`)) };
  const memory = new Map([["local", "linekey.3.label = Egen"]]);
  const { requests } = await bootOn(files, memory);
  expect(requests.slice(4)).toEqual([
    "GET 001565aabbcc-local.cfg",
    `PUT ${base}001565aabbcc-local.cfg`,
    `PUT ${base}001565AABBCC-contact.xml`,
  ]);
  expect((await bootOn(files, memory)).requests.filter((request) => request.startsWith("PUT"))).toEqual([]);
});

test("it reads both forms of phonebook", () => {
  const flat =
    "<YealinkIPPhoneDirectory><DirectoryEntry><Name>Åsa &amp; &#xD6;</Name><Telephone>1</Telephone><Telephone>2</Telephone></DirectoryEntry></YealinkIPPhoneDirectory>";
  const grouped =
    '<YealinkIPPhoneBook><Menu Name="A"><Unit Name="Åsa &lt;b&gt;" Phone1="1" Phone2="" Phone3="3" default_photo="Resource:"/></Menu></YealinkIPPhoneBook>';
  expect(readPhonebook("x", bytes(flat))?.entries).toEqual([{ name: "Åsa & Ö", numbers: ["1", "2"] }]);
  expect(readPhonebook("x", bytes(grouped))?.entries).toEqual([{ name: "Åsa <b>", numbers: ["1", "3"] }]);
  expect(readPhonebook("x", bytes("<html>"))).toBeNull();
});

test("its user agent is the one that its make sends", () => {
  expect(virtualYealink.userAgent(yealinkModel("T46U"), "108.86.0.90", "001565aabbcc")).toBe(
    "Yealink SIP-T46U 108.86.0.90 00:15:65:aa:bb:cc",
  );
});
