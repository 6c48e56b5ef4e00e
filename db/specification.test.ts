import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isListed } from "../domain/call-record.ts";
import {
  chargeClasses,
  filterRows,
  type SpecificationNode,
  specificationOf,
  sumsOf,
  withUnspecified,
} from "../domain/invoice-specification.ts";
import { parseNumber } from "../domain/numbers.ts";
import { readQuery, searchRank } from "../domain/search.ts";
import {
  type Division,
  divisions,
  everySum,
  getSpecifiedInvoice,
  levelBelow,
  type NodeFilter,
  type NodePlace,
  openNode,
  type SpecifiedInvoice,
} from "./specification.ts";
import { anOrganisation } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { aCall, keepInvoice, keepUsage, type TestUsage } from "./testing/invoices.ts";
import type { Db } from "./types.ts";
import { everyRow, listNodeRows } from "./usage-rows.ts";

const called = ["+46701740612", "+46846500412", "116111", "112", "+4620123456", "+80012345678", "118118", "Röstbrevlåda", null];
const holders = [
  { userId: "u1", userName: "Åsa Öberg", number: "+46701740605" },
  { userId: "u1", userName: "Åsa Öberg", number: "+46846500405" },
  { userId: "u2", userName: "Bo Ek", number: "+46701740606" },
  { userId: null, userName: null, number: "+46701740607" },
  { userId: null, userName: null, number: null },
];
const anyRow: fc.Arbitrary<TestUsage> = fc
  .record({
    costPlace: fc.constantFrom("Malmö", "Visby", "Ö-lager", null),
    holder: fc.constantFrom(...holders),
    chargeClass: fc.constantFrom(...chargeClasses),
    count: fc.nat(1000),
    seconds: fc.nat(100_000),
    bytes: fc.nat(10 ** 12),
    net: fc.integer({ min: -(10 ** 9), max: 10 ** 9 }),
    called: fc.constantFrom(...called),
  })
  .map(({ holder, ...row }) => ({ ...row, ...holder }));

const sums = ({ count, seconds, bytes, net }: SpecificationNode | TestUsage) => ({ count, seconds, bytes, net });
const bare = (nodes: readonly SpecificationNode[]) => nodes.map(({ children: _, ...node }) => node);
const below = (place: NodePlace, node: SpecificationNode): NodePlace => {
  if (node.level === "costPlace") return { ...place, costPlace: node.costPlace };
  if (node.level === "holder") return { ...place, holder: { userId: node.userId, number: node.number } };
  return node.chargeClass === null ? place : { ...place, chargeClass: node.chargeClass };
};

