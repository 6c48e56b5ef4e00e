import type { Knex } from "knex";
import { settledStates } from "../domain/order-kinds.ts";
import { liveStates } from "../domain/porting.ts";
import { foldText } from "../domain/search.ts";
import { bulkUpdate } from "./dialect/bulk-insert.ts";
import { oneOf, textsOf } from "./dialect/dialect.ts";
import { phoneListColumns } from "./list-columns.ts";
import { raisePhones } from "./revisions.ts";
import { subscriptionColumns } from "./subscription-changes.ts";
import type { Db } from "./types.ts";

type Of = { readonly organisationId: string; readonly id: string };
type Names = { readonly firstName: string; readonly lastName: string };
type Texts = Readonly<Record<string, string | null>> & { readonly id: string };

/** What the person is called, and was called before, as far as the change log knows. None that somebody else there has too. */
export async function namesOf(trx: Db, { organisationId, id }: Of, person: Names): Promise<string[]> {
  const entries: { before: string }[] = await trx("audit")
    .where({ organisation_id: organisationId, subject_kind: "user", subject_id: id, action: "user.updated" })
    .orderBy([
      { column: "at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .select("before");
  const all: Names[] = [{ firstName: person.firstName, lastName: person.lastName }];
  for (const { before } of entries) {
    const said: Partial<Names> | null = JSON.parse(before);
    const { firstName, lastName } = { ...(all.at(-1) ?? person), ...said };
    if (said?.firstName !== undefined || said?.lastName !== undefined) all.push({ firstName, lastName });
  }
  const others: { first_name: string; last_name: string }[] = await trx("users")
    .where("organisation_id", organisationId)
    .whereNot("id", id)
    .where(
      oneOf(
        trx,
        "first_name",
        all.map(({ firstName }) => firstName),
      ),
    )
    .select("first_name", "last_name");
  const taken = new Set(others.map((one) => called({ firstName: one.first_name, lastName: one.last_name })));
  return [...new Set(all.map(called))].filter((name) => !taken.has(name));
}

const called = ({ firstName, lastName }: Names): string => [firstName, lastName].filter(Boolean).join(" ");

/**
 * Puts another text wherever one of the names stands as whole words: in what things are called after the person, in portings and
 * orders that are over, and in what the change log says of other things. A name of one word is a word like others: only where
 * nothing stands beside it.
 */
export async function replaceNames(trx: Db, organisationId: string, names: readonly string[], name: string): Promise<void> {
  if (names.length === 0) return;
  const clean = cleaner(names, name);
  const rewrite = rewriter(trx, names, clean);
  const all = (table: string) => trx(table).where("organisation_id", organisationId);
  const phones = await rewrite("phone", all("phone"), ["label"], ["mac", "model"], ({ label, mac, model }) => ({
    ...phoneListColumns({ label: label ?? "", mac: mac ?? "", model: model ?? "" }),
  }));
  const accounts = await rewrite("sip_account", all("sip_account"), ["label"]);
  await raisePhones(
    trx,
    trx.raw(`select id from phone where id in (${textsOf(trx)})`, [JSON.stringify(phones)]),
    trx.raw(`select phone_id from phone_account where sip_account_id in (${textsOf(trx)})`, [JSON.stringify(accounts)]),
  );
  await rewrite("subscription", all("subscription"), ["label"], [], ({ label = null }) => subscriptionColumns(label));
  const over = all("porting").whereNotIn("state", [...liveStates]);
  await rewrite("porting", over, ["owner_name", "signer"], ["other_operator"], (row) => ({
    search_text: foldText([row.owner_name, row.other_operator].join(" ")),
  }));
  const stories = trx("porting_event").whereIn("porting_id", all("porting").select("id"));
  await rewrite("porting_event", stories, ["detail"]);
  await rewrite("orders", all("orders").whereIn("state", [...settledStates]), ["payload", "refusal_text"]);
  await rewrite("audit", all("audit"), ["subject_name", "before", "after", "restore"]);
}

type Clean = (text: string) => string;
type More = (row: Texts) => Readonly<Record<string, string | null>>;

/** Rewrites rows in which a name stands, with one statement. @returns their ids */
function rewriter(trx: Db, names: readonly string[], clean: Clean) {
  return async (
    table: string,
    among: Knex.QueryBuilder,
    columns: readonly string[],
    beside: readonly string[] = [],
    more: More = () => ({}),
  ): Promise<string[]> => {
    const rows: Texts[] = await among
      .where((any) => {
        for (const column of columns) for (const name of names) any.orWhereRaw("?? like ?", [column, `%${likeIt(name)}%`]);
      })
      .select("id", ...columns, ...beside);
    const changed = rows.flatMap((row) => {
      const texts = Object.fromEntries(columns.map((column) => [column, row[column] == null ? null : clean(row[column])]));
      const same = columns.every((column) => texts[column] === row[column]);
      return same ? [] : [{ id: row.id, texts: { ...texts, ...more({ ...row, ...texts }) } }];
    });
    const [first] = changed;
    const said = changed.map(({ id, texts }) => ({ id, texts: Object.values(texts), steps: [] }));
    if (first) await bulkUpdate(trx, table, Object.keys(first.texts), [], said);
    return changed.map(({ id }) => id);
  };
}

const written = (name: string): string => JSON.stringify(name).slice(1, -1);
const likeIt = (name: string): string => written(name).replace(/[%\\_]/g, "_");

/** In a text by itself and in one of JSON. */
function cleaner(names: readonly string[], instead: string): Clean {
  const patterns = names.map((name) => {
    const [plain, inJson] = [name, written(name)].map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const text = `(?:${plain}|${inJson})`;
    return name.includes(" ")
      ? new RegExp(`(?<![\\p{L}\\p{N}])${text}(?=s?(?![\\p{L}\\p{N}]))`, "gu")
      : new RegExp(`(?<=^|")${text}(?=$|")`, "gu");
  });
  return (text) => patterns.reduce((rest, pattern) => rest.replace(pattern, () => instead), text);
}
