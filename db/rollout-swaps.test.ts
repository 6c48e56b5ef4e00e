import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { addImage } from "./firmware-images.ts";
import { forgetSelections, getSelection, keepSelection } from "./phone-selections.ts";
import { retirePhone, swapPhone } from "./phones.ts";
import { loadPlanSources } from "./plan-source.ts";
import { wantedFirmware } from "./rollout-evidence.ts";
import { phonesByRing } from "./rollout-phones.ts";
import { allPhones, candidateColumns, type RolloutCandidate } from "./rollout-planning.ts";
import { lookAtRollout } from "./rollout-rounds.ts";
import { createRollout, getRollout, leaveRollout, RolloutInput, skipPhone } from "./rollouts.ts";
import { listSettings } from "./settings.ts";
import { aMac, anOrganisation, aPhone, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";
import { undoWrite } from "./undo/undo.ts";

const minutesOn = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000);
const models = ["T46U", "T54W"] as const;

async function twoImages(db: Db) {
  const of = { vendor: "yealink", kind: "phone", modelsBy: "hand", source: "folder", bytes: 1 } as const;
  const images = {
    T46U: { file: "T46U-108.86.0.90.rom", version: "108.86.0.90" },
    T54W: { file: "T54W-96.86.0.90.rom", version: "96.86.0.90" },
  };
  for (const [n, model] of models.entries()) {
    const { file: name, version: firmwareVersion } = images[model];
    await addImage(db, { ...of, name, firmwareVersion, models: [model], sha256: `${n}`.repeat(64) }, testActor, testNow);
  }
  return models.map((model) => ({
    at: { layer: "phones", of: { vendor: "yealink", model } },
    ...{ name: "firmware.image", value: images[model] },
  }));
}

async function aRollout(db: Db, organisationId: string, say: object) {
  const input = RolloutInput.parse({ name: "Höstens", rings: [{ of: { kind: "rest" } }], ...say });
  const { id } = await createRollout(db, { ...input, organisationId }, testActor, testNow);
  await lookAtRollout(db, id, testActor, testNow);
  return { organisationId, id };
}

const rowOf = (db: Db, id: string, phoneId: string) =>
  db("rollout_phone").where({ rollout_id: id, phone_id: phoneId }).first("state", "reason", "overlaid", "released_at", "ring");

