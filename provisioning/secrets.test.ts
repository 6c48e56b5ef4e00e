import { beforeAll, describe, expect, it } from "vitest";
import { openWindow } from "../db/first-contact.ts";
import { ldapPassword } from "../db/ldap-credentials.ts";
import { AddTrustedNetwork, addTrustedNetwork } from "../db/networks.ts";
import { createOrganisationToken } from "../db/organisation-tokens.ts";
import { readPhonePasswords } from "../db/phones.ts";
import { tokenHash } from "../db/secrets.ts";
import { setSetting } from "../db/settings.ts";
import { readSipSecret } from "../db/sip-accounts.ts";
import {
  aBoundPhone,
  anOrganisationWithExchange,
  aPhone,
  aSipAccount,
  testActor,
  testKeyring,
  testNow,
} from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { readPhoneToken } from "../db/tokens.ts";
import type { Db } from "../db/types.ts";
import type { VendorId } from "../domain/plan.ts";
import { allModels, vendorOf } from "../templates/index.ts";
import type { PhoneModel } from "../templates/model.ts";
import { type House, type Reply, startHouse } from "./testing/house.ts";
import { sqlite } from "./testing/scene.ts";

const databases = testDatabases();
const prefixes: Readonly<Record<VendorId, string>> = { yealink: "805ec0", snom: "000413", polycom: "0004f2" };

