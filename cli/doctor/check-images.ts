import { S3Client, S3Error } from "../../firmware/s3/client.ts";
import type { Settings } from "../../process/settings.ts";
import { storePlace } from "../../process/store-place.ts";
import { type Finding, finding } from "./findings.ts";

/** Whether the S3-compatible store of images lets us in; nothing where they lie in a folder. Writes nothing there. */
export async function checkImages(settings: Settings): Promise<Finding[]> {
  const place = storePlace(settings);
  if (place === null) return [];
  const { host } = new URL(place.endpoint);
  try {
    await new S3Client(place).list("content/");
    return [finding("images", "ok", "store_ok", { host })];
  } catch (error) {
    return [finding("images", "fail", "store_refused", { host, code: error instanceof S3Error ? error.message : "ECONNECTION" })];
  }
}
