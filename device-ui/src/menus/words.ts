import type { MenuSlot } from "../../../domain/destination.ts";
import { type Chosen, destinationText } from "../calls/destination.ts";
import { slotName } from "../calls/ways.ts";
import type { FindingView } from "../data/menus.ts";
import { isMessageKey, type PlainKey, t } from "../i18n/index.ts";
import { changedIn, type DraftWay, type MenuDraft, slots } from "./draft.ts";

export { pointerWay, slotName } from "../calls/ways.ts";

/** What a menu is made of, in words. */

/** `3`, `stjärna`. */
export function keyName(key: string): string {
  if (key === "*") return t("menus.key.star");
  return key === "#" ? t("menus.key.hash") : key;
}

/** A menu's way as the heading of what is edited. */
export function wayName(slot: MenuSlot): string {
  if (slot === "timeout" || slot === "invalid") return t(`menus.way.${slot}`);
  return t("menus.way.key", { key: slot.slice("key:".length) });
}

export function findingText(finding: FindingView): string {
  switch (finding.kind) {
    case "keyNotSaid":
    case "keyLeadsNowhere":
      return t(`menus.finding.${finding.kind}`, { key: finding.key });
    case "targetClosed":
    case "targetDeactivated":
      return t(`menus.finding.${finding.kind}`, { slot: slotName(finding.slot), name: finding.name });
    default:
      return t(`menus.finding.${finding.kind}`);
  }
}

/** The slot in which one may put right what was found; null: it is elsewhere. */
export function findingSlot(finding: FindingView): MenuSlot | null {
  if (finding.kind === "keyNotSaid" || finding.kind === "keyLeadsNowhere") return `key:${finding.key}`;
  if (finding.kind === "timeoutMissing") return "timeout";
  if (!("slot" in finding)) return null;
  return slots.find((slot) => slot === finding.slot) ?? null;
}

export function timesText(count: number): string {
  return count === 0 ? t("menus.times.none") : t("menus.times", { count });
}

export function languageName(language: string): string {
  return language === "sv" || language === "en" ? t(`language.${language}`) : language;
}

const toText = (to: Chosen | null | undefined): string => (to ? destinationText(to) : t("menus.nowhere"));

/** What a save changes for callers, sentence by sentence. */
export function effectsOf(before: MenuDraft, after: MenuDraft): string[] {
  return changedIn(before, after).map((field) => {
    const slot = slots.find((one) => one === field);
    return slot ? wayEffect(slot, before.ways[slot], after.ways[slot]) : fieldEffect(field, before, after);
  });
}

function wayEffect(slot: MenuSlot, before: DraftWay | undefined, after: DraftWay | undefined): string {
  const name = slotName(slot);
  const [was, is] = [toText(before?.to), toText(after?.to)];
  if (!after) return t("menus.effect.way_gone", { slot: name, before: was });
  if (!before) return t("menus.effect.way_new", { slot: name, after: is });
  return was === is ? t("menus.effect.said", { slot: name }) : t("menus.effect.way", { slot: name, before: was, after: is });
}

function fieldEffect(field: string, before: MenuDraft, after: MenuDraft): string {
  switch (field) {
    case "number":
      return after.number
        ? t("menus.effect.number", { after: after.number, before: before.number || t("menus.nowhere") })
        : t("menus.effect.number_none", { before: before.number });
    case "timeoutSeconds": {
      const said = (draft: MenuDraft) => t("menus.seconds", { count: draft.timeoutSeconds });
      return t("menus.effect.timeoutSeconds", { after: said(after), before: said(before) });
    }
    case "maxTimeouts":
    case "maxInvalid": {
      const said = (draft: MenuDraft) => timesText(draft[field]).toLowerCase();
      return t(`menus.effect.${field}`, { after: said(after), before: said(before) });
    }
    case "language":
      return t("menus.effect.language", { after: languageName(after.language), before: languageName(before.language) });
    case "welcomeId":
      return t("menus.effect.welcomeId");
    default:
      return t("menus.effect.name", { after: after.name, before: before.name });
  }
}

/** A field or way as the conflict dialog shows it: what it is called, and its value in a draft. */
export function fieldLabel(field: string): string {
  const slot = slots.find((one) => one === field);
  if (slot) return wayName(slot);
  if (field === "welcomeId") return t("menus.welcome");
  const key = `menus.${field}`;
  return isField(key) ? t(key) : field;
}

type FieldKey = Extract<PlainKey, `menus.${"name" | "number" | "language" | "timeoutSeconds" | "maxTimeouts" | "maxInvalid"}`>;
const isField = (key: string): key is FieldKey => isMessageKey(key);

export function fieldValue(field: string, draft: MenuDraft, announcementName: (id: string | null) => string): string {
  const slot = slots.find((one) => one === field);
  if (slot) {
    const way = draft.ways[slot];
    const said = way?.announcementId ? ` (${announcementName(way.announcementId)})` : "";
    return `${toText(way?.to)}${said}`;
  }
  switch (field) {
    case "welcomeId":
      return announcementName(draft.welcomeId);
    case "timeoutSeconds":
      return t("menus.seconds", { count: draft.timeoutSeconds });
    case "maxTimeouts":
    case "maxInvalid":
      return timesText(draft[field]);
    case "language":
      return languageName(draft.language);
    case "number":
      return draft.number;
    default:
      return draft.name;
  }
}
