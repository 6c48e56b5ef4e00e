import type { CellSealer, SheetContext } from "../../db/csv/sheet.ts";
import { getOrganisation } from "../../db/organisations.ts";
import { type Keyring, open, seal } from "../../db/secrets.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";

export type { CellSealer };

/** What no secret begins with: a blank stands in none. */
const mark = "sealed ";

/** The organisation's name binds the cells: it stays when everything else has been taken away and comes back. */
export async function cellSealer(db: Db, keyring: Keyring, organisationId: string): Promise<CellSealer> {
  return sealerFor(keyring, (await getOrganisation(db, { id: organisationId })).name);
}

/** What opens the cells of a file that comes in. */
export function sealerOf({ db, keyring, organisationId, sealer }: SheetContext): Promise<CellSealer> | CellSealer {
  return sealer ?? cellSealer(db, keyring, organisationId);
}

/** @param name of the organisation */
export function sealerFor(keyring: Keyring, name: string): CellSealer {
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