describe.each(testDatabases())("the specification of an invoice on $name", ({ connect }) => {
  it("has at every level the sums of its parent to the öre, however it is divided and filtered, down to the rows", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    let turn = 0;
    const anyFilter: fc.Arbitrary<NodeFilter> = fc.record({
      costPlace: fc.constantFrom(undefined, undefined, "Malmö", null),
      userId: fc.constantFrom(undefined, undefined, "u1"),
      number: fc.constantFrom(undefined, undefined, "+46701740605"),
      classes: fc.constantFrom(undefined, undefined, ["callsMobile", "data"] as const),
      search: fc.constant(""),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRow, { minLength: 1, maxLength: 14 }),
        fc.constantFrom<Division>("place", "holder", "class"),
        anyFilter,
        async (rows, division, filter) => {
          const id = await keepInvoice(db, organisationId, { number: `${++turn}` });
          await keepUsage(db, id, rows);
          const invoice = await getSpecifiedInvoice(db, { organisationId, id });
          const left = filterRows(rows, asDomain(filter));
          const unfiltered = Object.values(filter).every((one) => one === undefined || one === "");
          const tree = specificationOf(left, divisions[division]);
          const expected = unfiltered ? withUnspecified(tree, invoice.net) : tree;
          await expectSame(db, invoice, division, filter, {}, expected, left);
          expect(sumsOf(await everySum(db, id, filter))).toEqual(sumsOf(left));
          const all = await everyRowOf(db, id, filter);
          expect(all.map(sums)).toEqual(left.map(sums));
        },
      ),
      { seed: 20261123, numRuns: 7 },
    );
  });

  it("lists and hides the same numbers by text patterns as by the rule", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));
    const any = fc.oneof(
      fc.constantFrom("1177", "11313", "11414", "116123", "90101", "118000", "0900-12345", "090-123456", "+80012345678"),
      digits(6),
      digits(9).map((text) => `0${text}`),
      digits(7).map((text) => `020${text}`),
      digits(9).map((text) => `+4${text}`),
    );
    const numbers = fc.sample(any, { seed: 7, numRuns: 300 }).flatMap((text) => parseNumber(text)?.canonical ?? []);
    const id = await keepInvoice(db, organisationId);
    await keepUsage(
      db,
      id,
      numbers.map((number) => aCall({ called: number })),
    );
    const place = { holder: { userId: "u1", number: "+46701740605" }, chargeClass: "callsMobile" } as const;
    const { rows, unlisted } = await listNodeRows(db, id, { place, filter: { search: "" }, offset: 0, limit: 500 });
    expect(rows.map((row) => row.called)).toEqual(numbers.filter(isListed));
    expect([rows.length > 20, unlisted.count > 20]).toEqual([true, true]);
  });

  it("finds what the rule of searching finds, in whatever words and digits", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const id = await keepInvoice(db, organisationId);
    const names = ["Åsa Öberg", "Anna-Karin O’Brien", "Bo Ek", "BO  EKLUND", "Søren Æsk", "100 % Ek_", "Борис", null];
    const places = ["Malmö", "Visby 2", "Ö-lager", "Karin", null];
    const numbers = ["+46701740605", "+46846500405", "+4712345678", "112", null];
    const kept = names.flatMap((userName, n) =>
      places.flatMap((costPlace, p) =>
        numbers.map((number) => aCall({ userId: `u${n}`, userName, costPlace, number, net: 1 + p })),
      ),
    );
    await keepUsage(db, id, kept);
    const piece = fc.oneof(
      fc.constantFrom(
        "asa",
        "ÖBERG",
        "öb",
        "obrien",
        "O'Brien",
        "karin-",
        "ek",
        "ek_",
        "%",
        "malmo",
        "SØREN",
        "sk",
        "борис",
        "2",
      ),
      fc.constantFrom("+46 70", "0701", "08-465", "0046", "46", "12", "112", "+47", "(0)8", "4605", "tel:070"),
      fc.string({ minLength: 1, maxLength: 3 }),
    );
    const search = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(" "));
    const rule = (text: string) => {
      const query = readQuery(text);
      if (query.words.length === 0 && query.number === null) return kept;
      return kept.filter(
        (row) => searchRank(query, [row.costPlace ?? "", row.userName ?? ""], row.number === null ? [] : [row.number]) !== null,
      );
    };
    const key = (row: Pick<TestUsage, "costPlace" | "userName" | "number">) =>
      JSON.stringify([row.costPlace, row.userName, row.number]);
    await fc.assert(
      fc.asyncProperty(search, async (text) => {
        const found = await everySum(db, id, { search: text });
        expect(found.map(key).sort()).toEqual(rule(text).map(key).sort());
      }),
      { seed: 20261123, numRuns: 120 },
    );
  });

  it("finds by words of a name or cost place, with or without accents, and by a part of a number", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const id = await keepInvoice(db, organisationId);
    await keepUsage(db, id, [
      aCall({ net: 100 }),
      aCall({ userId: "u2", userName: "Bo Ek", number: "+46701740606", net: 30 }),
      aCall({ userId: "u2", userName: "Bo Ek", number: "+46701740606", costPlace: "Visby", net: 7 }),
    ]);
    const invoice = await getSpecifiedInvoice(db, { organisationId, id });
    const found = async (search: string) => {
      const filter = { search };
      return (await openNode(db, invoice, { division: "place", place: {}, filter, sort: "net", offset: 0, limit: 10 })).node.net;
    };
    expect([await found("asa"), await found("Öberg"), await found("ek visby"), await found("070-174 06 06")]).toEqual([
      100, 100, 7, 37,
    ]);
    expect([await found("malmö"), await found("ingen")]).toEqual([130, 0]);
  });
});

async function everyRowOf(db: Db, id: string, filter: NodeFilter) {
  const all = [];
  for await (const rows of everyRow(db, id, filter)) all.push(...rows);
  return all;
}

function asDomain({ costPlace, userId, number, classes }: NodeFilter) {
  return {
    ...(costPlace === undefined ? {} : { costPlace }),
    ...(userId === undefined ? {} : { userId }),
    ...(number === undefined ? {} : { number }),
    ...(classes === undefined ? {} : { chargeClasses: classes }),
  };
}

/** Opens node after node, and the rows below the last ones. */
async function expectSame(
  db: Db,
  invoice: SpecifiedInvoice,
  division: Division,
  filter: NodeFilter,
  place: NodePlace,
  expected: SpecificationNode,
  rows: readonly TestUsage[],
): Promise<void> {
  if (levelBelow(division, place) === null) {
    const found = await listNodeRows(db, invoice.id, { place, filter, offset: 0, limit: 500 });
    const hidden = rows.filter((row) => row.called && !isListed(row.called));
    expect([found.node, found.unlisted]).toEqual([sums(expected), sumsOf(hidden)]);
    expect([found.rows.length, sumsOf([...found.rows, found.unlisted])]).toEqual([found.total, sums(expected)]);
    return;
  }
  const opened = await openNode(db, invoice, { division, place, filter, sort: "name", offset: 0, limit: 500 });
  expect([opened.node, opened.total]).toEqual([sums(expected), expected.children.length]);
  expect(bare(opened.children)).toEqual(bare(expected.children));
  for (const child of expected.children) {
    if (child.level === "unspecified") continue;
    const deeper = below(place, child);
    const own = filterRows(rows, {
      ...(deeper.costPlace === undefined ? {} : { costPlace: deeper.costPlace }),
      ...(deeper.chargeClass === undefined ? {} : { chargeClasses: [deeper.chargeClass] }),
    }).filter((row) => !deeper.holder || (row.userId === deeper.holder.userId && row.number === deeper.holder.number));
    await expectSame(db, invoice, division, filter, deeper, child, own);
  }
}
