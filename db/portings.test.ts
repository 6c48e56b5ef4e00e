import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { freeNumbers } from "./free-numbers.ts";
import { answerOrder } from "./order-settling.ts";
import { listOrdersAbout } from "./orders.ts";
import { keepSignedCopy, readSignedCopy } from "./porting-letters.ts";
import { finishPortOut, registerPortOut } from "./porting-out.ts";
import { withOwner } from "./porting-owner.ts";
import { pagePortings } from "./porting-pages.ts";
import { getPorting, listPortingEvents, type Porting } from "./porting-rows.ts";
import { cancelPorting, preparePorting, reopenPorting, submitPorting } from "./porting-steps.ts";
import { createPorting, deletePorting, PortingInput, portingContext, savePorting } from "./portings.ts";
import { rotateSecrets } from "./rotate-secrets.ts";
import { createKeyring, open } from "./secrets.ts";
import { aGroup, anOrganisation, aUser, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Actor, Db } from "./types.ts";
import { setUserNumber } from "./user-numbers.ts";

const later = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000);
const operator: Actor = { kind: "operator", id: null, name: "Operatören", organisationId: null };
const given = {
  ownerName: "Björkö Bygg AB",
  ownerNumber: "202100-5489",
  otherOperator: "Annan Telefoni AB",
  wantedDate: "2026-04-01",
  wantedTime: "10:00",
  signer: "Åsa Öberg",
};
const wanted = (numbers: readonly string[], more: object = {}) =>
  PortingInput.parse({ numbers: numbers.map((number) => ({ number })), ...given, ...more });

async function submitted(db: Db, organisationId: string, numbers: readonly string[], more: object = {}): Promise<Porting> {
  const made = await createPorting(db, testKeyring, { organisationId, ...wanted(numbers, more) }, testActor, testNow);
  const of = { organisationId, id: made.id };
  await preparePorting(db, of, testActor, later(1));
  const copy = { name: "fullmakt.pdf", mediaType: "application/pdf", bytes: new TextEncoder().encode("%PDF-1.7 signed") };
  await keepSignedCopy(db, testKeyring, { ...of, ...copy }, testActor, later(2));
  return submitPorting(db, testKeyring, of, testActor, later(3));
}
const orderOf = async (db: Db, { organisationId, id }: Porting, kind: string) => {
  const orders = await listOrdersAbout(db, { organisationId, subjects: [{ kind: "porting", id }] });
  const found = orders.find((one) => one.kind === kind);
  if (!found) throw new Error(`no order ${kind}`);
  return found;
};
const answer = (db: Db, id: string, said: Parameters<typeof answerOrder>[3], minute = 10) =>
  answerOrder(db, testKeyring, { id, organisations: null }, said, operator, later(minute));

