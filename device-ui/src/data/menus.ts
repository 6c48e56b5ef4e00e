import type { FindingView } from "../../../portal/menu-check.ts";
import type { CallTreeView, MenuBody, MenuView } from "../../../portal/menu-views.ts";
import type { Answered, Api, Versioned } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type { CallTreeView, FindingView, MenuBody, MenuView };
export type MenuPointer = {
  readonly ownerKind: "group" | "menu" | "user";
  readonly ownerId: string;
  readonly ownerName: string;
  readonly slot: string;
};
export type MenuCheck = { readonly findings: readonly FindingView[]; readonly live: boolean };

const of = (id: string): string => `/menus/${encodeURIComponent(id)}`;

export function listMenus(
  api: Api,
  query: { readonly q?: string; readonly order?: "asc" | "desc"; readonly offset?: number; readonly limit?: number },
  signal?: AbortSignal,
): Promise<Page<MenuView>> {
  return api.get("/menus", query, signal);
}

export function readMenu(api: Api, id: string, signal?: AbortSignal): Promise<Versioned<MenuView>> {
  return api.read(of(id), signal);
}

export function readCallTree(api: Api, signal?: AbortSignal): Promise<CallTreeView> {
  return api.get("/call-tree", {}, signal);
}

/** @param body as `bodyOf` makes it, with `start` */
export function createMenu(api: Api, body: unknown): Promise<Answered<MenuView>> {
  return api.post("/menus", body);
}

/** @throws ConflictError with the menu as it is now */
export function saveMenu(api: Api, id: string, body: unknown, version: string | null): Promise<Answered<MenuView>> {
  return api.put(of(id), body, version);
}

/** @throws ApiError `menu_in_use` */
export function deleteMenu(api: Api, id: string, version: string | null): Promise<Answered<undefined>> {
  return api.delete(of(id), version);
}

/** The same under another name. */
export function copyMenu(api: Api, id: string, name: string): Promise<Answered<MenuView>> {
  return api.post(`${of(id)}/copy`, { name });
}

/** What callers of such a menu would stumble over. @param id null: of a new one */
export async function checkMenu(api: Api, id: string | null, wanted: unknown): Promise<MenuCheck> {
  return (await api.post<MenuCheck>("/menus/check", { menu: id, wanted })).value;
}

export async function menuPointers(api: Api, id: string, signal?: AbortSignal): Promise<readonly MenuPointer[]> {
  return (await api.get<{ pointers: readonly MenuPointer[] }>(`${of(id)}/pointers`, {}, signal)).pointers;
}
