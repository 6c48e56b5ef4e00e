import { z } from "zod";
import { getContactList } from "../../db/contact-lists.ts";
import { type ContactList, listContacts } from "../../db/contacts.ts";
import { contactsOf, importCards } from "../../db/csv/contacts.ts";
import { decodeText } from "../../db/csv/decode-text.ts";
import { type ImportReport, importSheet } from "../../db/csv/import.ts";
import { readCsv } from "../../db/csv/read-csv.ts";
import type { Sheet, SheetContext } from "../../db/csv/sheet.ts";
import { getOrganisation } from "../../db/organisations.ts";
import { DomainError } from "../../domain/errors.ts";
import { wallClock } from "../../domain/local-time.ts";
import { displayInternational } from "../../domain/numbers.ts";
import { isVCard } from "../../domain/vcard/read-vcards.ts";
import { writeVCards } from "../../domain/vcard/write-vcards.ts";
import { attachment } from "../api/attachment.ts";
import { type Answer, ok, type Route, route } from "../api/route.ts";
import { csvFile, exportAnswer, exportQuery, ImportView, importView } from "../csv/exchange.ts";

const tag = "Contacts";
const params = z.strictObject({ list: z.string().max(200) });
/** As many warnings are told; all are counted. */
const mostTold = 500;

/** What a file of contacts did, or would do. */
export const ContactImportView = ImportView.extend({
  /** Rows that were wrong and were passed over, because that was asked for. */
  passedOver: z.int(),
  warningCount: z.int(),
  /** What is worth a look and no error: numbers that somebody has already, rows that stand twice, what is not taken in. */
  warnings: z.array(
    z.strictObject({
      line: z.int(),
      code: z.enum(["number_in_list", "number_in_file", "row_twice", "left_out"]),
      values: z.record(z.string(), z.unknown()),
    }),
  ),
  /** Columns that are not taken in. */
  leftOut: z.array(z.string()),
});
export type ContactImportView = z.infer<typeof ContactImportView>;

const importQuery = z.strictObject({
  dryRun: z.stringbool().default(false),
  skipWrong: z.stringbool().default(false).meta({ description: "Takes in the other rows when some are wrong." }),
});

async function takeIn(
  context: SheetContext,
  list: ContactList,
  bytes: Uint8Array,
  { dryRun, skipWrong }: z.output<typeof importQuery>,
): Promise<ImportReport> {
  const text = decodeText(bytes);
  if (!isVCard(text)) return importSheet(contactsOf(list, skipWrong), readCsv(bytes), context, dryRun);
  const report = await importCards(context, list, text, dryRun, skipWrong);
  if (report.rows === 0) throw new DomainError("vcard_empty", { field: "file" });
  return report;
}

function view(report: ImportReport, { dryRun, skipWrong }: z.output<typeof importQuery>): ContactImportView {
  const { errors, outcomes, warnings = [], leftOut = [] } = report;
  // An error of the header concerns every row: then there is none that could be taken in.
  const passes = skipWrong && outcomes.created + outcomes.updated > 0;
  return {
    ...importView(report, dryRun),
    ...{
      kept: !dryRun && (errors.length === 0 || passes),
      passedOver: passes && !dryRun ? new Set(errors.map(({ line }) => line)).size : 0,
    },
    warningCount: warnings.length,
    warnings: warnings.slice(0, mostTold).map(({ values, ...one }) => ({ ...one, values: { ...values } })),
    leftOut: [...leftOut],
  };
}

/** The first of a column's other names, as a heading. */
function swedishHeading({ name, aliases }: Sheet["columns"][number]): string {
  const [first = name] = aliases;
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
}

/** Contacts of a list in a file and out of one. */
export const contactFileRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/contact-lists/:list/export",
    tag,
    summary: "Every contact of a list, as CSV whose formulas are guarded, or as vCard 3.0.",
    params,
    query: exportQuery.extend({ format: z.enum(["csv", "vcard"]).default("csv") }),
    answer: z.string(),
    handle: async (asked) => {
      const { parts, who, query } = asked;
      const list = await getContactList(parts.db, { organisationId: who.organisationId, id: asked.params.list });
      const what = `kontakter-${fileName(list.name)}`;
      if (query.format === "csv") {
        const heading = who.session.language.startsWith("sv") ? swedishHeading : undefined;
        return exportAnswer(asked, contactsOf(list, false), what, query.separator, heading);
      }
      const { timeZone, name } = await getOrganisation(parts.db, { id: who.organisationId });
      const contacts = await listContacts(parts.db, { organisationId: who.organisationId, listId: list.id });
      const cards = contacts.map((one) => ({
        ...one,
        // In the form that a telephone dials from anywhere.
        numbers: one.numbers.map(({ kind, number }) => ({ kind, number: displayInternational(number).replace(/\u00a0/g, " ") })),
      }));
      return cardsAnswer(`${name}-${what}-${wallClock(asked.now, timeZone).date}.vcf`, writeVCards(cards));
    },
  }),
  route("administrator", {
    method: "post",
    path: "/contact-lists/:list/import",
    tag,
    summary:
      "Takes in a file of contacts: CSV (UTF-8, UTF-16 or Windows-1252; semicolon, comma or tab) or vCard 2.1, 3.0 or 4.0. All rows or " +
      "none, unless `skipWrong` is said. With `dryRun` it only says what each row would do. Whoever is called the same is written anew.",
    params,
    query: importQuery,
    file: { ...csvFile, types: [...csvFile.types, "application/"] },
    answer: ContactImportView,
    example: Buffer.from("first_name;last_name;company;work\nUlla;Ek;Trävaror AB;08-465 004 71\n"),
    handle: async ({ parts, who, params: { list: id }, query, bytes, now }) => {
      const { organisationId, actor, session } = who;
      const list = await getContactList(parts.db, { organisationId, id });
      const context: SheetContext = { db: parts.db, keyring: parts.keyring, organisationId, actor, access: session.access, now };
      return ok(view(await takeIn(context, list, bytes, query), query));
    },
  }),
];

function cardsAnswer(file: string, text: string): Answer {
  return {
    status: 200,
    headers: attachment(file),
    file: { mediaType: "text/vcard; charset=utf-8", bytes: new TextEncoder().encode(text) },
  };
}

/** A list's name as part of a file's: letters without accents, digits and dashes. */
function fileName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "lista";
}
