import { stringify } from "csv-stringify/sync";
import { guard } from "./read-csv.ts";

/** CSV as Swedish Excel opens it without asking: semicolons, CRLF, a byte order mark. Formulas are guarded. */
export function writeCsv(header: readonly string[], rows: readonly (readonly string[])[], delimiter: ";" | ","): string {
  const cells = rows.map((row) => row.map(guard));
  // The header of one column says nothing of what separates: a cell must not look as if it were several.
  const alone = header.length === 1 ? { quoted_match: /[;,\t]/ } : {};
  return stringify([[...header], ...cells], { delimiter, record_delimiter: "\r\n", bom: true, ...alone });
}
