import type { AudioWarning } from "../../../domain/announcement.ts";
import type { Choice } from "../components/fields.ts";
import type { AnnouncementUseView } from "../data/announcements.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import { addressOf } from "../router/paths.ts";

/** `0,4 s`, `1 min 5 s` */
export function secondsText(seconds: number): string {
  const rounded = Math.round(seconds * 10) / 10;
  const figure = (value: number, digits: number) =>
    new Intl.NumberFormat(currentLanguage() === "sv" ? "sv-SE" : "en-GB", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  if (rounded < 60) return `${figure(rounded, 1)} s`;
  return `${Math.floor(rounded / 60)} min ${figure(Math.floor(rounded % 60), 0)} s`;
}

export function warningText(warning: AudioWarning): string {
  return t(`announcements.warning.${warning}`);
}

/** Where one is heard, in words: "Välkomsthälsning", "Kalendern: Lunch", "Knapp 3". */
export function useText({ kind, detail }: AnnouncementUseView): string {
  if (kind === "entry" || kind === "entryOff") return t(`announcements.use.${kind}`, { label: detail });
  if (kind === "before" || kind === "end") return t(`announcements.use.${kind}`, { slot: slotText(detail) });
  return t(`announcements.use.${kind}`);
}

function slotText(slot: string): string {
  const [name = "", which = ""] = slot.split(":");
  if (name === "key") return t("announcements.slot.key", { key: which });
  if (name === "redirect") return t("announcements.slot.redirect");
  if (name === "full") return t("announcements.slot.full");
  if (name === "nobody") return t("announcements.slot.nobody");
  if (name === "timeout") return t("announcements.slot.timeout");
  return name === "invalid" ? t("announcements.slot.invalid") : slot;
}

/** Where it can be changed; null: that has no page. */
export function useAddress({ owner, ownerId, kind }: AnnouncementUseView): string | null {
  const calendar = ["entry", "entryOff", "default", "closedNow"].includes(kind);
  if (owner === "group") return addressOf(calendar ? "groupCalendar" : "responseGroup", { group: ownerId });
  return addressOf(calendar ? "menuCalendar" : "menu", { menu: ownerId });
}

/** Each group and menu once, as people call them. */
export function ownerNames(uses: readonly AnnouncementUseView[]): string {
  return [...new Set(uses.map((use) => use.ownerName))].join(", ");
}

/** Languages that callers are spoken to in. */
const languages = ["sv", "en", "fi", "no", "da", "de"] as const;
const isListed = (tag: string): tag is (typeof languages)[number] => languages.some((one) => one === tag);

export function languageText(tag: string): string {
  return isListed(tag) ? t(`announcements.language.${tag}`) : tag;
}

/** @param now the one that is chosen: it is there also when it is a rare one */
export function languageChoices(now: string): readonly Choice[] {
  const all = isListed(now) ? languages : [...languages, now];
  return all.map((value) => ({ value, label: languageText(value) }));
}
