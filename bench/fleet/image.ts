import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addImage } from "../../db/firmware-images.ts";
import type { Db } from "../../db/types.ts";
import { ContentStore } from "../../firmware/content-store.ts";
import { fleetModel } from "./phones.ts";
import { fleetActor } from "./world.ts";

/** An image for the fleet's model, and the version that a phone says when it runs it. */
export const fleetImage = { name: "T46U(T46U)-108.86.0.90.rom", version: "108.86.0.90" } as const;

/** Puts it into the catalogue, of random bytes. @param folder of the server, where images lie */
export async function putImage(db: Db, folder: string, bytes: number, now: Date): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "klyka-image-"));
  const path = join(work, "image");
  writeFileSync(path, randomBytes(bytes));
  const content = new ContentStore(folder);
  const kept = await content.examine(path, 16);
  await content.keep(path, kept.sha256);
  rmSync(work, { recursive: true, force: true });
  const { vendor, model } = fleetModel;
  const known = { vendor, name: fleetImage.name, kind: "phone", firmwareVersion: fleetImage.version, models: [model] } as const;
  await addImage(db, { ...known, sha256: kept.sha256, bytes: kept.bytes, source: "upload" }, fleetActor, now);
}
