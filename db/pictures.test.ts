import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { updateDeactivation } from "./deactivations.ts";
import { findPicture, picturesOf, removePicture, setPicture } from "./pictures.ts";
import { anOrganisation, aUser, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";
import { deleteUser } from "./users.ts";

const files = (text: string) => ({
  mediaType: "image/webp",
  bytes: { 512: new TextEncoder().encode(`stor ${text}`), 96: new TextEncoder().encode(`liten ${text}`) },
});
let minute = 0;
/** Later with each call, so that the log has an order. */
const later = () => new Date(testNow.getTime() + 60_000 * minute++);
const rowsIn = async (db: Db) => Number((await db("picture").count({ count: "*" }))[0]?.count);

describe.each(testDatabases())("pictures on $name", ({ connect }) => {
  it("are kept by what is in them, as long as somebody has them", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: anna } = await aUser(db, organisationId);
    const { id: bo } = await aUser(db, organisationId);
    const give = (userId: string, text: string) =>
      setPicture(db, { organisationId, userId, files: files(text) }, testActor, later());
    const hash = await give(anna, "a");
    expect(await give(bo, "a")).toBe(hash);
    expect(await rowsIn(db)).toBe(2);
    expect(await picturesOf(db, [anna, bo, "x"])).toEqual(new Map([anna, bo].map((id) => [id, hash])));
    const found = await findPicture(db, { organisationId, hash, size: 96 });
    expect([found?.mediaType, Buffer.from(found?.bytes ?? []).toString()]).toEqual(["image/webp", "liten a"]);
    const another = await give(anna, "b");
    await removePicture(db, { organisationId, userId: bo }, testActor, later());
    await removePicture(db, { organisationId, userId: bo }, testActor, later());
    expect(await findPicture(db, { organisationId, hash, size: 512 })).toBeNull();
    expect(await rowsIn(db)).toBe(2);
    const said = (await listAudit(db, { organisationId, action: "user.picture_set" })).map(({ subject, before, after }) => [
      subject.id === anna ? "anna" : "bo",
      before,
      after,
    ]);
    expect(said).toEqual([
      ["bo", { picture: hash }, { picture: null }],
      ["anna", { picture: hash }, { picture: another }],
      ["bo", { picture: null }, { picture: hash }],
      ["anna", { picture: null }, { picture: hash }],
    ]);
  });

  it("are of one organisation, and go with the person", async () => {
    const db = await connect();
    const [mine, theirs] = [await anOrganisation(db), await anOrganisation(db)];
    const { id: userId } = await aUser(db, mine.id);
    const { id: gone } = await aUser(db, mine.id);
    const of = { organisationId: mine.id, userId };
    const hash = await setPicture(db, { ...of, files: files("a") }, testActor, testNow);
    await setPicture(db, { ...of, userId: gone, files: files("b") }, testActor, testNow);
    expect(await findPicture(db, { organisationId: theirs.id, hash, size: 512 })).toBeNull();
    const foreign = { ...of, organisationId: theirs.id };
    await expect(setPicture(db, { ...foreign, files: files("c") }, testActor, testNow)).rejects.toMatchObject({
      code: "user_not_found",
    });
    await expect(removePicture(db, foreign, testActor, testNow)).rejects.toMatchObject({ code: "user_not_found" });
    await updateDeactivation(db, { organisationId: mine.id, id: userId, deactivateOn: "2026-03-02" }, testActor, testNow);
    await deleteUser(db, { organisationId: mine.id, id: gone }, testActor, testNow);
    expect(await rowsIn(db)).toBe(0);
    await expect(setPicture(db, { ...of, files: files("a") }, testActor, testNow)).rejects.toMatchObject({
      code: "user_not_found",
    });
  });
});
