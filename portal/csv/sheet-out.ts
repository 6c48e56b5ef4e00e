import type { CellSealer, Sheet } from "../../db/csv/sheet.ts";
import type { Keyring } from "../../db/secrets.ts";
import type { Db } from "../../db/types.ts";

/**
 * A sheet as it goes out.
 *
 * @param keyring for columns of secrets, sealed; null: those columns are left out
 * @param sealer of an archive; null: cells are sealed for this installation
 */
export async function sheetOut(
  db: Db,
  sheet: Sheet,
  organisationId: string,
  keyring: Keyring | null,
  sealer: CellSealer | null = null,
): Promise<{ readonly header: string[]; readonly rows: string[][] }> {
  const rows = await sheet.exportRows(db, organisationId, keyring, sealer);
  const shown = sheet.columns.map((column) => keyring !== null || column.sealed === undefined);
  const only = (cells: readonly string[]) => cells.filter((_, at) => shown[at]);
  return { header: only(sheet.columns.map(({ name }) => name)), rows: rows.map(only) };
}
