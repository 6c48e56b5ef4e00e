import { decodeText } from "../../db/csv/decode-text.ts";
import { readCsv } from "../../db/csv/read-csv.ts";

/** A table of another exchange: its name where the file says it, its rows by column. */
export type Table = {
  readonly file: string;
  /** `v_devices`, of a dump; null: the columns tell. */
  readonly name: string | null;
  readonly rows: readonly { readonly line: number; readonly cells: ReadonlyMap<string, string> }[];
};

const mostRows = 200_000;

/** A CSV file as one table. @throws DomainError `csv_unreadable`, `input_invalid` */
export function csvTable(file: string, bytes: Uint8Array): Table {
  const { header, rows } = readCsv(bytes);
  const names = new Map(header.map((name) => [name, name.toLowerCase().trim()]));
  const lower = (cells: ReadonlyMap<string, string>) =>
    new Map([...cells].map(([name, value]) => [names.get(name) ?? name, value]));
  return { file, name: null, rows: rows.map(({ line, cells }) => ({ line, cells: lower(cells) })) };
}

/** The tables of a PostgreSQL dump (`COPY … FROM stdin;`), which is how FusionPBX is backed up. Null: it is none. */
export function dumpTables(file: string, bytes: Uint8Array): Table[] | null {
  const text = decodeText(bytes);
  if (!/^COPY [\w."]+ \(/m.test(text)) return null;
  const tables: Table[] = [];
  let open: { name: string; columns: string[]; rows: { line: number; cells: Map<string, string> }[] } | null = null;
  let count = 0;
  for (const [at, row] of text.split("\n").entries()) {
    if (open === null) {
      const found = /^COPY (?:"?\w+"?\.)?"?(\w+)"? \(([^)]{1,8000})\) FROM stdin;/.exec(row);
      if (found)
        open = {
          name: found[1] ?? "",
          columns: (found[2] ?? "").split(",").map((one) => one.trim().replaceAll('"', "").toLowerCase()),
          rows: [],
        };
      continue;
    }
    if (row.startsWith("\\.")) {
      tables.push({ file, name: open.name, rows: open.rows });
      open = null;
    } else if (wanted.has(open.name) && count < mostRows) {
      const cells = row.replace(/\r$/, "").split("\t");
      open.rows.push({ line: at + 1, cells: new Map(open.columns.map((name, index) => [name, unescaped(cells[index] ?? "")])) });
      count++;
    }
  }
  return tables;
}

const wanted: ReadonlySet<string> = new Set([
  "v_devices",
  "v_device_lines",
  "v_device_keys",
  "v_device_profile_keys",
  "v_device_settings",
  "v_device_profile_settings",
  "v_extensions",
  "v_extension_users",
  "v_users",
  "v_contacts",
  "v_domains",
]);

function unescaped(cell: string): string {
  if (cell === "\\N") return "";
  return cell.replace(/\\([nrtbfv\\])/g, (_, one: string) => ({ n: "\n", r: "\r", t: "\t", "\\": "\\" })[one] ?? "");
}
