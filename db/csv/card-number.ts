import { DomainError } from "../../domain/errors.ts";
import { parseIccid } from "../../domain/sim-card.ts";
import { CellError, type Cells, mustHave } from "./sheet.ts";

/** The number of the card that a row is about. @throws CellError `iccid_rounded` when a spreadsheet has spoilt it, `iccid_invalid` */
export function readCard(cells: Cells): string {
  const written = mustHave(cells, "iccid");
  if (/^\d(?:[.,]\d+)?e\+?\d+$/i.test(written.trim())) throw new CellError("iccid", new DomainError("iccid_rounded"));
  const iccid = parseIccid(written);
  if (iccid === null) throw new CellError("iccid", new DomainError("iccid_invalid", { field: "iccid" }));
  return iccid;
}
