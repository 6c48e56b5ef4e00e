import { DomainError } from "../domain/errors.ts";
import type { VendorId } from "../domain/plan.ts";
import type { SettingValues } from "../domain/settings.ts";
import { type FirmwareImage, getImage } from "./firmware-images.ts";
import type { LayerRef } from "./setting-scopes.ts";
import type { Db } from "./types.ts";

type Wish = NonNullable<SettingValues["firmware.image"]>;

/**
 * A wish names an image that there is, in its own version, and that runs on the model where the layer says one. Where the
 * layer says none (an organisation, a site), phones that it is not for are left as they are.
 *
 * @throws DomainError `firmware_not_found`, `firmware_wrong_model` (detail: `name`, `model`), `setting_invalid`
 */
export async function checkFirmwareWish(trx: Db, at: LayerRef, { file, version }: Wish): Promise<void> {
  const rows: { id: string }[] = await trx("firmware_image").where({ name: file, kind: "phone" }).select("id");
  const images = await Promise.all(rows.map(({ id }) => getImage(trx, { id })));
  if (images.length === 0) throw new DomainError("firmware_not_found", { name: file });
  const on = await hardwareOf(trx, at);
  const fitting = images.filter((image) => on === null || fits(image, on));
  if (fitting.length === 0) throw new DomainError("firmware_wrong_model", { name: file, model: on?.model ?? "" });
  const known = fitting.flatMap(({ firmwareVersion }) => firmwareVersion ?? []);
  if (known.length > 0 && !known.includes(version)) {
    throw new DomainError("setting_invalid", { name: "firmware.image", problem: `the version of ${file} is ${known[0]}` });
  }
}

/** The wish for the image of that name, in the version that it is known to have; null: there is none, or its version is not known. */
export async function wishNamed(db: Db, name: string): Promise<Wish | null> {
  const row: { firmware_version: string | null } | undefined = await db("firmware_image")
    .where({ name, kind: "phone" })
    .whereNotNull("firmware_version")
    .first("firmware_version");
  return row?.firmware_version ? { file: name, version: row.firmware_version } : null;
}

type Hardware = { readonly vendor: VendorId; readonly model: string };

function fits(image: FirmwareImage, { vendor, model }: Hardware): boolean {
  return image.vendor === vendor && image.models.includes(model);
}

async function hardwareOf(trx: Db, at: LayerRef): Promise<Hardware | null> {
  if (at.layer === "model") return { vendor: at.vendor, model: at.model };
  if (at.layer !== "phone") return null;
  const phone: Hardware | undefined = await trx("phone").where("id", at.phoneId).first("vendor", "model");
  return phone ?? null;
}
