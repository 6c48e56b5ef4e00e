import { type MenuSlot, menuKeys } from "../../../domain/destination.ts";
import { usualMenu } from "../../../domain/menu.ts";
import type { DestinationView } from "../../../portal/destination-view.ts";
import { type Chosen, chosenOf } from "../calls/destination.ts";
import type { MenuBody, MenuView } from "../data/menus.ts";
import { type Fields, mergeChanges } from "../data/merge.ts";
import { formatNumber } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";

/** One way on while it is edited; `to` null: whom has not been chosen yet. */
export type DraftWay = { readonly to: Chosen | null; readonly announcementId: string | null };
export type DraftWays = Readonly<Partial<Record<MenuSlot, DraftWay>>>;

/** A menu while it is edited. */
export type MenuDraft = {
  readonly name: string;
  /** As it is typed. */
  readonly number: string;
  readonly language: string;
  readonly welcomeId: string | null;
  readonly timeoutSeconds: number;
  readonly maxTimeouts: number;
  readonly maxInvalid: number;
  /** Keys that lead nowhere are missing. */
  readonly ways: DraftWays;
};
export type PlainField = Exclude<keyof MenuDraft, "ways">;

/** In the order in which they are read: keys, then what happens without one. */
export const slots: readonly MenuSlot[] = [...menuKeys.map((key) => `key:${key}` as const), "timeout", "invalid"];

export const emptyDraft: MenuDraft = {
  ...{ name: "", number: "", language: "sv", welcomeId: usualMenu.welcomeId, timeoutSeconds: usualMenu.timeoutSeconds },
  ...{ maxTimeouts: usualMenu.maxTimeouts, maxInvalid: usualMenu.maxInvalid, ways: {} },
};

export function draftOf(view: MenuView): MenuDraft {
  const { name, number, language, welcomeId, timeoutSeconds, maxTimeouts, maxInvalid, keys, timeout, invalid } = view;
  const way = (one: { destination: DestinationView; announcementId: string | null }): DraftWay => {
    return { to: chosenOf(one.destination), announcementId: one.announcementId };
  };
  return {
    ...{ name, language, welcomeId, timeoutSeconds, maxTimeouts, maxInvalid, number: number?.display ?? "" },
    ways: {
      ...Object.fromEntries(keys.map((one) => [`key:${one.key}`, way(one)])),
      ...(timeout ? { timeout: way(timeout) } : {}),
      ...(invalid ? { invalid: way(invalid) } : {}),
    },
  };
}

/** A kept version as a draft: what its targets were called then is kept with it. */
export function draftOfBody({ names, keys, timeout, invalid, number, ...plain }: MenuBody): MenuDraft {
  const way = ({ destination: to, announcementId }: MenuBody["keys"][number] | NonNullable<MenuBody["timeout"]>): DraftWay => {
    const known = "id" in to ? (names[`${to.kind === "voicemail" ? "user" : to.kind}:${to.id}`] ?? t("menus.to.gone")) : "";
    const shown = to.kind === "number" ? formatNumber(to.number) : "id" in to ? known : t(`menus.to.${to.kind}`);
    return { to: { destination: to, name: shown }, announcementId };
  };
  return {
    ...plain,
    number: number === null ? "" : formatNumber(number),
    ways: {
      ...Object.fromEntries(keys.map((one) => [`key:${one.key}`, way(one)])),
      ...(timeout ? { timeout: way(timeout) } : {}),
      ...(invalid ? { invalid: way(invalid) } : {}),
    },
  };
}

/** The keys that the draft has, in the order in which they are sent. */
export function draftKeys(draft: MenuDraft): MenuSlot[] {
  return slots.filter((slot) => slot.startsWith("key:") && draft.ways[slot]);
}

/** What the server is sent. Ways without a target are left out: `unfinished` tells of them. */
export function bodyOf(draft: MenuDraft) {
  const { ways, number, ...plain } = draft;
  const way = (one: DraftWay | undefined) =>
    one?.to ? { destination: one.to.destination, announcementId: one.announcementId } : null;
  return {
    ...plain,
    number: number.trim() === "" ? null : number,
    keys: draftKeys(draft).flatMap((slot) => {
      const said = way(ways[slot]);
      return said ? [{ key: slot.slice("key:".length), ...said }] : [];
    }),
    timeout: way(ways.timeout),
    invalid: way(ways.invalid),
  };
}

/** Ways whose kind is chosen, and whom is not. */
export function unfinished(draft: MenuDraft): MenuSlot[] {
  return slots.filter((slot) => draft.ways[slot] && draft.ways[slot]?.to === null);
}

/** The slot that a field of what was sent is about: `keys.1.destination` → `key:4`; null: another field. */
export function slotOfField(field: string, draft: MenuDraft): MenuSlot | null {
  const [first = "", at = ""] = field.split(".");
  if (first === "timeout" || first === "invalid") return first;
  return first === "keys" && at !== "" ? (draftKeys(draft)[Number(at)] ?? null) : null;
}

/** Field by field, ways by their slot: what is compared and merged. */
export function flat(draft: MenuDraft): Fields {
  const { ways, ...plain } = draft;
  return { ...plain, ...Object.fromEntries(slots.map((slot) => [slot, comparable(ways[slot])])) };
}

/** Names may change without the way being another. */
function comparable(way: DraftWay | undefined): unknown {
  return way ? { destination: way.to?.destination ?? null, announcementId: way.announcementId } : null;
}

/** Fields and slots that are not as they were, in reading order. */
export function changedIn(base: MenuDraft, draft: MenuDraft): string[] {
  const [before, after] = [flat(base), flat(draft)];
  return Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

export function withWay(draft: MenuDraft, slot: MenuSlot, way: DraftWay | null): MenuDraft {
  const { [slot]: _old, ...others } = draft.ways;
  return { ...draft, ways: way === null ? others : { ...others, [slot]: way } };
}

/** Moves a way to another slot; what is there comes to the old one. */
export function swapWays(draft: MenuDraft, from: MenuSlot, to: MenuSlot): MenuDraft {
  const [one, other] = [draft.ways[from] ?? null, draft.ways[to] ?? null];
  return withWay(withWay(draft, to, one), from, other);
}

export type DraftClash = { readonly field: string; readonly mine: MenuDraft; readonly theirs: MenuDraft };

/** Somebody saved meanwhile: what only I changed on top of theirs, and what both did. */
export function mergeDrafts(base: MenuDraft, mine: MenuDraft, theirs: MenuDraft): { merged: MenuDraft; clashes: string[] } {
  const wanted = flat(mine);
  const changes = Object.fromEntries(changedIn(base, mine).map((name) => [name, wanted[name]]));
  const { mine: own, clashes } = mergeChanges(flat(base), changes, flat(theirs));
  return { merged: take(theirs, mine, Object.keys(own)), clashes: clashes.map((one) => one.field) };
}

/** A draft with some fields and slots of another. */
export function take(draft: MenuDraft, from: MenuDraft, names: readonly string[]): MenuDraft {
  let taken = draft;
  for (const slot of slots) if (names.includes(slot)) taken = withWay(taken, slot, from.ways[slot] ?? null);
  const { ways: _ways, ...plain } = from;
  return { ...taken, ...Object.fromEntries(Object.entries(plain).filter(([name]) => names.includes(name))) };
}
