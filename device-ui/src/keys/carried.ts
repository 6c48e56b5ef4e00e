import { type KeyKind, type KeyTarget, keyKinds } from "../../../domain/phone-key.ts";
import type { KeyData } from "./draft.ts";

/** What is dragged on to a key, or chosen for it: somebody, or a function. */
export type Carried =
  | { readonly what: "target"; readonly target: KeyTarget; readonly name: string | null; readonly reachable: boolean }
  | { readonly what: "kind"; readonly kind: KeyKind };

const type = "application/x-klyka-key";

export function carry(data: DataTransfer | null, carried: Carried, name: string): void {
  data?.setData(type, JSON.stringify(carried));
  data?.setData("text/plain", name);
  if (data) data.effectAllowed = "copy";
}

/** Null: something else was dragged here, from another window say. */
export function carriedIn(data: DataTransfer | null): Carried | null {
  try {
    const found: unknown = JSON.parse(data?.getData(type) ?? "");
    return isCarried(found) ? found : null;
  } catch {
    return null;
  }
}

function isCarried(value: unknown): value is Carried {
  if (typeof value !== "object" || value === null || !("what" in value)) return false;
  if (value.what === "kind") return "kind" in value && keyKinds.some((kind) => kind === value.kind);
  return value.what === "target" && "target" in value && typeof value.target === "object";
}

let copied: KeyData | null = null;

/** A key that was copied or cut, to be pasted on this phone or on the next one. */
export const keyClipboard = {
  get: (): KeyData | null => copied,
  set: (key: KeyData): void => {
    copied = key;
  },
};
