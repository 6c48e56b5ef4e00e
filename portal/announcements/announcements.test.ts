import { expect, it } from "vitest";
import { wavOfPcm } from "../../domain/wav.ts";
import { aFirm, aHouse } from "../testing/house.ts";
import type { Visitor } from "../testing/visitor.ts";

const tone = (seconds: number, height: number, hertz = 440) =>
  wavOfPcm(
    Float32Array.from({ length: seconds * 16_000 }, (_, n) => height * Math.sin((2 * Math.PI * hertz * n) / 16_000)),
    16_000,
  );
const take = (visitor: Visitor, bytes: Uint8Array, type = "audio/wav") => visitor.upload("/announcement-audio", bytes, type);

async function fetched(url: string, visitor: Visitor, path: string, headers: Record<string, string> = {}) {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await fetch(`${url}${path}`, { headers: { cookie, ...headers } });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

it("Sound is taken in, listened to, saved, replaced and taken back, and each is told where it is heard", async () => {
  const house = await aHouse();
  const firm = await aFirm(house.db, 41);
  const admin = await house.somebody(firm.organisation, ["user", "administrator"]);
  const taken = await take(admin, tone(2, 0.1));
  expect([taken.status, taken.body.durationMs, taken.body.warnings]).toEqual([201, 2000, []]);
  const made = await admin.post("/announcements", { name: "Lunch", transcript: "Vi är på lunch.", audio: taken.body.id });
  expect([made.status, made.body.audio, made.body.usedIn]).toEqual([201, taken.body, []]);
  const path = `/announcements/${made.body.id}`;
  const quiet = (await take(admin, tone(2, 0.005), "application/octet-stream")).body;
  expect(quiet.warnings).toEqual(["quiet", "silentStart"].slice(0, 1));
  const ask = { body: { audio: quiet.id, source: "browser" }, version: 1 };
  const replaced = await admin.ask("POST", `${path}/recordings`, ask);
  expect([replaced.status, replaced.body.version, replaced.body.source, replaced.body.audio.id]).toEqual([
    200,
    2,
    "browser",
    quiet.id,
  ]);
  const { rows } = (await admin.get(`${path}/recordings`)).body;
  expect(rows.map((row: { audio: { id: string } }) => row.audio.id)).toEqual([quiet.id, taken.body.id]);
  // From the toast.
  const undone = await admin.post(`/audit/${replaced.headers.get("x-audit-id")}/undo`);
  expect([undone.status, (await admin.get(path)).body.audio.id]).toEqual([204, taken.body.id]);
  const restored = await admin.ask("POST", `${path}/recordings/${rows[0].id}/restore`, { version: 3 });
  expect([restored.body.source, restored.body.audio.id]).toEqual(["restored", quiet.id]);
  await house.db("response_group").where("id", firm.group).update({ welcome_id: made.body.id });
  const used = (await admin.get("/announcements?used=yes&q=lunch")).body;
  expect(used.rows.map((one: { usedIn: { kind: string; ownerId: string }[] }) => one.usedIn)).toMatchObject([
    [{ kind: "welcome", owner: "group", ownerId: firm.group }],
  ]);
  const refused = await admin.delete(path, 4);
  expect([refused.status, refused.body.code]).toEqual([409, "announcement_in_use"]);
  const twice = await admin.post("/announcements", { name: " Lunch ", audio: taken.body.id });
  expect([twice.status, twice.body.errors]).toMatchObject([409, [{ field: "name", code: "announcement_name_taken" }]]);
});

it("Sound is sent in each form, also a part of it, again only when it is another, and to nobody else", async () => {
  const house = await aHouse();
  const [mine, theirs] = [await aFirm(house.db, 41), await aFirm(house.db, 42)];
  const admin = await house.somebody(mine.organisation, ["user", "administrator"]);
  const { address, id } = (await take(admin, tone(1, 0.1))).body;
  const whole = await fetched(house.url, admin, address);
  expect([whole.response.status, whole.bytes.length]).toEqual([200, 44 + 32_000]);
  expect(whole.response.headers.get("content-type")).toBe("audio/wav");
  expect(whole.response.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
  expect((await fetched(house.url, admin, `${address}?format=alaw`)).bytes.readUInt16LE(20)).toBe(6);
  expect((await fetched(house.url, admin, `${address}?format=wav8`)).bytes.readUInt32LE(24)).toBe(8000);
  for (const [range, status, from, to] of [
    ["bytes=0-3", 206, 0, 4],
    ["bytes=100-", 206, 100, 32_044],
    ["bytes=-10", 206, 32_034, 32_044],
    ["bytes=32000-99999", 206, 32_000, 32_044],
    ["bytes=0-1,4-5", 200, 0, 32_044],
    ["bytes=32044-", 416, 0, 0],
  ] as const) {
    const part = await fetched(house.url, admin, address, { range });
    expect([range, part.response.status, part.bytes]).toEqual([range, status, whole.bytes.subarray(from, to)]);
  }
  const etag = whole.response.headers.get("etag") ?? "";
  expect((await fetched(house.url, admin, address, { "if-none-match": etag })).response.status).toBe(304);
  const stranger = await house.somebody(theirs.organisation, ["user", "administrator"]);
  expect((await stranger.get(address.replace("/api", ""))).body.code).toBe("audio_not_found");
  const user = await house.somebody(mine.organisation, ["user"]);
  expect((await user.get(address.replace("/api", ""))).body.code).toBe("right_missing");
  const { body } = await admin.post("/announcements", { name: "Öppet", audio: id });
  const now = await fetched(house.url, admin, `/api/announcements/${body.id}/audio`);
  expect([now.response.headers.get("cache-control"), now.bytes]).toEqual(["private, no-cache", whole.bytes]);
});

it("What cannot be taken in is said, and the portal goes on answering meanwhile", async () => {
  const house = await aHouse();
  const firm = await aFirm(house.db, 41);
  const admin = await house.somebody(firm.organisation, ["user", "administrator"]);
  const refused = async (bytes: Uint8Array, type?: string) => {
    const { status, body } = await take(admin, bytes, type);
    return [status, body.code];
  };
  expect(await refused(new Uint8Array(5_000_001))).toEqual([413, "audio_too_large"]);
  expect(await refused(tone(1, 0.1), "text/html")).toEqual([415, "body_kind_refused"]);
  expect(await refused(new Uint8Array())).toEqual([422, "audio_empty"]);
  expect(await refused(Buffer.from("Detta är ingen ljudfil alls"))).toEqual([422, "audio_kind_refused"]);
  expect(await refused(tone(2, 0.1).subarray(0, 9000))).toEqual([422, "audio_unreadable"]);
  const [long, ...others] = await Promise.all([
    take(admin, tone(120, 0.1)),
    ...Array.from({ length: 5 }, () => admin.get("/announcements")),
  ]);
  expect([long.body.warnings, ...others.map((one) => one.status)]).toEqual([["long"], 200, 200, 200, 200, 200]);
  for (let n = 0; n < 60; n++) await take(admin, new Uint8Array());
  expect((await take(admin, tone(1, 0.1))).status).toBe(429);
});