describe.each(testDatabases())("phones in roll-outs on $name", ({ connect }) => {
  it("that are swapped are looked at anew, whatever the broken one proved; back again likewise; left out they stay so", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const [well, ill, out] = [
      await aPhone(db, organisationId),
      await aPhone(db, organisationId),
      await aPhone(db, organisationId),
    ];
    const values = [{ at: { layer: "organisation", organisationId }, name: "phone.tones", value: "NO" }];
    const by = await aRollout(db, organisationId, { values });
    const state = (phoneId: string, state: string) =>
      db("rollout_phone")
        .where({ rollout_id: by.id, phone_id: phoneId })
        .update({ state, heard_at: testNow.toISOString(), reason: null });
    await state(well.id, "healthy");
    await state(ill.id, "failed");
    await skipPhone(db, { ...by, phoneId: out.id }, testActor, testNow);
    const at = minutesOn(20);
    const swap = (id: string) => {
      const fresh = { organisationId, id, mac: aMac(), vendor: "yealink", model: "T46U" } as const;
      return swapPhone(db, testKeyring, fresh, testActor, at);
    };
    const [newWell, newIll, newOut] = [await swap(well.id), await swap(ill.id), await swap(out.id)];
    const anew = { state: "released", reason: "silent", overlaid: 1, released_at: at.toISOString(), ring: 0 };
    expect([await rowOf(db, by.id, newWell.id), await rowOf(db, by.id, newIll.id)]).toEqual([anew, anew]);
    expect(await rowOf(db, by.id, newOut.id)).toMatchObject({ state: "skipped", reason: null, overlaid: 0 });
    expect(await rowOf(db, by.id, well.id)).toBeUndefined();
    // It has its time from now on: nothing has been heard of it when that is over.
    await lookAtRollout(db, by.id, testActor, minutesOn(49));
    expect((await getRollout(db, by)).rings[0]?.counts).toMatchObject({ released: 2, waiting: 0, failed: 0, skipped: 1 });
    await lookAtRollout(db, by.id, testActor, minutesOn(51));
    expect((await getRollout(db, by)).rings[0]?.counts).toMatchObject({ released: 0, waiting: 2, healthy: 0 });
    const entries = await listAudit(db, { organisationId, action: "phone.swapped" });
    const entry = entries.find(({ subject }) => subject?.id === well.id);
    const person = { access: "all", operator: false } as const;
    await undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, person, testActor, minutesOn(60));
    expect(await rowOf(db, by.id, well.id)).toEqual({ ...anew, released_at: minutesOn(60).toISOString() });
  });

  it("that are another model after a swap are in it where something of it is for them, and else no more", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phones = [await aPhone(db, organisationId), await aPhone(db, organisationId)];
    const values = await twoImages(db);
    const who = { phoneIds: phones.map(({ id }) => id) };
    const by = await aRollout(db, organisationId, { values, who });
    const swap = (id: string, model: string) =>
      swapPhone(db, testKeyring, { organisationId, id, mac: aMac(), vendor: "yealink", model }, testActor, minutesOn(5));
    const [other, none] = [await swap(phones[0]?.id ?? "", "T54W"), await swap(phones[1]?.id ?? "", "T31P")];
    expect(await rowOf(db, by.id, other.id)).toMatchObject({ state: "released", overlaid: 1 });
    expect(await rowOf(db, by.id, none.id)).toMatchObject({ state: "skipped", reason: "gone", overlaid: 0 });
  });

  it("get the image of their own model, keep it when it ends, and are found by ring while they are in use", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const [first, second] = [await aPhone(db, organisationId), await aPhone(db, organisationId, { model: "T54W" })];
    const values = await twoImages(db);
    const kept = await keepSelection(db, { organisationId, search: "" }, testActor, testNow);
    expect(kept).toMatchObject({
      phones: 2,
      models: [
        { model: "T46U", phones: 1 },
        { model: "T54W", phones: 1 },
      ],
    });
    await aPhone(db, organisationId);
    const by = await aRollout(db, organisationId, { values, who: { selectionId: kept.id } });
    const rollout = await getRollout(db, by);
    const wanted = async (id: string) => {
      const [phone]: RolloutCandidate[] = await allPhones(db).where("p.id", id).select(candidateColumns);
      if (!phone) throw new Error("no phone");
      const source = (await loadPlanSources(db, testKeyring, [id])).get(id);
      const said = source?.layers.flatMap(({ values }) => values["firmware.image"] ?? []) ?? [];
      return [wantedFirmware(rollout, phone), said.length];
    };
    expect([await wanted(first.id), await wanted(second.id)]).toEqual([
      ["108.86.0.90", 1],
      ["96.86.0.90", 1],
    ]);
    await leaveRollout(db, by, testActor, minutesOn(1));
    const own = async (phoneId: string) =>
      (await listSettings(db, { layer: "phone", organisationId, phoneId })).map(({ value }) => value);
    expect([await own(first.id), await own(second.id)]).toMatchObject([
      [{ version: "108.86.0.90" }],
      [{ version: "96.86.0.90" }],
    ]);
    expect([...(await phonesByRing(db, by.id)).values()].flat().toSorted()).toEqual([first.id, second.id].toSorted());
    await retirePhone(db, { organisationId, id: second.id }, testActor, minutesOn(2));
    expect([...(await phonesByRing(db, by.id)).values()]).toEqual([[first.id]]);
    expect(await getSelection(db, { organisationId, id: kept.id })).toMatchObject({ phones: 1 });
  });

  it("are the organisation's own and in use: others are refused, not passed over", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: neighbour } = await anOrganisation(db, { name: "grannen" });
    const [own, theirs, gone] = [await aPhone(db, organisationId), await aPhone(db, neighbour), await aPhone(db, organisationId)];
    await retirePhone(db, { organisationId, id: gone.id }, testActor, testNow);
    const values = [{ at: { layer: "organisation", organisationId }, name: "phone.tones", value: "NO" }];
    const each = [{ at: { layer: "phones" }, name: "phone.tones", value: "NO" }];
    for (const { id } of [theirs, gone, { id: "nowhere" }]) {
      const ring = { of: { kind: "phones", phoneIds: [own.id, id] } };
      const refused = aRollout(db, organisationId, { values, rings: [ring, { of: { kind: "rest" } }] });
      await expect(refused).rejects.toMatchObject({ code: "phone_not_found" });
      await expect(aRollout(db, organisationId, { values: each, who: { phoneIds: [id] } })).rejects.toMatchObject({
        code: "phone_not_found",
      });
      await expect(
        keepSelection(db, { organisationId, search: "", ids: [own.id, id] }, testActor, testNow),
      ).rejects.toMatchObject({
        code: "phone_not_found",
      });
    }
    const { id: selectionId } = await keepSelection(db, { organisationId: neighbour, search: "" }, testActor, testNow);
    await expect(aRollout(db, organisationId, { values: each, who: { selectionId } })).rejects.toMatchObject({
      code: "phone_selection_not_found",
    });
    await expect(keepSelection(db, { organisationId, search: "finns inte" }, testActor, testNow)).rejects.toMatchObject({
      code: "phone_selection_empty",
    });
    // What nobody has used for a week is forgotten.
    expect(await forgetSelections(db, minutesOn(6 * 24 * 60))).toBe(0);
    expect(await forgetSelections(db, minutesOn(8 * 24 * 60))).toBe(1);
    expect(await db("phone_selection_phone").select("phone_id")).toEqual([]);
    await expect(getSelection(db, { organisationId: neighbour, id: selectionId })).rejects.toMatchObject({
      code: "phone_selection_not_found",
    });
  });
});
