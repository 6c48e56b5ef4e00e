import type { ImageView } from "../data/firmware.ts";
import { errorText } from "../i18n/errors.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";

/** `T46U, T48U och 3 till`: without the make, which stands above. */
export function modelsText({ models, kind }: Pick<ImageView, "models" | "kind">, most = 4): string {
  if (models.length === 0) return kind === "module" ? t("firmware.kind.module") : t("firmware.models.none");
  const names = models.map(({ model }) => model);
  const shown = names.slice(0, most + 1 === names.length ? names.length : most);
  const rest = names.length - shown.length;
  return [shown.join(", "), rest > 0 ? t("firmware.models.more", { count: rest }) : ""].filter(Boolean).join(" ");
}

export function versionText({ firmwareVersion, kind }: Pick<ImageView, "firmwareVersion" | "kind">): string {
  if (kind === "ramdisk") return t("firmware.kind.ramdisk");
  if (kind === "updater") return [t("firmware.kind.updater"), firmwareVersion].filter(Boolean).join(" ");
  return firmwareVersion ?? t("firmware.unknown_version");
}

/** Where it is wanted, as people know the place. */
export function placeText({ layer, organisation, name }: ImageView["places"][number]): string {
  const what = layer === "rollout" ? t("firmware.place.rollout", { name: name ?? "" }) : name;
  return [organisation?.title ?? t("firmware.place.operator"), what].filter(Boolean).join(", ");
}

/** Why a file could not be taken. */
export function problemText(error: unknown): string {
  return failureText(error);
}

export function codeText(code: string, values: Parameters<typeof errorText>[1]): string {
  return errorText(code, values);
}
