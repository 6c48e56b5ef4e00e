import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setSetting } from "../../db/settings.ts";
import type { Actor, Db } from "../../db/types.ts";
import type { VendorId } from "../../domain/plan.ts";
import { ContentStore } from "../../firmware/content-store.ts";
import { takeIn } from "../../firmware/intake.ts";
import { imageReader } from "../../templates/firmware-image.ts";
import { provider } from "./firm.ts";

type DemoImage = {
  readonly name: string;
  readonly bytes: number;
  /** Of a name that does not tell it. */
  readonly version?: string;
  /** The model whose phones shall have it, everywhere. */
  readonly wanted?: readonly [VendorId, string];
};

/** Names as their makers give them; what is in them is made up, and of no use to a real phone. */
const images: readonly DemoImage[] = [
  {
    name: "T46U(T43U,T46U,T41U,T48U,T42U,T44U,T44W)-108.86.0.90.rom",
    bytes: 812_000,
    wanted: ["yealink", "T46U"],
  },
  { name: "T46U(T43U,T46U,T41U,T48U,T42U,T44U,T44W)-108.87.0.25.rom", bytes: 836_000 },
  { name: "T31(T30,T30P,T31G,T31P,T33P,T33G)-124.86.0.75.rom", bytes: 604_000, wanted: ["yealink", "T33G"] },
  { name: "T54W(T57W,T53W,T53,T53C,T54,T57)-96.87.0.15.rom", bytes: 941_000, wanted: ["yealink", "T54W"] },
  { name: "snomD785-10.1.215.13-SIP-r.bin", bytes: 720_000, wanted: ["snom", "D785"] },
  { name: "snomD785-ramdisk-chained-update-r.bin", bytes: 10_200 },
  { name: "snomD735-10.1.215.13-SIP-r.bin", bytes: 698_000 },
  { name: "3111-48840-001.sip.ld", bytes: 873_000, version: "6.4.6.2494", wanted: ["polycom", "VVX450"] },
];

/** Firmware that the provider has laid in, and what some models shall run: what they run already. Before phones boot. */
export async function seedFirmware(db: Db, data: string, now: Date): Promise<void> {
  const content = new ContentStore(join(data, "firmware"));
  const actor: Actor = {
    kind: "operator",
    id: null,
    name: `${provider.staff.first} ${provider.staff.last}`,
    organisationId: null,
  };
  for (const [turn, { name, bytes, version = null, wanted }] of images.entries()) {
    const at = new Date(now.getTime() - (images.length - turn) * 26 * 3_600_000);
    const half = `${randomUUID()}.demo`;
    const path = await content.incoming(half);
    await writeFile(path, packed(bytes, turn));
    const [taken] = await takeIn({ db, content, reader: imageReader }, { path, name, version, source: "upload" }, actor, at);
    await content.removeIncoming(half);
    if (!wanted || !taken?.image) continue;
    const [vendor, model] = wanted;
    const value = { file: taken.image.name, version: taken.image.firmwareVersion ?? "" };
    const layer = { layer: "model", organisationId: null, vendor, model } as const;
    await setSetting(db, { at: layer, name: "firmware.image", value }, actor, at);
  }
}

/** Bytes that look packed, the same every time. */
function packed(bytes: number, seed: number): Buffer {
  const body = Buffer.alloc(bytes);
  let state = 0x9e3779b9 ^ (seed + 1);
  for (let at = 0; at + 4 <= bytes; at += 4) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + at;
    body.writeUInt32LE(state >>> 0, at);
  }
  return body;
}