/** Every form in which a secret could hide in a file. */
function formsOf(secret: string): string[] {
  const shifted = [0, 1, 2].map((lead) => {
    const text = Buffer.concat([Buffer.alloc(lead), Buffer.from(secret)]).toString("base64");
    return text.replace(/=+$/, "").slice(lead === 0 ? 0 : lead + 1, -1);
  });
  const xml = secret.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  const numeric = [...secret].map((character) => `&#${character.charCodeAt(0)};`).join("");
  const percent = [...secret].map((character) => `%${character.charCodeAt(0).toString(16)}`).join("");
  const urlSafe = shifted.map((text) => text.replace(/\+/g, "-").replace(/\//g, "_"));
  const hex = Buffer.from(secret).toString("hex");
  return [secret, encodeURIComponent(secret), xml, numeric, percent, hex, ...shifted, ...urlSafe];
}

type Known = { readonly mac: string; readonly model: PhoneModel; readonly state: "claimed" | "bound"; readonly phoneId: string };
type Stage = {
  readonly house: House;
  readonly phones: readonly Known[];
  /** Of each phone; the token apart, because a first-contact window gives exactly that. */
  readonly secrets: ReadonlyMap<string, { readonly others: readonly string[]; readonly token: string }>;
  readonly own: string;
  readonly foreign: string;
};

/** For every model one claimed and one bound phone, each with an account. */
async function build(db: Db): Promise<Stage> {
  const organisation = await anOrganisationWithExchange(db);
  const neighbour = await anOrganisationWithExchange(db);
  const network = { organisationId: organisation.id, cidr: "127.1.0.0/16" };
  await addTrustedNetwork(db, AddTrustedNetwork.parse(network), testActor, testNow);
  const at = { layer: "organisation", organisationId: organisation.id } as const;
  await setSetting(db, { at, name: "phonebook.ldap", value: "ldaps://prov.example.se" }, testActor, testNow);
  const phones: Known[] = [];
  const secrets = new Map<string, { others: string[]; token: string }>();
  let count = 0;
  for (const model of allModels())
    for (const state of ["claimed", "bound"] as const) {
      const mac = `${prefixes[model.vendor]}${(count++).toString(16).padStart(6, "0")}`;
      const account = await aSipAccount(db, organisation.id);
      const make = state === "bound" ? aBoundPhone : aPhone;
      const said = { mac, vendor: model.vendor, model: model.model, accounts: [account.id] };
      const phone = await make(db, organisation.id, said);
      const by = { organisationId: organisation.id, id: phone.id };
      const passwords = await readPhonePasswords(db, testKeyring, by, testActor, testNow);
      const sip = await readSipSecret(db, testKeyring, { organisationId: organisation.id, id: account.id }, testActor, testNow);
      const token = await readPhoneToken(db, testKeyring, by, testActor, testNow);
      secrets.set(mac, {
        others: [
          passwords.admin,
          passwords.user,
          passwords.digestSecret,
          sip,
          ldapPassword(testKeyring, phone.id, tokenHash(token)),
        ],
        token,
      });
      phones.push({ mac, model, state, phoneId: phone.id });
    }
  const token = async (organisationId: string) =>
    (await createOrganisationToken(db, testKeyring, { organisationId, name: "DHCP" }, testActor, testNow)).token;
  const [own, foreign] = [await token(organisation.id), await token(neighbour.id)];
  for (const { phoneId, state } of phones.filter(({ state }) => state === "claimed")) {
    if (state !== "claimed") continue;
    await openWindow(
      db,
      testKeyring,
      { organisationId: organisation.id, phoneId, minutes: 60, network: "127.2.0.0/16" },
      testActor,
      testNow,
    );
  }
  return { house: await startHouse(db, { bandMillis: 0 }), phones, secrets, own, foreign };
}

function userAgentOf({ vendor, identify }: PhoneModel, mac: string): string {
  const [product = ""] = identify.userAgent;
  const colons = mac.match(/../g)?.join(":");
  if (vendor === "yealink") return `Yealink ${product} 108.86.0.90 ${colons}`;
  if (vendor === "snom") return `Mozilla/4.0 (compatible; ${product}-SIP 10.1.169.16 2010.12 ${mac.toUpperCase()})`;
  return `FileTransport ${product}-UA/5.9.1.0615 (SN:${mac}) Type/Application`;
}

describe("below bound", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await build(await sqlite(databases));
    return () => stage.house.stop();
  });

  async function everyFile(known: Known, mac: string, prefix: string, from: string): Promise<Reply[]> {
    const { model } = known;
    const vendor = vendorOf(model.vendor);
    const names = [...vendor.roles(model.model), "seed"].map((role) => vendor.fileName(role, { mac, model: model.model }));
    const files = [...new Set(names), `${mac}-directory.xml`, "phonebook/colleagues.xml", `${mac}-local.cfg`, `${mac}-phone.cfg`];
    const userAgent = userAgentOf(model, mac);
    return Promise.all(files.map((file) => stage.house.ask(`${prefix}/${file}`, { userAgent, from })));
  }

  /** @param token what a window may give away */
  function expectNoSecret(mac: string, replies: readonly Reply[], token: "may" | "may not"): void {
    const { others, token: own } = stage.secrets.get(mac) ?? { others: [], token: "" };
    expect(others.length).toBe(5);
    const forms = [...others, ...(token === "may not" ? [own] : [])].flatMap(formsOf);
    const text = replies.map((reply) => `${reply.rawHeaders.join("\n")}\n${reply.body.toString("latin1")}`).join("\n");
    expect(forms.filter((form) => text.includes(form))).toEqual([]);
  }

  it.each([
    ["nothing to show", "", "127.0.0.1"],
    ["an organisation's token", "/o/own", "127.0.0.1"],
    ["another organisation's token", "/o/foreign", "127.0.0.1"],
    ["nobody's token", "/p/0123456789abcdefghjkmnpqrs", "127.0.0.1"],
    ["no digest credentials", "/d", "127.0.0.1"],
  ])("no phone of any model gets a secret with %s", async (_, written, from) => {
    const prefix = written.replace("own", stage.own).replace("foreign", stage.foreign);
    for (const known of stage.phones) {
      const replies = await everyFile(known, known.mac, prefix, from);
      expectNoSecret(known.mac, replies, "may not");
    }
  });

  it("no unknown phone gets a secret in a trusted network, in the name of any model", async () => {
    for (const known of stage.phones) {
      const mac = known.mac.replace(/^(.{6})0/, "$1f");
      const replies = await everyFile(known, mac, "", "127.1.0.7");
      expectNoSecret(known.mac, replies, "may not");
    }
    const given = (await stage.house.journal()).filter(({ address, status }) => address === "127.1.0.7" && status === 200);
    expect(new Set(given.map(({ vendor }) => vendor))).toEqual(new Set(["yealink", "snom", "polycom"]));
    expect(new Set(given.map(({ decision }) => decision))).toEqual(new Set(["bootstrap"]));
  });

  it("the first asker in a window gets the token and nothing else that is secret, whatever the model", async () => {
    for (const known of stage.phones.filter(({ state }) => state === "claimed")) {
      const replies = await everyFile(known, known.mac, "", "127.2.0.7");
      expectNoSecret(known.mac, replies, "may");
      const journal = await stage.house.journal({ mac: known.mac });
      const given = journal.filter(({ address, status }) => address === "127.2.0.7" && status === 200);
      expect(given.map(({ decision }) => decision)).toContain("first-contact");
    }
  });

  it("nothing that was asked or answered is in the log or the journal", async () => {
    await stage.house.provisioning.flush();
    const journal = JSON.stringify(await stage.house.journal());
    const logged = JSON.stringify(stage.house.logged);
    const secrets = [...stage.secrets.values()].flatMap(({ others, token }) => [...others, token]);
    for (const secret of [...secrets, stage.own, stage.foreign]) {
      expect(journal.includes(secret)).toBe(false);
      expect(logged.includes(secret)).toBe(false);
    }
  });
});
