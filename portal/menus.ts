import { z } from "zod";
import { pointersTo } from "../db/destination-pointers.ts";
import {
  copyMenu,
  createMenu,
  deleteMenu,
  getMenu,
  listMenus,
  type Menu,
  MenuBody,
  MenuInput,
  restoreMenu,
  Start,
  saveMenu,
} from "../db/menus.ts";
import { getSnapshot, listSnapshots } from "../db/snapshots.ts";
import { DomainError } from "../domain/errors.ts";
import { readQuery, searchRank } from "../domain/search.ts";
import { deleteAsRead, Id, NameInput } from "./api/fields.ts";
import { orderQuery, pageOf, pageOfAll, pageQuery, searchQuery } from "./api/paging.ts";
import type { ApiParts } from "./api/parts.ts";
import { created, done, ok, type Route, route } from "./api/route.ts";
import { checkWanted, MenuCheckView } from "./menu-check.ts";
import { CallTreeView, loadCallTree, MenuView, menuViews } from "./menu-views.ts";

const tag = "Menus";
const params = z.strictObject({ menu: z.string().max(200) });
const versionParams = params.extend({ version: z.string().regex(/^\d{1,9}$/) });
const example = {
  name: "Huvudmeny",
  number: "08-465 004 37",
  keys: [
    { key: "1", destination: { kind: "group", id: "{group}" } },
    { key: "2", destination: { kind: "user", id: "{colleague}" } },
  ],
  timeout: { destination: { kind: "group", id: "{group}" } },
};
const VersionLine = z.strictObject({ version: z.int(), at: z.string(), by: z.string() });

