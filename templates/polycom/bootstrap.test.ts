import { describe, expect, test } from "vitest";
import type { BootstrapPlan } from "../../domain/plan.ts";
import { samplePlan } from "../testing/sample-plans.ts";
import { vendor } from "./index.ts";
import { bootOn, modelCalled, seedText } from "./testing.ts";

const model = modelCalled("VVX450");
const url = "https://prov.example.se/p/0123456789abcdefghjkmnpqrs/";
const plan: BootstrapPlan = {
  mac: "001122aabbcc",
  vendor: "polycom",
  modelId: "VVX450",
  organisationName: "Björkö Bygg AB",
  provisioningUrl: url,
  askAgainNow: true,
  settings: samplePlan(model, "empty").settings,
};

function filesOf(bootstrap: BootstrapPlan): Map<string, string> {
  const mac = "001122aabbcc";
  const master = bootstrap.mac === null ? "000000000000.cfg" : `${mac}.cfg`;
  return new Map(
    ["master", "phone", "shared"].map((role) => [
      role === "master" ? master : vendor.fileName(role, { mac, model: model.model }),
      Buffer.from(vendor.bootstrap(role, bootstrap)?.body ?? []).toString("utf8"),
    ]),
  );
}

describe("what an asker gets that has not proved itself", () => {
  test("inside a first-contact window sends the phone to its own address, in the file that names the phone", async () => {
    const { state } = await bootOn(filesOf(plan), { model, mac: "001122aabbcc", modules: 0 });
    expect(state).toMatchObject({ provisioningUrl: url, accounts: [], keys: [], language: "Swedish_Sweden", problems: [] });
    expect(filesOf(plan).get("klyka-shared.cfg")).not.toContain("prov.example.se");
  });

  test("outside a window names no address and no token, and brings the phone back within the hour", async () => {
    const files = filesOf({ ...plan, askAgainNow: false });
    const { state } = await bootOn(files, { model, mac: "001122aabbcc", modules: 0 });
    expect(state.provisioningUrl).toBeNull();
    expect([...files.values()].join("")).not.toContain("0123456789abcdefghjkmnpqrs");
    expect(files.get("phone-001122aabbcc.cfg")).toContain('prov.polling.period="3601"');
  });

  test("an asker whose MAC is not known fills it in itself", async () => {
    const { requests, state } = await bootOn(filesOf({ ...plan, mac: null }), { model, mac: "001122aabbcc", modules: 0 });
    expect(requests.map(({ file }) => file)).toContain("phone-001122aabbcc.cfg");
    expect(state.provisioningUrl).toBe(url);
  });

  test("has no directory, licence or firmware", () => {
    for (const role of ["directory", "licence", "firmware", "seed"]) expect(vendor.bootstrap(role, plan)).toBeNull();
  });
});

describe("a virtual Polycom", () => {
  const mac = "001122aabbcc";

  test("asks in the order that was observed, first without its MAC in the user agent, then with it", async () => {
    const full = samplePlan(model, "kinds");
    const { vendor: make } = await import("./index.ts");
    const files = new Map(
      make
        .roles(model.model)
        .map((role) => [
          make.fileName(role, { mac, model: model.model }),
          Buffer.from(make.render(role, full)?.body ?? []).toString("utf8"),
        ]),
    );
    const memory = new Map<string, string>();
    const first = await bootOn(files, { model, mac, modules: 3 }, memory);
    expect(first.requests.map(({ method, file }) => `${method} ${file.replace(/^https.*phonebook/, "phonebook")}`)).toEqual([
      `PUT ${mac}-boot.log`,
      `GET ${mac}.cfg`,
      `GET phone-${mac}.cfg`,
      "GET klyka-shared.cfg",
      `GET ${mac}-phone.cfg`,
      `GET ${mac}-web.cfg`,
      "GET 000000000000-license.cfg",
      `GET ${mac}-license.cfg`,
      `GET ${mac}-calls.xml`,
      `GET ${mac}-directory.xml`,
      "GET phonebook/colleagues.html",
      "GET phonebook/019b0000-0000-7000-8000-0000000000cc.html",
      `HEAD ${mac}-app.log`,
      `PUT ${mac}-app.log`,
    ]);
    expect(first.requests[0]?.userAgent).toBe("FileTransport PolycomVVX-VVX_450-UA/5.9.7.4477 Type/Updater");
    const second = await bootOn(files, { model, mac, modules: 3 }, memory);
    expect(second.requests[1]?.userAgent).toBe(`FileTransport PolycomVVX-VVX_450-UA/5.9.7.4477 (SN:${mac}) Type/Application`);
    expect(first.state.phonebooks[0]).toEqual({
      name: "Kollegor",
      entries: [
        { name: "Asta Provdotter", numbers: ["0846500401", "0701740605"] },
        { name: "Ängla <Öst> & Åberg", numbers: ["0846500402"] },
      ],
    });
  });

  test("lets the leftmost file win, and what was set on the phone above all", async () => {
    const files = new Map([
      [`${mac}.cfg`, '<APPLICATION CONFIG_FILES="a.cfg, b.cfg"/>'],
      ["a.cfg", '<x><y reg.1.address="left"/></x>'],
      ["b.cfg", '<x reg.1.address="right" lcl.ml.lang="Swedish_Sweden" reg.1.label="server"/>'],
      [`${mac}-phone.cfg`, '<PHONE_CONFIG><OVERRIDES reg.1.label="set on the phone"/></PHONE_CONFIG>'],
    ]);
    const { state } = await bootOn(files, { model, mac, modules: 0 });
    expect(state.accounts[0]).toMatchObject({ user: "left", label: "set on the phone" });
    expect(state.language).toBe("Swedish_Sweden");
  });

  test("rejects a whole file for an attribute that stands twice in an element", async () => {
    const files = new Map([
      [`${mac}.cfg`, '<APPLICATION CONFIG_FILES="a.cfg"/>'],
      ["a.cfg", '<x reg.1.address="a" reg.1.address="b" lcl.ml.lang="Swedish_Sweden"/>'],
    ]);
    const { state } = await bootOn(files, { model, mac, modules: 0 });
    expect(state).toMatchObject({ accounts: [], language: null });
    expect(state.problems).toHaveLength(1);
  });

  test("a conference phone reads the colleagues from the seed, once", async () => {
    const conference = modelCalled("SSIP6000");
    const seeded = new Map([
      [`${mac}.cfg`, '<APPLICATION CONFIG_FILES=""/>'],
      ["000000000000-directory.xml", seedText],
    ]);
    const memory = new Map<string, string>();
    const phone = { model: conference, mac, modules: 0 };
    const { state } = await bootOn(seeded, phone, memory);
    expect(state.phonebooks).toEqual([
      {
        name: "Contact Directory",
        entries: [
          { name: "Asta Provdotter", numbers: ["0846500401"] },
          { name: "Asta Provdotter (mobile)", numbers: ["0701740605"] },
          { name: "Ängla <Öst> & Åberg", numbers: ["0846500402"] },
        ],
      },
    ]);
    const again = await bootOn(seeded, phone, memory);
    expect(again.requests.map(({ file }) => file)).not.toContain("000000000000-directory.xml");
  });

  test("says what is missing when the server has nothing for it", async () => {
    const { state } = await bootOn(new Map(), { model, mac, modules: 0 });
    expect(state.problems).toEqual(["no master file"]);
  });
});
