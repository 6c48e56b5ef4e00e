import type { PictureView } from "../../../portal/pictures/picture-view.ts";
import { api } from "./client.ts";

export type { PictureView };

type Changed = { readonly picture: PictureView | null };

/** Gives a person a picture. @param path `/me/picture`, or a user's @throws ApiError */
export async function putPicture(path: string, picture: Blob): Promise<PictureView | null> {
  return (await api.ask<Changed>("PUT", path, { body: picture })).value.picture;
}

/** @throws ApiError */
export async function deletePicture(path: string): Promise<void> {
  await api.ask("DELETE", path, {});
}

/** The picture as it is now, so that a change can be taken back; null when it cannot be had. */
export async function keptPicture(picture: PictureView | null): Promise<Blob | null> {
  if (picture === null) return null;
  try {
    const response = await fetch(picture.large, { credentials: "same-origin" });
    return response.ok ? await response.blob() : null;
  } catch {
    return null;
  }
}