export const menuRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/call-tree",
    tag,
    summary: "Every group and menu with where its calls go on to, and whether it is open now.",
    answer: CallTreeView,
    handle: async ({ parts, who, now }) => ok(await loadCallTree(parts.db, who.organisationId, now)),
  }),
  route("administrator", {
    method: "get",
    path: "/menus",
    tag,
    summary: "Menus, by name, with where each key leads and whether they are open now.",
    query: z.strictObject({ q: searchQuery, ...pageQuery, order: orderQuery }),
    answer: pageOf(MenuView),
    handle: async ({ parts, who, query: { q, ...page }, now }) => {
      const wanted = readQuery(q);
      const fits = ({ name, e164 }: Menu) => searchRank(wanted, [name], e164 === null ? [] : [e164]) !== null;
      const all = await listMenus(parts.db, who.organisationId);
      const found = q.trim() === "" ? all : all.filter(fits);
      const views = await menuViews(parts.db, who.organisationId, found, now);
      return ok(pageOfAll(views, (one) => one.name, page));
    },
  }),
  route("administrator", {
    method: "post",
    path: "/menus",
    tag,
    summary: "Creates a menu with its hours. A number that a colleague, group or menu has follows them from then on.",
    body: MenuInput.extend({ start: Start }),
    answer: MenuView,
    example,
    handle: async ({ parts, who, body, now }) => {
      const menu = await createMenu(parts.db, { organisationId: who.organisationId, ...body }, who.actor, now);
      return created(await viewOf(parts, menu, now), menu.version);
    },
  }),
  route("administrator", {
    method: "post",
    path: "/menus/check",
    tag,
    summary:
      "What callers of such a menu would stumble over: keys that its welcome does not say, targets that are closed. Nothing is saved.",
    body: z.strictObject({ menu: Id.nullable(), wanted: MenuInput }),
    answer: MenuCheckView,
    example: { menu: "{menu}", wanted: example },
    handle: async ({ parts, who, body, now }) => {
      const { organisationId } = who;
      return ok(await checkWanted(parts.db, { organisationId, id: body.menu, wanted: body.wanted, now }));
    },
  }),
  route("administrator", {
    method: "get",
    path: "/menus/:menu",
    tag,
    summary: "One menu, with where each key leads and whether it is open now.",
    params,
    answer: MenuView,
    handle: async ({ parts, who, params, now }) => answered(parts, await getMenu(parts.db, of(who, params.menu)), now),
  }),
  route("administrator", {
    method: "put",
    path: "/menus/:menu",
    tag,
    summary:
      "Writes the whole menu. Calls that come after the save meet it; a way that goes round without reaching anybody is refused.",
    params,
    body: MenuInput,
    answer: MenuView,
    example,
    versioned: true,
    handle: async ({ parts, who, params, body, version, now }) => {
      const input = { ...of(who, params.menu), ...body, version };
      return answered(parts, await saveMenu(parts.db, input, who.actor, now), now);
    },
    current: async ({ parts, who, params, now }) => answered(parts, await getMenu(parts.db, of(who, params.menu)), now),
  }),
  route("administrator", {
    method: "delete",
    path: "/menus/:menu",
    tag,
    summary: "Deletes a menu; refused while calls lead to it.",
    params,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const by = of(who, params.menu);
      const read = (trx: typeof parts.db) => getMenu(trx, by);
      await deleteAsRead(parts.db, version, read, (trx) => deleteMenu(trx, by, who.actor, now));
      return done();
    },
    current: async ({ parts, who, params, now }) => answered(parts, await getMenu(parts.db, of(who, params.menu)), now),
  }),
  route("administrator", {
    method: "post",
    path: "/menus/:menu/copy",
    tag,
    summary: "Makes the same menu under another name, with its hours and without its number.",
    params,
    body: z.strictObject({ name: NameInput }),
    answer: MenuView,
    example: { name: "Huvudmeny 2" },
    handle: async ({ parts, who, params, body, now }) => {
      const menu = await copyMenu(parts.db, { ...of(who, params.menu), name: body.name }, who.actor, now);
      return created(await viewOf(parts, menu, now), menu.version);
    },
  }),
  route("administrator", {
    method: "get",
    path: "/menus/:menu/pointers",
    tag,
    summary: "What leads to the menu: groups and menus by their ways, and people who forward their calls.",
    params,
    answer: z.strictObject({
      pointers: z.array(
        z.strictObject({
          ownerKind: z.enum(["group", "menu", "user"]),
          ownerId: z.string(),
          ownerName: z.string(),
          /** Of a group or menu its slot, of a person the kind of forwarding. */
          slot: z.string(),
        }),
      ),
    }),
    handle: async ({ parts, who, params }) => {
      const { organisationId, id } = of(who, params.menu);
      await getMenu(parts.db, { organisationId, id });
      return ok({ pointers: await pointersTo(parts.db, organisationId, { kind: "menu", id }) });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/menus/:menu/versions",
    tag,
    summary: "Earlier versions, the latest first: when each was saved, and by whom.",
    params,
    answer: z.strictObject({ versions: z.array(VersionLine) }),
    handle: async ({ parts, who, params }) => {
      const at = of(who, params.menu);
      await getMenu(parts.db, at);
      return ok({ versions: await listSnapshots(parts.db, { ...at, kind: "menu" }) });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/menus/:menu/versions/:version",
    tag,
    summary: "What one version was, with what its targets were called then.",
    params: versionParams,
    answer: z.strictObject({ version: z.int(), at: z.string(), by: z.string(), body: MenuBody }),
    handle: async ({ parts, who, params }) => {
      const at = of(who, params.menu);
      await getMenu(parts.db, at);
      const kept = await getSnapshot(parts.db, { ...at, kind: "menu", version: Number(params.version) });
      if (!kept) throw new DomainError("snapshot_not_found");
      return ok({ ...kept, body: MenuBody.parse(kept.body) });
    },
  }),
  route("administrator", {
    method: "post",
    path: "/menus/:menu/versions/:version/restore",
    tag,
    summary: "Writes an earlier version again, as an ordinary save; refused when something it led to is gone.",
    params: versionParams,
    answer: MenuView,
    versioned: true,
    handle: async ({ parts, who, params, version, now }) => {
      const input = { ...of(who, params.menu), version, restore: Number(params.version) };
      return answered(parts, await restoreMenu(parts.db, input, who.actor, now), now);
    },
    current: async ({ parts, who, params, now }) => answered(parts, await getMenu(parts.db, of(who, params.menu)), now),
  }),
];

function of({ organisationId }: { organisationId: string }, id: string) {
  return { organisationId, id };
}

async function viewOf(parts: ApiParts, menu: Menu, now: Date) {
  const [view] = await menuViews(parts.db, menu.organisationId, [menu], now);
  return view;
}

async function answered(parts: ApiParts, menu: Menu, now: Date) {
  return ok(await viewOf(parts, menu, now), menu.version);
}
