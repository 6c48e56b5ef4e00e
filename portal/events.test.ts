import { describe, expect, it, onTestFinished } from "vitest";
import { announce } from "../db/changes.ts";
import { updateDeactivation } from "../db/deactivations.ts";
import { setDiversion } from "../db/diversions.ts";
import { newId } from "../db/ids.ts";
import { appendJournal } from "../db/journal.ts";
import { updatePhone } from "../db/phones.ts";
import { aPhone, testActor, testNow } from "../db/testing/builders.ts";
import { change } from "../db/transaction.ts";
import { updateUser } from "../db/users.ts";
import { aFirm, aHouse, type House } from "./testing/house.ts";
import type { Visitor } from "./testing/visitor.ts";

type Heard = { readonly event: string; readonly id: string | undefined; readonly data: unknown };

/** Listens until what is waited for has been heard. */
async function listen(house: House, visitor: Visitor, lastEventId?: string) {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const headers = { cookie, ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) };
  const response = await fetch(`${house.url}/api/events`, { headers, signal: abort.signal });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  const heard: Heard[] = [];
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    heard,
    until: async (there: (all: readonly Heard[]) => boolean) => {
      while (!there(heard)) {
        const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
        if (done) throw new Error("the stream has ended");
        text += value;
        const parts = text.split("\n\n");
        text = parts.pop() ?? "";
        heard.push(...parts.flatMap(read));
      }
      return heard;
    },
  };
}

