import type { TemplateResult } from "lit";
import type { OpenView } from "../../../portal/open-state.ts";
import { badge, state } from "../components/states.ts";
import { spokenInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";

/** `Öppet nu, till 17:00`, `Stängt nu, öppnar i morgon 08:00`, `Alltid öppet`. */
export function openText(open: OpenView, now: Date): string {
  if (open.until === null) return t(open.open ? "menus.state.always_open" : "menus.state.always_closed");
  const when = spokenInstant(new Date(open.until), now);
  if (open.open) return t("menus.state.open", { when });
  return t(open.by === "closedNow" ? "menus.state.closed_for_now" : "menus.state.closed", { when });
}

/** The same with its colour: needs the styles `states`. */
export function openBadge(open: OpenView, now: Date): TemplateResult {
  return badge(toneOf(open), openText(open, now));
}

/** In running text: a dot and the word alone. */
export function openWord(open: OpenView): TemplateResult {
  return state(toneOf(open), t(open.open ? "menus.state.open_word" : "menus.state.closed_word"));
}

function toneOf({ open, by }: OpenView): "live" | "waiting" | "off" {
  if (open) return "live";
  return by === "closedNow" ? "waiting" : "off";
}
