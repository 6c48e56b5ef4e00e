import { z } from "zod";
import { loadDestinations } from "../db/destinations.ts";
import { loadTargetNames, type TargetName } from "../db/forwarding-targets.ts";
import { listMenus, type Menu } from "../db/menus.ts";
import { listResponseGroups } from "../db/response-groups.ts";
import type { Db } from "../db/types.ts";
import { menuKeys } from "../domain/destination.ts";
import type { MenuWay } from "../domain/menu.ts";
import { versionedView } from "./api/fields.ts";
import { DestinationView, destinationView } from "./destination-view.ts";
import { loadOpenStates, OpenView } from "./open-state.ts";
import { NumberView, numberView } from "./user-views.ts";

/** A version as it is kept. */
export type { MenuBody } from "../db/menus.ts";

const WayView = z.strictObject({
  destination: DestinationView,
  /** Said before the call goes on. */
  announcementId: z.string().nullable(),
});

export const MenuView = z.strictObject({
  ...versionedView,
  updatedBy: z.string(),
  name: z.string(),
  number: NumberView.nullable(),
  language: z.string(),
  welcomeId: z.string().nullable(),
  /** Without a key. */
  timeoutSeconds: z.int(),
  /** How often the menu is said again before its timeout. */
  maxTimeouts: z.int(),
  /** Wrong keys before `invalid`. */
  maxInvalid: z.int(),
  /** 1 … 9, 0, *, #; the others are not listened to. */
  keys: z.array(WayView.extend({ key: z.enum(menuKeys) })),
  /** When no key is pressed; null: the call ends. */
  timeout: WayView.nullable(),
  /** When the wrong key is pressed too often; null: the call ends. */
  invalid: WayView.nullable(),
  scheduleId: z.string(),
  state: OpenView.nullable(),
});
export type MenuView = z.infer<typeof MenuView>;

type Names = ReadonlyMap<string, TargetName>;
type States = ReadonlyMap<string, OpenView>;

const waysOf = ({ keys, timeout, invalid }: Menu): MenuWay[] => [...keys, ...[timeout, invalid].flatMap((one) => one ?? [])];

/** Menus with names and states of all that they lead to: a fixed number of queries for any number of them. */
export async function menuViews(db: Db, organisationId: string, menus: readonly Menu[], now: Date): Promise<MenuView[]> {
  const names = await loadTargetNames(
    db,
    organisationId,
    menus.flatMap(waysOf).map((one) => one.destination),
  );
  const states = await loadOpenStates(db, organisationId, now, [...menus.map(ownOf), ...menus.flatMap(ownersIn)]);
  return menus.map((menu) => menuView(menu, names, states));
}

const ownOf = ({ id }: Menu) => ({ kind: "menu", id }) as const;

function ownersIn(menu: Menu) {
  return waysOf(menu).flatMap(({ destination: to }) =>
    to.kind === "group" || to.kind === "menu" ? [{ kind: to.kind, id: to.id }] : [],
  );
}

function menuView(menu: Menu, names: Names, states: States): MenuView {
  const { id, version, updatedAt, updatedBy, name, e164, language, welcomeId, scheduleId } = menu;
  const { timeoutSeconds, maxTimeouts, maxInvalid, keys, timeout, invalid } = menu;
  const way = (one: MenuWay) => ({
    destination: destinationView(one.destination, names, states),
    announcementId: one.announcementId,
  });
  return {
    ...{ id, version, updatedAt, updatedBy, name, language, welcomeId, timeoutSeconds, maxTimeouts, maxInvalid, scheduleId },
    number: e164 === null ? null : numberView(e164),
    keys: keys.map((one) => ({ key: one.key, ...way(one) })),
    timeout: timeout && way(timeout),
    invalid: invalid && way(invalid),
    state: states.get(`menu:${id}`) ?? null,
  };
}

/** A group or menu as a place that calls go through. */
const PlaceView = z.strictObject({
  kind: z.enum(["group", "menu"]),
  id: z.string(),
  name: z.string(),
  number: NumberView.nullable(),
  state: OpenView.nullable(),
  /** Said to whoever comes there while it is open. */
  welcomeId: z.string().nullable(),
  /** In the order of a menu's keys, then the other ways. */
  ways: z.array(WayView.extend({ slot: z.string() })),
});
export const CallTreeView = z.strictObject({ places: z.array(PlaceView) });
export type CallTreeView = z.infer<typeof CallTreeView>;

/** Every group and menu of the organisation with where its calls go on to. A fixed number of queries. */
export async function loadCallTree(db: Db, organisationId: string, now: Date): Promise<CallTreeView> {
  const menus = await listMenus(db, organisationId);
  const groups = await listResponseGroups(db, organisationId);
  const owners = [
    ...menus.map(({ id, name, e164, welcomeId }) => ({ kind: "menu", id, name, e164, welcomeId }) as const),
    ...groups.map(({ id, name, e164, welcomeId }) => ({ kind: "group", id, name, e164, welcomeId }) as const),
  ];
  const ways = await loadDestinations(db, organisationId, owners);
  const targets = [...ways.values()].flat().map((row) => row.destination);
  const names = await loadTargetNames(db, organisationId, targets);
  const states = await loadOpenStates(db, organisationId, now);
  const places = owners.map(({ kind, id, name, e164, welcomeId }) => ({
    ...{ kind, id, name, welcomeId, number: e164 === null ? null : numberView(e164) },
    state: states.get(`${kind}:${id}`) ?? null,
    ways: (ways.get(`${kind}:${id}`) ?? [])
      .toSorted((a, b) => placeOf(a.slot) - placeOf(b.slot))
      .map(({ slot, destination, announcementId }) => {
        return { slot, destination: destinationView(destination, names, states), announcementId };
      }),
  }));
  return { places };
}

const order: readonly string[] = [...menuKeys.map((key) => `key:${key}`), "timeout", "invalid", "full", "nobody"];

function placeOf(slot: string): number {
  const at = order.indexOf(slot);
  return at >= 0 ? at : order.length + Number(slot.replace(/^redirect:/, ""));
}