function read(part: string): Heard[] {
  const lines = new Map(part.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
  const event = lines.get("event");
  return event === undefined ? [] : [{ event, id: lines.get("id"), data: JSON.parse(lines.get("data") ?? "null") }];
}

const request = {
  transport: "http",
  method: "GET",
  path: "/x.cfg",
  address: "192.0.2.7",
  userAgent: null,
  mac: null,
  vendor: null,
  model: null,
  wants: "phone",
  rung: "bound",
  decision: "served",
  reason: "",
  status: 200,
  bytes: 10,
  durationMicros: 5,
} as const;

describe("events", () => {
  it("tell of changed phones, of people and of what phones ask for, of the own organisation alone", async () => {
    const house = await aHouse();
    const [mine, theirs] = [await aFirm(house.db, 41), await aFirm(house.db, 42)];
    const visitor = await house.somebody(mine.organisation, ["user", "administrator"]);
    const events = await listen(house, visitor);
    const set = (firm: typeof mine) =>
      updatePhone(house.db, { organisationId: firm.organisation, id: firm.phone, modules: ["EXP43"] }, testActor, testNow);
    await set(theirs);
    await set(mine);
    await updateUser(house.db, { organisationId: mine.organisation, id: mine.user, lastName: "Ek" }, testActor, testNow);
    const entry = (firm: typeof mine) => ({
      ...{ ...request, id: newId(testNow), at: testNow.toISOString() },
      ...{ phoneId: firm.phone, organisationId: firm.organisation },
    });
    await appendJournal(house.db, [entry(theirs), entry(mine)]);
    const heard = await events.until(
      (all) => all.some((one) => one.event === "request") && all.some((one) => one.event === "phonebook"),
    );
    expect(heard.filter((one) => one.event === "phone").map((one) => one.data)).toContainEqual({ phoneId: mine.phone });
    expect(heard.find((one) => one.event === "request")?.data).toMatchObject({
      phoneId: mine.phone,
      status: 200,
      wants: "phone",
    });
    expect(JSON.stringify(heard)).not.toContain(theirs.phone);
  });

  it("tell a user of the own phone and of nobody else's, and that it has asked but not for what", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 41);
    const visitor = await house.somebody(firm.organisation, ["user"]);
    const own = await aPhone(house.db, firm.organisation, { userId: visitor.id });
    const events = await listen(house, visitor);
    const modules = (id: string) =>
      updatePhone(house.db, { organisationId: firm.organisation, id, modules: ["EXP43"] }, testActor, testNow);
    const asks = (phoneId: string) => ({
      ...{ ...request, id: newId(testNow), at: testNow.toISOString() },
      ...{ phoneId, organisationId: firm.organisation },
    });
    const told = [["phone", { phoneId: own.id }]];
    await modules(firm.phone);
    await modules(own.id);
    const changed = await events.until((all) => all.length > 0);
    expect(changed.map(({ event, data }) => [event, data])).toEqual(told);
    await appendJournal(house.db, [asks(firm.phone), asks(own.id)]);
    const heard = await events.until((all) => all.length > 1);
    expect(heard.map(({ event, data }) => [event, data])).toEqual([...told, ...told]);
  });

  it("tell a user that a colleague's state has changed, and not whose", async () => {
    const house = await aHouse();
    const [mine, theirs] = [await aFirm(house.db, 41), await aFirm(house.db, 42)];
    const visitor = await house.somebody(mine.organisation, ["user"]);
    const events = await listen(house, visitor);
    for (const firm of [theirs, mine]) {
      const about = { organisationId: firm.organisation, userId: firm.colleague, source: "portal" } as const;
      const sick = { reason: "sjuk", startsAt: null, endsAt: null, note: null };
      await setDiversion(house.db, { ...about, ...sick }, testActor, testNow);
    }
    const heard = await events.until((all) => all.length > 0);
    expect(heard.map(({ event, data }) => [event, data])).toEqual([["colleagues", {}]]);
    // A file of usage that has come may be about anybody's subscription.
    await change(house.db, (trx) => announce(trx, "subscription", { organisationId: mine.organisation }));
    const more = await events.until((all) => all.length > 1);
    expect(more.slice(1).map(({ event, data }) => [event, data])).toEqual([["subscription", {}]]);
  });

  it("end at once when somebody signs out, is deactivated or loses a right, whichever process wrote it", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 41);
    const { organisation: organisationId } = firm;
    const admin = await house.somebody(organisationId, ["user", "administrator"]);
    const [leaver, gone, demoted] = [
      await house.somebody(organisationId, ["user"]),
      await house.somebody(organisationId, ["user"]),
      await house.somebody(organisationId, ["user", "administrator"]),
    ];
    const streams = [await listen(house, leaver), await listen(house, gone), await listen(house, demoted)];
    const other = await listen(house, admin);
    expect((await leaver.delete("/session")).status).toBe(204);
    // As another process would: the database is all that this one sees of it.
    const deactivate = { organisationId, id: gone.id, deactivateOn: "2026-03-02" };
    await updateDeactivation(house.db, deactivate, testActor, testNow);
    const { versions } = (await admin.get(`/users/${demoted.id}`)).body;
    await admin.patch(`/users/${demoted.id}/advanced`, { rights: ["user"] }, versions.advanced);
    for (const stream of streams) {
      expect((await stream.until((all) => all.some((one) => one.event === "session"))).at(-1)?.event).toBe("session");
      await expect(stream.until(() => false)).rejects.toThrow("the stream has ended");
    }
    // Who has nothing to do with it goes on listening.
    await aPhone(house.db, organisationId);
    expect((await other.until((all) => all.some((one) => one.event === "phone"))).map((one) => one.event)).not.toContain(
      "session",
    );
  });

  it("are gone on with after a broken connection, or the page is told to load anew", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 41);
    const visitor = await house.somebody(firm.organisation, ["user", "administrator"]);
    const [{ value = 0 } = {}] = await house.db("change_counter").select("value");
    const phone = await aPhone(house.db, firm.organisation);
    const again = await listen(house, visitor, String(value));
    const [first] = await again.until((all) => all.length > 0);
    expect(first).toEqual({ event: "phone", id: String(value + 1), data: { phoneId: phone.id } });
    const lost = await listen(house, visitor, "999999");
    expect((await lost.until((all) => all.length > 0))[0]?.event).toBe("reload");
  });

  it("end when the server stops, and are not given to more windows than anybody has", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 41);
    const visitor = await house.somebody(firm.organisation, ["user", "administrator"]);
    for (let count = 0; count < 8; count++) await listen(house, visitor);
    expect((await visitor.get("/events")).status).toBe(429);
  });
});
