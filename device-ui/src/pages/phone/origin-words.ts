import type { OriginView } from "../../data/phone-files.ts";
import { formatInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";

/** `layouten Kontoret`, `företaget Björkö Bygg AB`: which layer says it. */
export function layerWords({ layer, name }: OriginView): string {
  if (layer === "klyka" || layer === "operator") return t(`keys.layer.${layer}`);
  return t(`keys.layer.${layer}`, { name: name || "–" });
}

/** The same with who and when. */
export function originWords(origin: OriginView): string {
  const { by, at } = origin;
  if (!by && !at) return layerWords(origin);
  return [layerWords(origin), by ?? "", at ? formatInstant(new Date(at)) : ""].filter(Boolean).join(" · ");
}
