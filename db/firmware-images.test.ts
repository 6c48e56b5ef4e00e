import { describe, expect, it } from "vitest";
import { compareVersions, firmwareSegment, sameVersion } from "../domain/firmware.ts";
import { listAudit } from "./audit.ts";
import {
  addImage,
  deleteImage,
  getImage,
  imageByName,
  imagesFor,
  listImages,
  type NewImage,
  updateImage,
} from "./firmware-images.ts";
import { testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";

const name = "T46U(T43U,T46U,T48U)-108.86.0.90.rom";
const image: NewImage = {
  vendor: "yealink",
  name,
  kind: "phone",
  firmwareVersion: "108.86.0.90",
  models: ["T46U", "T43U"],
  sha256: "a".repeat(64),
  bytes: 42_000_000_000,
  source: "upload",
};

describe.each(testDatabases())("firmware images on $name", ({ connect }) => {
  it("are taken in once, found by name and model, and told with the newest version first", async () => {
    const db = await connect();
    const { image: one, added } = await addImage(db, image, testActor, testNow);
    expect([added, one.models, one.bytes]).toEqual([true, ["T43U", "T46U"], 42_000_000_000]);
    expect(await addImage(db, image, testActor, testNow)).toEqual({ image: one, added: false });
    const newer = {
      ...image,
      name: "T46U(T43U,T46U,T48U)-108.100.0.1.rom",
      firmwareVersion: "108.100.0.1",
      sha256: "b".repeat(64),
    };
    await addImage(db, { ...newer, models: ["T46U"] }, testActor, testNow);
    expect((await listImages(db)).map((known) => known.firmwareVersion)).toEqual(["108.100.0.1", "108.86.0.90"]);
    expect((await imagesFor(db, "yealink", "T43U")).map((known) => known.id)).toEqual([one.id]);
    expect([await imageByName(db, "yealink", name), await imageByName(db, "snom", name)]).toEqual([one, null]);
    const other = addImage(db, { ...image, sha256: "c".repeat(64) }, testActor, testNow);
    await expect(other).rejects.toMatchObject({ code: "firmware_name_taken" });
    const lies = { ...image, vendor: "snom", name: "snomD785-10.1.1.1-SIP-r.bin" } as const;
    await expect(addImage(db, lies, testActor, testNow)).rejects.toMatchObject({
      code: "firmware_contradicts",
      detail: { found: name },
    });
    const entries = await listAudit(db, { organisationId: null, action: "firmware.added" });
    expect(entries.map(({ after }) => after)).toContainEqual(
      expect.objectContaining({ name, firmwareVersion: "108.86.0.90", sha256: image.sha256 }),
    );
  });

  it("are told more by a person, and go when nobody wants them, with their bytes unless another name has them", async () => {
    const db = await connect();
    const plain = { ...image, vendor: "polycom", name: "sip.ld", firmwareVersion: null, models: [] } as const;
    const { image: one } = await addImage(db, plain, testActor, testNow);
    const more = { id: one.id, version: 1, firmwareVersion: "5.9.7.4477", models: ["VVX410", "VVX310", "VVX410"] };
    const told = await updateImage(db, more, testActor, testNow);
    expect([told.models, told.modelsBy, told.firmwareVersion, told.version]).toEqual([
      ["VVX310", "VVX410"],
      "hand",
      "5.9.7.4477",
      2,
    ]);
    const [entry] = await listAudit(db, { organisationId: null, action: "firmware.updated" });
    expect(entry?.after).toEqual({ firmwareVersion: "5.9.7.4477", models: ["VVX310", "VVX410"] });
    await expect(updateImage(db, { ...more, models: [] }, testActor, testNow)).rejects.toMatchObject({
      code: "version_conflict",
    });
    const { image: twin } = await addImage(db, { ...plain, name: "5.9.7.4477.sip.ld" }, testActor, testNow);
    expect((await deleteImage(db, { id: one.id }, testActor, testNow)).orphan).toBeNull();
    expect((await deleteImage(db, { id: twin.id }, testActor, testNow)).orphan).toBe(image.sha256);
    await expect(getImage(db, one)).rejects.toMatchObject({ code: "firmware_not_found" });
    expect(await listAudit(db, { organisationId: null, action: "firmware.deleted" })).toHaveLength(2);
  });
});

describe("versions of firmware", () => {
  it("are compared as numbers between dots", () => {
    const inOrder = ["5.9", "5.9.0", "5.9.7.4477", "5.10.0", "6", "108.86.0.90", "108.86.0.100"];
    expect([...inOrder].reverse().sort(compareVersions)).toEqual(inOrder);
    expect([sameVersion("05.20.0001", "5.20.1"), sameVersion("5.9", "5.9.0"), sameVersion("", "")]).toEqual([true, false, true]);
  });

  it("stand in names that are percent-encoded for phones", () => {
    expect(firmwareSegment("Base for W52P&W56P-25.80.0.15(1).rom")).toBe("Base%20for%20W52P%26W56P-25.80.0.15(1).rom");
  });
});
