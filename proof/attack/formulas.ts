import { parse } from "csv-parse/sync";
import { unzipSync } from "fflate";
import type { Db } from "../../db/types.ts";
import { callRoute, own, pathFor } from "../../portal/testing/calls.ts";
import { aFirm } from "../../portal/testing/firm.ts";
import type { Visitor } from "../../portal/testing/visitor.ts";
import type { Claim } from "../contract.ts";
import { Tally } from "../tally.ts";
import { pick, withHouse } from "../world.ts";
import { everyRoute, nameOf } from "./rights.ts";

/** Columns that hold what people write, in whichever table. */
const written = [
  ...["first_name", "last_name", "name", "title", "label", "company", "department", "note", "notes", "text", "position"],
  ...["user_name", "cost_place", "called_name", "own_label", "reason", "city", "street", "tag", "word", "username"],
];
const formulas = [
  "=1+1",
  '=HYPERLINK("http://evil.example")',
  "+1+1",
  "-1+1",
  "@SUM(1)",
  "\t=1+1",
  "\r=1+1",
  "＝1+1",
  "＋1",
  "－1",
  "＠A1",
  "'=1+1",
] as const;
/** What a spreadsheet runs or takes for a formula when a cell begins so. */
const runs = /^[=+\-@\t\r＝＋－＠]/;
/** Money, counts and durations that we have written. */
const figure = /^-?\d+(?:[.,]\d+)?$|^\d+:\d\d:\d\d$/;

const csv: Claim = {
  id: "csv-formulas",
  suite: "attack",
  promise: "No cell of any file that people export begins as a formula, whatever stands in names, notes and labels.",
  prove: async (setup) =>
    withHouse(setup, {}, async (house) => {
      const tally = new Tally();
      let files = 0;
      // The tests look at those that say so of themselves.
      const small = setup.size === "small";
      const reads = everyRoute.filter(
        ({ method, path }) => method === "get" && path !== "/events" && (!small || /export|archive/.test(path)),
      );
      for (let round = 0; round < (setup.size === "full" ? 12 : 1); round++) {
        const firm = await aFirm(house.db, 10 + round);
        const visitor = await house.somebody(firm.organisation, ["user", "administrator", "operator"], { operates: "all" });
        const planted = await plant(house.db, setup.random);
        tally.check(planted > 20, () => `only ${planted} texts could be made formulas`);
        for (const route of reads) {
          for (const sheet of await sheetsOf(visitor, route, own(firm))) {
            files += 1;
            for (const [line, cells] of sheet.entries())
              for (const cell of cells)
                tally.check(
                  !runs.test(cell) || figure.test(cell),
                  () => `${nameOf(route)}: a cell in row ${line + 1} is ${JSON.stringify(cell.slice(0, 30))}`,
                );
          }
        }
      }
      tally.check(files >= 5, `only ${files} files were looked at`);
      return tally.outcome({ measured: `${files} files` });
    }),
};

/** Makes a formula of each text that may be one. @returns how many columns took it */
async function plant(db: Db, random: () => number): Promise<number> {
  const tables: { name: string; sql: string }[] = await db("sqlite_master").where("type", "table").select("name", "sql");
  let planted = 0;
  for (const { name, sql } of tables) {
    for (const column of written.filter((one) => new RegExp(`[\`"( ]${one}[\`"]? (?:text|varchar)`, "i").test(sql))) {
      // Whatever is unique stays so; a column that takes only certain words takes none of these.
      const made = db.raw("? || hex(randomblob(4))", [pick(random, formulas)]);
      const done = await db(name)
        .whereNotNull(column)
        .update(column, made)
        .catch(() => 0);
      if (done > 0) planted += 1;
    }
  }
  return planted;
}

type Route = (typeof everyRoute)[number];

/** The rows of each sheet that the route answers with; none when it answers with something else. */
async function sheetsOf(visitor: Visitor, route: Route, idOf: (kind: string) => string): Promise<string[][][]> {
  const { headers, body } = await callRoute(visitor, route, idOf);
  const type = headers.get("content-type") ?? "";
  if (type.startsWith("text/csv")) return [rowsOf(String(body))];
  if (type !== "application/zip") return [];
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const bytes = new Uint8Array(await (await fetch(visitor.url(pathFor(route, idOf)), { headers: { cookie } })).arrayBuffer());
  return Object.entries(unzipSync(bytes)).flatMap(([name, file]) =>
    name.endsWith(".csv") ? [rowsOf(new TextDecoder().decode(file))] : [],
  );
}

function rowsOf(text: string): string[][] {
  const delimiter = (text.split("\n", 1)[0] ?? "").includes(";") ? ";" : ",";
  return parse(text, { bom: true, delimiter, relax_column_count: true });
}

export const formulaClaims: readonly Claim[] = [csv];
