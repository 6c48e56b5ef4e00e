import { getOrganisation } from "../../db/organisations.ts";
import { type Keyring, open, seal } from "../../db/secrets.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";

/** What no secret begins with: a blank stands in none. */
const mark = "sealed ";

/**
 * Secrets in the cells of a file that leaves the house: sealed with this installation's key for one thing of one
 * organisation, so that nobody reads them, and they come back to where they were and nowhere else.
 */
export type CellSealer = {
  readonly seal: (text: string, of: string) => string;
  /** Text that is not sealed is taken as it stands. @throws DomainError `csv_secret_foreign` */
  readonly open: (cell: string, of: string) => { readonly text: string; readonly wasSealed: boolean };
};

/** The organisation's name binds the cells: it stays when everything else has been taken away and comes back. */
export async function cellSealer(db: Db, keyring: Keyring, organisationId: string): Promise<CellSealer> {
  const { name } = await getOrganisation(db, { id: organisationId });
  const context = (of: string) => `csv/${name}/${of}`;
  return {
    seal: (text, of) => `${mark}${seal(keyring, text, context(of))}`,
    open: (cell, of) => {
      if (!cell.startsWith(mark)) return { text: cell, wasSealed: false };
      try {
        return { text: open(keyring, cell.slice(mark.length), context(of)), wasSealed: true };
      } catch {
        throw new DomainError("csv_secret_foreign");
      }
    },
  };
}
