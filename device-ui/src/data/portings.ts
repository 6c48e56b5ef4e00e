import type { PortingCheckView } from "../../../portal/portings/routes.ts";
import type { PortingRowView, PortingView } from "../../../portal/portings/views.ts";
import type { Answered, Api, Query } from "./api.ts";
import type { Page } from "./paged-rows.ts";

export type { PortingCheckView, PortingRowView, PortingView };

/** A draft as it is written. `ownerNumber` absent: it stays as it is. */
export type PortingBody = {
  readonly numbers: readonly { readonly number: string; readonly userId: string | null }[];
  readonly ownerKind: "organisation" | "person";
  readonly ownerName: string;
  readonly ownerNumber?: string | null;
  readonly otherOperator: string;
  readonly wantedDate: string | null;
  readonly wantedTime: string | null;
  readonly signer: string;
};
export type PortingStep = "prepare" | "reopen" | "submit" | "cancel";
type Named = Pick<PortingView, "id" | "version">;

const of = (id: string): string => `/portings/${encodeURIComponent(id)}`;
const quoted = (version: number): string => `"${version}"`;

export function listPortings(api: Api, query: Query, signal?: AbortSignal): Promise<Page<PortingRowView>> {
  return api.get("/portings", query, signal);
}

export function readPorting(api: Api, id: string, signal?: AbortSignal): Promise<PortingView> {
  return api.get(of(id), {}, signal);
}

/** Reads numbers as they are written, and says which can move and when. */
export async function checkPorting(api: Api, text: string, porting: string | null): Promise<PortingCheckView> {
  return (await api.post<PortingCheckView>("/portings/check", { text, porting })).value;
}

export function createPorting(api: Api, body: PortingBody): Promise<Answered<PortingView>> {
  return api.post("/portings", body);
}

/** @throws ConflictError */
export function savePorting(api: Api, { id, version }: Named, body: PortingBody): Promise<Answered<PortingView>> {
  return api.put(of(id), body, quoted(version));
}

/** @throws ConflictError */
export function deletePorting(api: Api, { id, version }: Named): Promise<Answered<undefined>> {
  return api.delete(of(id), quoted(version));
}

/** @throws ConflictError */
export function stepPorting(api: Api, { id, version }: Named, step: PortingStep): Promise<Answered<PortingView>> {
  return api.ask("POST", `${of(id)}/${step}`, { version: quoted(version) });
}

/** Sends the signed letter, and tells how far it has come (0…1). @throws ApiError */
export async function sendSignedCopy(
  api: Api,
  { id, version }: Named,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<PortingView> {
  // Whatever the browser calls it, which may be nothing.
  const body = new Blob([file], { type: "application/octet-stream" });
  const ask = { query: { name: file.name.slice(0, 120) }, body, version: quoted(version), onProgress, signal };
  return (await api.ask<PortingView>("POST", `${of(id)}/signed-copy`, ask)).value;
}

/** Operator staff writes down numbers that leave. */
export function registerPortOut(api: Api, body: unknown): Promise<Answered<PortingView>> {
  return api.post("/operator/portings", body);
}

/** Of numbers that leave. @throws ConflictError */
export function stepPortOut(api: Api, { id, version }: Named, step: "done" | "cancel"): Promise<Answered<PortingView>> {
  return api.ask("POST", `/operator${of(id)}/${step}`, { version: quoted(version) });
}

/** Where the letter to sign and its signed copy are fetched. */
export const letterAddress = (id: string): string => `/api${of(id)}/letter`;
export const signedCopyAddress = (id: string): string => `/api${of(id)}/signed-copy`;
