import { countFirmware, type FirmwareGroup } from "../../db/firmware-fleet.ts";
import { type FirmwareImage, listImages } from "../../db/firmware-images.ts";
import type { Db } from "../../db/types.ts";
import { compareVersions, sameVersion } from "../../domain/firmware.ts";
import { findModel } from "../../templates/index.ts";
import type { ModelFirmwareView } from "./views.ts";

/** The models of an organisation's phones: what they run, should run, and can be given; first where there is something to do. */
export async function modelFirmware(db: Db, organisationId: string): Promise<ModelFirmwareView[]> {
  const groups = await countFirmware(db, [organisationId]);
  const images = await listImages(db);
  const byModel = Map.groupBy(groups, ({ vendor, model }) => `${vendor} ${model}`);
  return [...byModel.values()]
    .flatMap((of) => viewOf(of, images) ?? [])
    .sort((a, b) => b.behind - a.behind || choice(b) - choice(a) || b.phones - a.phones || (a.name < b.name ? -1 : 1));
}

/** Models without any image come last. */
function choice({ images }: ModelFirmwareView): number {
  return images.length > 0 ? 1 : 0;
}

function viewOf(groups: readonly FirmwareGroup[], images: readonly FirmwareImage[]): ModelFirmwareView | null {
  const [first] = groups;
  if (!first) return null;
  const { vendor, model } = first;
  const fitting = images.filter((one) => one.vendor === vendor && one.kind === "phone" && one.models.includes(model));
  const sum = (of: readonly FirmwareGroup[]) => of.reduce((total, { phones }) => total + phones, 0);
  return {
    ...{ vendor, model, name: findModel(vendor, model)?.name ?? model, phones: sum(groups) },
    runs: byVersion(groups, "runs"),
    silent: sum(groups.filter(({ runs }) => runs === null)),
    wants: byVersion(groups, "wants"),
    behind: sum(groups.filter(({ runs, wants }) => runs !== null && wants !== null && !sameVersion(runs, wants))),
    images: fitting.map(({ id, name, firmwareVersion, bytes, createdAt }) => ({ id, name, firmwareVersion, bytes, createdAt })),
  };
}

function byVersion(groups: readonly FirmwareGroup[], of: "runs" | "wants"): ModelFirmwareView["runs"] {
  const counted = new Map<string, number>();
  for (const group of groups) {
    const version = group[of];
    if (version !== null) counted.set(version, (counted.get(version) ?? 0) + group.phones);
  }
  return [...counted]
    .map(([version, phones]) => ({ version, phones }))
    .sort((a, b) => compareVersions(b.version, a.version) || (a.version < b.version ? -1 : 1));
}
