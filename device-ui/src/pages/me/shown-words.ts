import { t } from "../../i18n/index.ts";

/** What a choice of shown number is called. */
export function shownWord({
  kind,
  name,
}: {
  readonly kind: "primary" | "mobile" | "group" | "main" | "hidden";
  readonly name: string | null;
}): string {
  switch (kind) {
    case "group":
      return t("away.show.group", { name: name ?? "" });
    case "main":
      return t("away.show.main", { name: name ?? "" });
    default:
      return t(`away.show.${kind}`);
  }
}
