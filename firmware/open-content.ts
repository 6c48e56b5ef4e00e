import { ContentStore } from "./content-store.ts";
import { S3Client, type S3Place } from "./s3/client.ts";
import { S3Content } from "./s3/s3-content.ts";

/**
 * Where the bytes of firmware images lie.
 *
 * @param folder this machine's; with a store elsewhere it keeps copies
 * @param place null: the folder is the store, which several nodes mount
 */
export function openContent(folder: string, place: S3Place | null): ContentStore {
  return place === null ? new ContentStore(folder) : new S3Content(folder, new S3Client(place));
}
