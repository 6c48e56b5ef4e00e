import { isMessageKey, type PlainKey, t } from "../i18n/index.ts";

/** A way on from a menu or group: `Knapp 3`, `Ingen knapp`, `Kön är full`. */
export function slotName(slot: string): string {
  if (slot.startsWith("key:")) return t("menus.slot.key", { key: slot.slice("key:".length) });
  if (slot.startsWith("redirect:")) return t("menus.slot.redirect");
  const key = `menus.slot.${slot}`;
  return isPlain(key) ? t(key) : slot;
}

/** By what way calls come from somewhere: a slot, or a person's forwarding. */
export function pointerWay({ ownerKind, slot }: { readonly ownerKind: string; readonly slot: string }): string {
  const key = `menus.slot.forwarding.${slot}`;
  return ownerKind === "user" && isPlain(key) ? t(key) : slotName(slot);
}

type SlotKey = Extract<PlainKey, `menus.slot.${string}`>;
const isPlain = (key: string): key is SlotKey => key.startsWith("menus.slot.") && isMessageKey(key);