describe.each(testDatabases())("portings on $name", ({ connect }) => {
  it("goes from draft to done, and gives its numbers to whom they are for, where that place is empty", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: without } = await aUser(db, organisationId, { firstName: "Bo", lastName: "Ek" });
    const { id: other } = await aUser(db, organisationId);
    const own = { organisationId, userId: other, kind: "primary", mobileProfile: null } as const;
    await setUserNumber(db, { ...own, number: "08-465 004 77" }, testActor, testNow);
    const numbers = [
      { number: "08-465 004 20", userId: without },
      { number: "08-465 004 21", userId: other },
      { number: "08-465 004 22" },
    ];
    const porting = await submitted(db, organisationId, [], { numbers });
    expect([porting.state, porting.signedCopy?.size]).toEqual(["submitted", 15]);
    const order = await orderOf(db, porting, "port_in");
    expect(order.payload).toEqual({
      numbers: ["+46846500420", "+46846500421", "+46846500422"],
      ...{ ownerName: "Björkö Bygg AB", ownerNumber: "2021005489", losingOperator: "Annan Telefoni AB", signer: "Åsa Öberg" },
      wantedAt: "2026-04-01T08:00:00.000Z",
    });
    await answer(db, order.id, { answer: "progressed", progress: { stage: "accepted" } });
    const at = "2026-04-02T09:00:00Z";
    await answer(db, order.id, { answer: "progressed", progress: { stage: "scheduled", at } }, 11);
    await answer(db, order.id, { answer: "confirmed", details: {} }, 12);
    const done = await getPorting(db, porting);
    expect([done.state, done.agreedAt, done.settledAt]).toEqual(["done", "2026-04-02T09:00:00.000Z", later(12).toISOString()]);
    const primary = await db("user_number").where({ kind: "primary" }).orderBy("e164").select("user_id", "e164");
    expect(primary).toEqual([
      { user_id: without, e164: "+46846500420" },
      { user_id: other, e164: "+46846500477" },
    ]);
    const story = (await listPortingEvents(db, porting.id)).map(({ kind }) => kind);
    expect(story).toEqual(
      "draft awaiting_signature signed submitted sent accepted scheduled done number_given number_free".split(" "),
    );
    const actions = (await listAudit(db, { organisationId, limit: 50 }))
      .map((one) => one.action)
      .filter((one) => /porting/.test(one));
    expect(actions.toReversed()).toEqual(
      ["created", "prepared", "signed", "submitted", "accepted", "scheduled", "done"].map((one) => `porting.${one}`),
    );
    // Moved here, they are this organisation's alone, also while nobody has them.
    const { id: stranger } = await anOrganisation(db);
    const { id: strange } = await aUser(db, stranger);
    const give = (organisation: string, userId: string) =>
      setUserNumber(
        db,
        { organisationId: organisation, userId, kind: "primary", number: "08-465 004 22", mobileProfile: null },
        testActor,
        later(20),
      );
    await expect(give(stranger, strange)).rejects.toMatchObject({ code: "number_taken" });
    expect((await freeNumbers(db, organisationId, later(20), 1)).map((one) => one.e164)).toEqual(["+46846500421"]);
    expect((await freeNumbers(db, stranger, later(20), 100)).map((one) => one.e164)).not.toContain("+46846500422");
    await give(organisationId, other);
  });

  it("refuses numbers that are here, that another order is for, and whose owner's number is none", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: userId } = await aUser(db, organisationId);
    const set = { organisationId, userId, kind: "mobile", number: "070-174 06 11" } as const;
    await setUserNumber(db, { ...set, mobileProfile: "external" }, testActor, testNow);
    const group = await aGroup(db, organisationId, { number: "08-465 004 30" });
    expect(group.e164).toBe("+46846500430");
    const create = (numbers: readonly string[], more: object = {}, at = organisationId) =>
      createPorting(db, testKeyring, { organisationId: at, ...wanted(numbers, more) }, testActor, testNow);
    const codes = (numbers: readonly string[], more: object = {}) =>
      create(numbers, more).then(
        () => [],
        (error) => error.problems.map((one: { code: string }) => one.code),
      );
    expect(await codes(["08-465 004 30"])).toEqual(["porting_number_known"]);
    // Too short for 036; of a kind that is not moved; twice.
    expect(await codes(["036-30 55", "112", "08-465 004 31", "+46 8 465 004 31"])).toEqual([
      "number_invalid",
      "number_kind_refused",
      "porting_number_twice",
    ]);
    expect(await codes(["08-465 004 31"], { ownerNumber: "202100-5488" })).toEqual(["organisation_number_invalid"]);
    expect(await codes(["08-465 004 31"], { numbers: [{ number: "08-465 004 31", userId: "nobody" }] })).toEqual([
      "user_not_found",
    ]);
    // The mobile of somebody here at another operator is what one moves.
    const { id } = await create(["070-174 06 11"]);
    expect(await codes(["070-174 06 11"])).toEqual(["porting_number_pending"]);
    await deletePorting(db, { organisationId, id }, testActor, later(1));
    // Two organisations may write of one number; one of them orders it.
    const { id: rival } = await anOrganisation(db);
    await create(["070-174 06 11"], {}, rival);
    await submitted(db, organisationId, ["070-174 06 11"]);
    await expect(submitted(db, rival, ["070-174 06 11"])).rejects.toMatchObject({ code: "porting_number_pending" });
  });

  it("lays no order for a day that has become too soon, or without a signed letter", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const made = await createPorting(
      db,
      testKeyring,
      { organisationId, ...wanted(["070-174 06 12"], { wantedDate: "2026-03-09" }) },
      testActor,
      testNow,
    );
    const of = { organisationId, id: made.id };
    await preparePorting(db, of, testActor, testNow);
    await expect(submitPorting(db, testKeyring, of, testActor, testNow)).rejects.toMatchObject({
      code: "porting_signature_missing",
    });
    await expect(savePorting(db, testKeyring, { ...of, ...wanted([]) }, testActor, testNow)).rejects.toMatchObject({
      code: "porting_state_refused",
    });
    const copy = { name: "f.pdf", mediaType: "application/pdf", bytes: new Uint8Array([1]) };
    await keepSignedCopy(db, testKeyring, { ...of, ...copy }, testActor, testNow);
    const next = new Date(testNow.getTime() + 86_400_000);
    await expect(submitPorting(db, testKeyring, of, testActor, next)).rejects.toMatchObject({
      code: "porting_too_early",
      detail: { field: "wantedDate" },
    });
    // Opened again, what was signed for something else is gone.
    const draft = await reopenPorting(db, of, testActor, next);
    expect([draft.state, draft.signedCopy]).toEqual(["draft", null]);
    const gaps = { ownerName: "", otherOperator: "", ownerNumber: null, wantedDate: null, signer: "" };
    await savePorting(db, testKeyring, { ...of, ...wanted([], gaps) }, testActor, next);
    const refused = await preparePorting(db, of, testActor, next).catch((error) => error.problems);
    expect(refused.map((one: { field: string }) => one.field)).toEqual(
      "numbers ownerName ownerNumber otherOperator signer wantedDate".split(" "),
    );
  });

  it("is called off at once while nobody has the order, else when the operator has agreed, and not after noon the day before", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const first = await submitted(db, organisationId, ["070-174 06 13"]);
    expect((await cancelPorting(db, first, testActor, later(5))).state).toBe("cancelled");
    expect((await orderOf(db, first, "port_in")).state).toBe("cancelled");
    const second = await submitted(db, organisationId, ["070-174 06 13"]);
    const order = await orderOf(db, second, "port_in");
    await answer(db, order.id, { answer: "progressed", progress: { stage: "scheduled", at: "2026-04-01T08:00:00Z" } });
    const late = new Date("2026-03-31T10:00:00Z");
    await expect(cancelPorting(db, { ...second, version: undefined }, testActor, late)).rejects.toMatchObject({
      code: "porting_cancel_late",
    });
    const ask = (minute: number) => cancelPorting(db, { organisationId, id: second.id }, testActor, later(minute));
    expect((await ask(13)).state).toBe("scheduled");
    await expect(ask(14)).rejects.toMatchObject({ code: "porting_state_refused" });
    const refusal = { code: "time_not_possible", text: "För sent hos dem" } as const;
    await answer(db, (await orderOf(db, second, "cancel_porting")).id, { answer: "refused", refusal }, 15);
    expect((await getPorting(db, second)).cancelOrderId).toBeNull();
    await ask(16);
    await answer(db, (await orderOf(db, second, "cancel_porting")).id, { answer: "confirmed", details: {} }, 17);
    expect((await getPorting(db, second)).state).toBe("cancelled");
    // Its order is over too: nobody sends or answers it any more, and one that is laid anew is left alone.
    expect((await orderOf(db, second, "port_in")).state).toBe("cancelled");
    await expect(answer(db, order.id, { answer: "confirmed", details: {} }, 18)).rejects.toMatchObject({ code: "order_settled" });
    // What had been agreed on and did not happen has failed, and the numbers can be ordered again.
    const third = await submitted(db, organisationId, ["070-174 06 13"]);
    const { id } = await orderOf(db, third, "port_in");
    await answer(db, id, { answer: "progressed", progress: { stage: "scheduled", at: "2026-04-01T08:00:00Z" } });
    await answer(db, id, { answer: "refused", refusal: { code: "owner_mismatch", text: "Fel ägare" } }, 18);
    expect(await getPorting(db, third)).toMatchObject({
      state: "failed",
      refusal: { code: "owner_mismatch", text: "Fel ägare" },
    });
    expect((await reopenPorting(db, third, testActor, later(19)).catch((error) => error)).code).toBe("version_conflict");
  });

  it("keeps a personal number sealed, and shows it without its last four digits", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const person = { ownerKind: "person", ownerName: "Åsa Öberg", ownerNumber: "640823-3234" };
    const porting = await submitted(db, organisationId, ["070-174 06 14"], person);
    expect(porting.ownerNumber).toBe("640823-••••");
    const rows = JSON.stringify([await db("porting"), await db("audit"), await db("porting_event"), await db("orders")]);
    expect(rows).not.toContain("3234");
    const order = await orderOf(db, porting, "port_in");
    expect(order.payload).toMatchObject({ ownerNumber: "196408230000" });
    expect((await withOwner(db, testKeyring, order)).payload).toMatchObject({ ownerNumber: "196408233234" });
    const copy = await readSignedCopy(db, testKeyring, porting, testActor, later(9));
    expect([copy.bytes.toString(), copy.mediaType]).toEqual(["%PDF-1.7 signed", "application/pdf"]);
    const stored = await db("porting_letter").first("body_sealed");
    expect(Buffer.from(stored.body_sealed).includes("signed")).toBe(false);
    const [entry] = await listAudit(db, { organisationId, action: "porting.signed_copy_read" });
    expect(entry?.subject).toMatchObject({ kind: "porting", id: porting.id });
    const [old, anew] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(9)];
    expect(await rotateSecrets(db, createKeyring([anew, old]), {}, testActor, later(10))).toEqual({ resealed: 2 });
    const after = createKeyring([anew]);
    expect((await readSignedCopy(db, after, porting, testActor, later(11))).bytes).toEqual(copy.bytes);
    const { owner_number_sealed: owner } = await db("porting").first("owner_number_sealed");
    expect(open(after, owner, portingContext(porting.id))).toBe("196408233234");
  });

  it("finds portings by number in any form, by operator, and by what is to be done", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await submitted(db, organisationId, ["070-174 06 15"]);
    const say = { organisationId, ...wanted(["08-465 004 60"], { otherOperator: "Östnät" }) };
    const draft = await createPorting(db, testKeyring, say, testActor, later(1));
    const find = async (search: string, filter: "all" | "waiting" | "open" = "all") => {
      const page = { organisationId, search, filter, sort: "created", order: "desc", offset: 0, limit: 10 } as const;
      return (await pagePortings(db, page)).rows.map((one) => one.otherOperator);
    };
    expect(await find("")).toEqual(["Östnät", "Annan Telefoni AB"]);
    expect([await find("08-465 004 60"), await find("ostnat"), await find("annan tele")]).toEqual([
      ["Östnät"],
      ["Östnät"],
      ["Annan Telefoni AB"],
    ]);
    expect([await find("", "waiting"), (await find("", "open")).length]).toEqual([["Östnät"], 2]);
    const { id: stranger } = await anOrganisation(db);
    await expect(getPorting(db, { organisationId: stranger, id: draft.id })).rejects.toMatchObject({ code: "porting_not_found" });
  });

  it("a number that leaves is nobody's any more, and says before whose sign-in it is", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: userId } = await aUser(db, organisationId, { firstName: "Bo", lastName: "Ek" });
    const own = { organisationId, userId, kind: "primary", mobileProfile: null } as const;
    await setUserNumber(db, { ...own, number: "08-465 004 77" }, testActor, testNow);
    await aGroup(db, organisationId, { number: "08-465 004 78" });
    const out = { organisationId, otherOperator: "Östnät", date: "2026-03-04", time: "10:00" };
    const register = (numbers: string[]) => registerPortOut(db, { ...out, numbers }, operator, testNow);
    await expect(register(["08-465 004 79"])).rejects.toMatchObject({ code: "porting_number_not_here" });
    const porting = await register(["08-465 004 77", "08-465 004 78"]);
    expect([porting.state, porting.direction, porting.numbers.map(({ user }) => user?.name)]).toEqual([
      "scheduled",
      "out",
      ["Bo Ek", undefined],
    ]);
    await expect(register(["08-465 004 77"])).rejects.toMatchObject({ code: "porting_number_pending" });
    await expect(cancelPorting(db, porting, testActor, testNow)).rejects.toMatchObject({ code: "porting_state_refused" });
    await finishPortOut(db, porting, operator, later(60));
    expect([await db("user_number"), await db("response_group").whereNotNull("e164"), await db("porting_claim")]).toEqual([
      [],
      [],
      [],
    ]);
    const entries = await listAudit(db, { organisationId, limit: 50 });
    const then = entries.filter((one) => one.at === later(60).toISOString()).map((one) => one.action);
    expect(then.toSorted()).toEqual(["porting.done", "response_group.updated", "user.number_set"]);
  });
});
