import { t } from "../i18n/index.ts";
import type { KeyContent, Programmable } from "./drawing.ts";

const letterWidth = 0.54;

/**
 * The label as this model shows it: cut after its characters, with an ellipsis in the last place. Counts whole
 * characters, so that no accent is torn off.
 */
export function cutLabel(label: string, characters: number | null): string {
  if (characters === null) return label;
  const letters = [...new Intl.Segmenter().segment(label)].map(({ segment }) => segment);
  if (letters.length <= characters) return label;
  return `${letters
    .slice(0, Math.max(1, characters - 1))
    .join("")
    .trimEnd()}…`;
}

/** How many letters a width takes. @param width millimetres @param size of the letters, millimetres */
export function lettersIn(width: number, size: number): number {
  return Math.max(2, Math.floor(width / (size * letterWidth)));
}

/** What a screen reader says of a key: "Knapp 7, sida 1: Eva Lund, BLF". @param pages that the phone has */
export function keyName(spot: Programmable, content: KeyContent | null, pages: number): string {
  const what = whatIsOn(content);
  const { index, page, module } = spot;
  if (module > 0) return t("phone.module_key", { module, index, page, what });
  return pages > 1 ? t("phone.key", { index, page, what }) : t("phone.key_one_page", { index, what });
}

/** `Eva Lund, BLF`, with what is unusual about it. */
export function whatIsOn(content: KeyContent | null): string {
  if (content === null || content.kind === "blank") return t("phone.empty");
  const kind = t(`kind.${content.kind}`);
  const parts = [content.label ? t("phone.key_label", { label: content.label, kind }) : kind];
  if (content.state !== "live" && content.state !== "off") parts.push(t(`phone.state.${content.state}`));
  if (content.shared) parts.push(t("phone.shared"));
  if (content.locked) parts.push(t("phone.locked"));
  return parts.join(", ");
}
