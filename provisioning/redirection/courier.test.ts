import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { listAudit } from "../../db/audit.ts";
import {
  createOrganisationToken,
  listOrganisationTokens,
  readOrganisationToken,
  revokeOrganisationToken,
} from "../../db/organisation-tokens.ts";
import { reinstatePhone } from "../../db/phone-reinstate.ts";
import { retirePhone, swapPhone } from "../../db/phones.ts";
import {
  askAccountTest,
  CreateRedirectionAccount,
  createRedirectionAccount,
  deleteRedirectionAccount,
  getRedirectionAccount,
  updateRedirectionAccount,
} from "../../db/redirection-accounts.ts";
import { askRedirection, registerEvery, retryRedirection } from "../../db/redirection-asks.ts";
import { countRedirections, pageRedirections, redirectionsOf } from "../../db/redirections.ts";
import { setSetting } from "../../db/settings.ts";
import { aMac, anOrganisation, aPhone, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import type { Db } from "../../db/types.ts";
import { undoWrite } from "../../db/undo/undo.ts";
import { Outbound } from "../outbound.ts";
import { type Doubles, doubleAccess, startDoubles } from "../testing/redirection-services.ts";
import { RedirectionCourier } from "./courier.ts";

let doubles: Doubles;
beforeAll(async () => {
  doubles = await startDoubles();
});
afterAll(() => doubles.stop());

describe.each(testDatabases())("redirection services, on $name", ({ connect }) => {
  let db: Db;
  let organisationId: string;
  let now: Date;
  const logged: unknown[] = [];
  const note = (message: string, fields: object) => void logged.push({ message, fields });

  beforeAll(async () => {
    db = await connect();
  });
  beforeEach(async () => {
    for (const table of ["redirection", "redirection_account"]) await db(table).delete();
    doubles.phones.clear();
    doubles.requests.length = 0;
    doubles.instead.length = 0;
    now = new Date(testNow.getTime() + 60_000);
    organisationId = (await anOrganisation(db)).id;
  });

  function courier(): RedirectionCourier {
    const reach = { privateToo: true, denied: [] };
    const outbound = new Outbound({ reach, authorities: [doubles.authority.certificate] });
    const log = { info: note, warn: note, error: note };
    const parts = { db, keyring: testKeyring, publicUrl: "https://prov.example.se", outbound, clock: () => now, log };
    const made = new RedirectionCourier({ ...parts, random: () => 0.5, lookEvery: 60_000 });
    onTestFinished(() => made.stop());
    return made;
  }
  /** One courier's work until there is nothing left to do now. */
  async function work(one = courier()): Promise<void> {
    one.wake();
    await one.idle();
  }
  const later = (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000);
  };
  const account = (say: Partial<CreateRedirectionAccount> = {}) =>
    createRedirectionAccount(
      db,
      testKeyring,
      CreateRedirectionAccount.parse({
        ...{ kind: "snom_xmlrpc", name: "Snom", organisationId, url: `${doubles.base}/snom/xmlrpc/` },
        ...{ userName: doubleAccess.user, secret: doubleAccess.secret, ...say },
      }),
      testActor,
      testNow,
    );
  const snom = (of = organisationId) => aPhone(db, of, { vendor: "snom", model: "D785" });
  const ask = (phoneId: string, accountId: string, task: "register" | "unregister" | "check" = "register") =>
    askRedirection(db, { organisationId, phoneId, accountId, task }, testActor, now);
  const only = async (mac: string, of = organisationId) => (await redirectionsOf(db, { organisationId: of, mac }))[0];
  const actions = async () => (await listAudit(db, { organisationId, limit: 50 })).map(({ action }) => action);

  it("registers a phone with its organisation's address, which is made for it, and shows neither token nor secret", async () => {
    const { id } = await account();
    const phone = await snom();
    await ask(phone.id, id);
    expect(await only(phone.mac)).toMatchObject({ phase: "waiting", task: "register" });
    await work();
    const [token] = await listOrganisationTokens(db, organisationId);
    const secret = await readOrganisationToken(db, testKeyring, { organisationId, id: token?.id ?? "" });
    expect(doubles.phones.get(phone.mac)).toBe(`https://prov.example.se/o/${secret}/`);
    expect(await only(phone.mac)).toMatchObject({ phase: "registered", status: 200, fault: null });
    await ask(phone.id, id, "check");
    await work();
    const shown = await only(phone.mac);
    expect(shown).toMatchObject({ phase: "registered", task: null });
    expect(shown?.answer).toContain("https://prov.example.se/o/***/");
    const kept = JSON.stringify([await db("redirection"), await db("redirection_account"), await db("audit"), logged]);
    expect(kept).not.toContain(secret);
    expect(kept).not.toContain(doubleAccess.secret);
    expect(await actions()).toEqual(expect.arrayContaining(["redirection_account.created", "phone.redirection_asked"]));
  });

  it("tries again with longer and longer pauses what does not answer, gives it up in the end, and begins anew when told", async () => {
    const { id } = await account();
    const phone = await snom();
    await ask(phone.id, id);
    doubles.instead.push({ status: 503 });
    const one = courier();
    await work(one);
    expect(await only(phone.mac)).toMatchObject({ phase: "waiting", fault: "busy", tries: 1, status: 503 });
    await work(one);
    expect(doubles.requests).toHaveLength(1);
    later(1);
    await work(one);
    expect(await only(phone.mac)).toMatchObject({ phase: "registered", fault: null });

    await ask(phone.id, id, "unregister");
    for (let n = 0; n < 9; n++) {
      doubles.instead.push({ status: 500, body: `sönder ${doubleAccess.secret}` });
      await work(one);
      later(600);
    }
    doubles.instead.length = 0;
    const stuck = await only(phone.mac);
    expect(stuck).toMatchObject({ phase: "stuck", fault: "busy", answer: "sönder ***" });
    await retryRedirection(db, { id: stuck?.id ?? "", whose: [organisationId] }, testActor, now);
    await work(one);
    expect(await only(phone.mac)).toMatchObject({ phase: "unregistered", fault: null });
    expect(doubles.phones.has(phone.mac)).toBe(false);
  });

  it("does not try again what is refused for good, until the account is mended", async () => {
    const { id } = await account({ secret: "fel" });
    const phone = await snom();
    await ask(phone.id, id);
    await work();
    later(600);
    await work();
    expect(doubles.requests).toHaveLength(1);
    expect(await only(phone.mac)).toMatchObject({ phase: "stuck", fault: "credentials", status: 401 });
    const by = { id, whose: [organisationId] };
    await updateRedirectionAccount(db, testKeyring, by, { secret: doubleAccess.secret }, testActor, now);
    await work();
    expect(await only(phone.mac)).toMatchObject({ phase: "registered" });
    expect(await actions()).toContain("redirection_account.updated");
  });

  it("registers new phones by itself, takes retired ones away and brings them back; and none that were there before", async () => {
    const before = await aPhone(db, organisationId, { vendor: "snom", model: "D785" });
    await db("phone").where("id", before.id).update({ created_at: "2026-01-01T00:00:00.000Z" });
    const { id } = await account({ automatic: true });
    const one = courier();
    await work(one);
    const phone = await snom();
    const yealink = await aPhone(db, organisationId);
    const others = await snom((await anOrganisation(db)).id);
    await work(one);
    expect([...doubles.phones.keys()]).toEqual([phone.mac]);
    expect(await only(phone.mac)).toMatchObject({ phase: "registered", wantedBy: "automatic" });
    for (const { mac } of [before, yealink, others]) expect(await only(mac)).toBeUndefined();

    await retirePhone(db, { organisationId, id: phone.id }, testActor, now);
    await work(one);
    expect(doubles.phones.size).toBe(0);
    expect(await only(phone.mac)).toMatchObject({ phase: "unregistered", wantedBy: "retired" });
    await reinstatePhone(db, testKeyring, { organisationId, id: phone.id }, testActor, now);
    // A process that was away sees it too.
    await work(courier());
    expect(doubles.phones.has(phone.mac)).toBe(true);

    const swap = { organisationId, id: phone.id, mac: aMac(), vendor: "snom" as const, model: "D785" };
    await swapPhone(db, testKeyring, swap, testActor, now);
    await work(one);
    expect([...doubles.phones.keys()]).toEqual([swap.mac]);
    const same = { ...swap, id: (await db("phone").where("mac", swap.mac).first("id")).id };
    await swapPhone(db, testKeyring, same, testActor, now);
    await work(one);
    expect([...doubles.phones.keys()]).toEqual([swap.mac]);
    expect(await countRedirections(db, [organisationId])).toEqual(
      new Map([[id, { waiting: 0, registered: 1, unregistered: 1, elsewhere: 0, stuck: 0 }]]),
    );
  });

  it("sends a phone that moves to another organisation there, when the account is for everybody", async () => {
    const other = (await anOrganisation(db)).id;
    await account({ organisationId: null, automatic: true });
    const one = courier();
    const phone = await snom();
    await work(one);
    const first = doubles.phones.get(phone.mac);
    await retirePhone(db, { organisationId, id: phone.id }, testActor, now);
    await aPhone(db, other, { vendor: "snom", model: "D785", mac: phone.mac });
    await work(one);
    expect(doubles.phones.get(phone.mac)).toMatch(/^https:\/\/prov\.example\.se\/o\//);
    expect(doubles.phones.get(phone.mac)).not.toBe(first);
    expect(await only(phone.mac, other)).toMatchObject({ phase: "registered" });
    expect(await only(phone.mac)).toBeUndefined();
  });

  it("registers all that are missing at once, and one process alone carries each out", async () => {
    const { id } = await account();
    const phones = [await snom(), await snom(), await snom()];
    expect(await registerEvery(db, { id, whose: [organisationId] }, testActor, now)).toBe(3);
    await Promise.all([work(courier()), work(courier())]);
    expect(doubles.requests).toHaveLength(3);
    expect(await registerEvery(db, { id, whose: [organisationId] }, testActor, now)).toBe(0);
    const page = { whose: null, search: "", limit: 2, offset: 0 };
    expect(await pageRedirections(db, { ...page, phase: "registered" })).toMatchObject({ total: 3, rows: [{}, {}] });
    const last = phones[2]?.mac.slice(4) ?? "";
    expect(await pageRedirections(db, { ...page, search: last.toUpperCase() })).toMatchObject({ total: 1 });
    expect(await actions()).toContain("redirection_account.all_registered");
  });

  it("is taken back from the change log: a phone that was registered is taken away at its maker", async () => {
    const { id } = await account();
    const phone = await snom();
    await ask(phone.id, id);
    await work();
    const [entry] = await listAudit(db, { organisationId, action: "phone.redirection_asked" });
    expect(entry).toMatchObject({ before: { registered: false }, after: { registered: true, account: "Snom" } });
    const by = { organisationId, id: entry?.id ?? "" };
    await undoWrite(db, testKeyring, by, { access: "all", operator: true }, testActor, now);
    await work();
    expect(doubles.phones.size).toBe(0);
    expect(await only(phone.mac)).toMatchObject({ phase: "unregistered", wanted: "unregistered" });
  });

  it("carries out again what a process died over, after its time", async () => {
    const { id } = await account();
    const phone = await snom();
    await ask(phone.id, id);
    await db("redirection").update({ tries: 1, next_try_at: new Date(now.getTime() + 120_000).toISOString() });
    await work();
    expect(doubles.requests).toEqual([]);
    later(3);
    await work();
    expect(await only(phone.mac)).toMatchObject({ phase: "registered" });
  });

  it("tests an account when asked to, and does nothing more with one that is deleted", async () => {
    const { id } = await account({ secret: "fel" });
    await askAccountTest(db, { id, whose: null }, now);
    await work();
    expect(await getRedirectionAccount(db, { id, whose: null })).toMatchObject({
      test: { wanted: false, fault: "credentials", status: 401, answer: "Unauthorized" },
    });
    const phone = await snom();
    await ask(phone.id, id);
    await deleteRedirectionAccount(db, { id, whose: [organisationId] }, testActor, now);
    doubles.requests.length = 0;
    await work();
    expect(doubles.requests).toEqual([]);
    expect(await only(phone.mac)).toBeUndefined();
    expect((await db("redirection_account").where("id", id).first("secret_sealed")).secret_sealed).toBeNull();
    expect(await actions()).toContain("redirection_account.deleted");
  });

  it("refuses a phone of another make, an account of somebody else, an address in the clear and a profile that is missing", async () => {
    const { id } = await account();
    const yealink = await aPhone(db, organisationId);
    await expect(ask(yealink.id, id)).rejects.toMatchObject({ code: "redirection_account_not_found" });
    const theirs = await account({ organisationId: (await anOrganisation(db)).id });
    await expect(ask((await snom()).id, theirs.id)).rejects.toMatchObject({ code: "redirection_account_not_found" });
    await expect(account({ url: "http://127.0.0.1/" })).rejects.toMatchObject({ code: "redirection_url_refused" });
    const moved = updateRedirectionAccount(
      ...([db, testKeyring, { id, whose: [organisationId] }, { url: "https://elsewhere.example/" }, testActor, now] as const),
    );
    await expect(moved).rejects.toMatchObject({ code: "redirection_secret_needed" });
    await expect(account({ kind: "poly_ztp" })).rejects.toMatchObject({ code: "redirection_detail_missing" });
    const poly = await account({ kind: "poly_ztp", details: { profile: "Björkö" } });
    const vvx = await aPhone(db, organisationId, { vendor: "polycom", model: "VVX450" });
    await expect(ask(vvx.id, poly.id, "check")).rejects.toMatchObject({ code: "redirection_check_refused" });
  });

  it("registers phones anew when their organisation's address has become another", async () => {
    const { id } = await account();
    const phone = await snom();
    await ask(phone.id, id);
    await work();
    const before = doubles.phones.get(phone.mac);
    await work();
    expect(doubles.requests).toHaveLength(1);
    const [token] = await listOrganisationTokens(db, organisationId);
    await createOrganisationToken(db, testKeyring, { organisationId, name: "Nya" }, testActor, now);
    await revokeOrganisationToken(db, { organisationId, id: token?.id ?? "" }, testActor, now);
    await work();
    expect(doubles.phones.get(phone.mac)).not.toBe(before);
    expect(await only(phone.mac)).toMatchObject({ phase: "registered" });
    expect(doubles.requests).toHaveLength(2);
  });

  it("uses the address that the organisation's settings say, and a token that it has", async () => {
    const { token } = await createOrganisationToken(db, testKeyring, { organisationId, name: "Nya" }, testActor, testNow);
    const at = { layer: "organisation", organisationId } as const;
    await setSetting(db, { at, name: "provisioning.url", value: "https://telefon.bjorko.example/" }, testActor, testNow);
    const { id } = await account();
    const phone = await snom();
    await ask(phone.id, id);
    await work();
    expect(doubles.phones.get(phone.mac)).toBe(`https://telefon.bjorko.example/o/${token}/`);
    expect(await listOrganisationTokens(db, organisationId)).toHaveLength(1);
  });
});
