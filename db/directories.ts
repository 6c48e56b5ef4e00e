import type { Db } from "./types.ts";

/** The same shape as `templates/contract.ts` names it. */
export type DirectoryContent = {
  readonly key: string;
  readonly title: string;
  readonly entries: readonly {
    readonly name: string;
    readonly numbers: readonly { readonly kind: "work" | "mobile" | "other"; readonly number: string }[];
  }[];
};

/**
 * A phonebook: key `colleagues` or a contact list's id. Numbers as the exchange takes them. Null: no such book here.
 */
export declare function loadDirectory(db: Db, organisationId: string, key: string): Promise<DirectoryContent | null>;
