import type { SettingLayer } from "../domain/compose-plan.ts";
import { type FirmwareFacts, type FirmwareKind, imageKey } from "../domain/firmware.ts";
import type { VendorId } from "../domain/plan.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

type Row = { vendor: VendorId; name: string; kind: FirmwareKind; model: string | null };

const none: FirmwareFacts = new Map();

/** What there is of the images that these layers name, and of ramdisks; one query, and none when no layer names one. */
export async function loadFirmwareFacts(db: Db, layers: readonly SettingLayer[]): Promise<FirmwareFacts> {
  const names = new Set<string>();
  for (const { values } of layers) {
    const file = values["firmware.image"]?.value?.file;
    if (file !== undefined) names.add(file);
  }
  if (names.size === 0) return none;
  const rows: Row[] = await db("firmware_image as i")
    .leftJoin("firmware_image_model as m", "m.image_id", "i.id")
    .where((either) => either.where(oneOf(db, "i.name", [...names])).orWhere("i.kind", "ramdisk"))
    .select("i.vendor", "i.name", "i.kind", "m.model");
  const byImage = Map.groupBy(rows, ({ vendor, name }) => imageKey(vendor, name));
  return new Map(
    [...byImage].map(([key, of]) => [
      key,
      { kind: of[0]?.kind ?? "phone", models: of.flatMap(({ model }) => (model === null ? [] : [model])) },
    ]),
  );
}
