import type { DestinationKind } from "../../../domain/destination.ts";
import type { OpenView } from "../../../portal/open-state.ts";
import { type Chosen, chosenOf } from "../calls/destination.ts";
import type { CallTreeView } from "../data/menus.ts";
import { type MenuDraft, slots } from "./draft.ts";

/** A place in the drawn tree: a menu or group with its ways on. */
export type TreePlace = {
  /** `menu:<id>`. */
  readonly key: string;
  readonly kind: "menu" | "group";
  readonly name: string;
  readonly number: string | null;
  readonly state: OpenView | null;
  readonly welcomeId: string | null;
  readonly ways: readonly TreeWay[];
};
export type TreeWay = {
  readonly slot: string;
  /** Null: whom has not been chosen yet. */
  readonly to: Chosen | null;
  readonly kind: DestinationKind | null;
  readonly active: boolean;
  readonly announcementId: string | null;
  /** What comes behind it: a place, or a link to where that is drawn. */
  readonly next: TreePlace | TreeLink | null;
};
/** `back`: calls come round to it; `above`: it is drawn further up. */
export type TreeLink = { readonly link: "back" | "above"; readonly key: string; readonly name: string };

type Place = CallTreeView["places"][number];
type Given = {
  readonly slot: string;
  readonly to: Chosen | null;
  readonly active: boolean;
  readonly announcementId: string | null;
};

/**
 * The tree from a menu as it would be saved. Each place is drawn once: where calls come to it again stands a link.
 *
 * @param id of the menu; null: a new one
 */
export function treeOf(id: string | null, draft: MenuDraft, { places }: CallTreeView): TreePlace {
  const byKey = new Map(places.map((one) => [`${one.kind}:${one.id}`, one]));
  const key = `menu:${id ?? "new"}`;
  const own = byKey.get(key);
  const drawn = new Set<string>();
  const given = slots.flatMap((slot): Given[] => {
    const way = draft.ways[slot];
    return way ? [{ slot, to: way.to, active: activeIn(way.to, places), announcementId: way.announcementId }] : [];
  });
  const grow = (place: Omit<TreePlace, "ways">, ways: readonly Given[], above: readonly string[]): TreePlace => {
    drawn.add(place.key);
    const path = [...above, place.key];
    return { ...place, ways: ways.map((way) => ({ ...way, kind: way.to?.destination.kind ?? null, next: behind(way, path) })) };
  };
  const behind = ({ to }: Given, path: readonly string[]): TreeWay["next"] => {
    const there = to && placeKey(to);
    if (!to || !there) return null;
    const name = to.name;
    if (path.includes(there)) return { link: "back", key: there, name };
    if (drawn.has(there)) return { link: "above", key: there, name };
    const place = byKey.get(there);
    return place ? grow(shown(place), place.ways.map(wayOf), path) : null;
  };
  const { name, welcomeId, number } = draft;
  const root = { key, kind: "menu", name, welcomeId, number: number || null, state: own?.state ?? null } as const;
  return grow(root, given, []);
}

function placeKey({ destination: to }: Chosen): string | null {
  return to.kind === "menu" || to.kind === "group" ? `${to.kind}:${to.id}` : null;
}

function shown({ kind, id, name, number, state, welcomeId }: Place): Omit<TreePlace, "ways"> {
  return { key: `${kind}:${id}`, kind, name, number: number?.display ?? null, state, welcomeId };
}

function wayOf({ slot, destination, announcementId }: Place["ways"][number]): Given {
  return { slot, to: chosenOf(destination), active: destination.active, announcementId };
}

/** A person that the tree knows as deactivated. */
function activeIn(to: Chosen | null, places: readonly Place[]): boolean {
  if (!to || !("id" in to.destination)) return true;
  const { id } = to.destination;
  return !places.some((place) => place.ways.some((way) => way.destination.id === id && !way.destination.active));
}

/** How many places are drawn, the root included. */
export function countPlaces(place: TreePlace): number {
  return 1 + place.ways.reduce((sum, { next }) => sum + (next && "ways" in next ? countPlaces(next) : 0), 0);
}
