import type { App } from "./app.ts";
import { facts, table } from "./output.ts";

type Key = { readonly id: string; readonly name: string };

/** A new key with its token, which is told this once. */
export function printNewKey(app: App, { id, name, token }: Key & { readonly token: string }): void {
  app.print({ id, name, token }, () =>
    facts([
      ["name", name],
      ["token", token],
      ["header", `Authorization: Bearer ${token}`],
      ["id", id],
    ]),
  );
}

/** Keys, with when each was last used. */
export function printKeys(
  app: App,
  keys: readonly (Key & { readonly createdAt: string; readonly createdBy: string; readonly lastUsedAt: string | null })[],
): void {
  const rows = keys.map((one) => [one.name, one.createdAt, one.createdBy, one.lastUsedAt ?? "never", one.id]);
  app.print(keys, () => table(["name", "created", "by", "last used", "id"], rows));
}

/** The key of that name or id. */
export function namedKey<K extends Key>(keys: readonly K[], named: string | undefined): K | undefined {
  return keys.find((one) => one.id === named || one.name === named);
}

/** That a key is void from now on. */
export function printRevoked(app: App, { id, name }: Key): void {
  app.print({ revoked: id }, () => `${name} is void\n`);
}
