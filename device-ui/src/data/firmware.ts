import type {
  CatalogueView,
  FileView,
  ImageView,
  ModelFirmwareView,
  TakenView,
  UploadView,
} from "../../../portal/firmware/views.ts";
import type { Answered, Api } from "./api.ts";

export type { CatalogueView, FileView, ImageView, ModelFirmwareView, TakenView, UploadView };

const image = (id: string) => `/operator/firmware/images/${encodeURIComponent(id)}`;
const upload = (id: string) => `/operator/firmware/uploads/${encodeURIComponent(id)}`;

export function readCatalogue(api: Api, signal?: AbortSignal): Promise<CatalogueView> {
  return api.get("/operator/firmware", {}, signal);
}

/** @throws ConflictError */
export function saveImage(
  api: Api,
  { id, version }: ImageView,
  body: { readonly firmwareVersion?: string | null; readonly models?: readonly string[] },
): Promise<Answered<ImageView>> {
  return api.patch(image(id), body, `"${version}"`);
}

/** @throws ConflictError */
export async function deleteImage(api: Api, { id, version }: ImageView): Promise<void> {
  await api.delete(image(id), `"${version}"`);
}

/** A new upload, or the one of the same file that has not come whole. */
export async function beginUpload(api: Api, file: File, fingerprint: string | null): Promise<UploadView> {
  return (await api.post<UploadView>("/operator/firmware/uploads", { name: file.name, bytes: file.size, fingerprint })).value;
}

export function readUpload(api: Api, id: string, signal?: AbortSignal): Promise<UploadView> {
  return api.get(upload(id), {}, signal);
}

/** Sends the part that begins at `offset`. @param onProgress told while it goes out, 0…1 @returns how much the server has now */
export async function sendPart(
  api: Api,
  id: string,
  part: Blob,
  offset: number,
  more: { readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
): Promise<number> {
  const body = new Blob([part], { type: "application/octet-stream" });
  const path = `${upload(id)}/parts`;
  return (await api.ask<{ received: number }>("PUT", path, { query: { offset: String(offset) }, body, ...more })).value.received;
}

/** @param version what a person says of it; null: name and bytes decide */
export async function finishUpload(api: Api, id: string, version: string | null): Promise<TakenView> {
  return (await api.post<TakenView>(`${upload(id)}/finish`, { version })).value;
}

export async function dropUpload(api: Api, id: string): Promise<void> {
  await api.delete(upload(id), null);
}

/** The organisation's phones by model. */
export async function readModels(api: Api, signal?: AbortSignal): Promise<readonly ModelFirmwareView[]> {
  return (await api.get<{ models: readonly ModelFirmwareView[] }>("/firmware", {}, signal)).models;
}
