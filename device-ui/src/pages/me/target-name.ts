import type { ForwardingView } from "../../data/absence.ts";
import { t } from "../../i18n/index.ts";

/** Whom calls go on to, as one says it. */
export function targetName({ kind, name, number }: NonNullable<ForwardingView["target"]>): string {
  if (kind === "number") return number?.display ?? "";
  return [name ?? t("away.forward.gone"), number?.display ?? ""].filter(Boolean).join(" ");
}
