import type { Settings } from "./settings.ts";
import type { StoreSetting } from "./settings-values.ts";

/** The S3-compatible store that these settings name, with what opens it; null: there is none. */
export function storePlace({
  store,
  storeKey: key,
  storeSecret: secret,
}: Settings): (StoreSetting & { key: string; secret: string }) | null {
  return store === null || key === null || secret === null ? null : { ...store, key, secret };
}
