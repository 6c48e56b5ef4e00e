import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chargeClasses,
  filterRows,
  type SpecificationNode,
  type SpecificationOrder,
  type SpecificationRow,
  specificationLevels,
  specificationOf,
  sumsOf,
  withUnspecified,
} from "./invoice-specification.ts";

const row = (own: Partial<SpecificationRow> = {}): SpecificationRow => ({
  costPlace: "Malmö",
  userId: "u1",
  userName: "Åsa Öberg",
  number: "+46701740605",
  chargeClass: "callsMobile",
  count: 1,
  seconds: 60,
  bytes: 0,
  net: 49,
  ...own,
});

const anyRow = fc.record({
  costPlace: fc.constantFrom("Malmö", "Visby", "", null),
  userId: fc.constantFrom("u1", "u2", null),
  userName: fc.constantFrom("Åsa Öberg", "Bo Ek", null),
  number: fc.constantFrom("+46701740605", "+46701740606", null),
  chargeClass: fc.constantFrom(...chargeClasses),
  count: fc.nat(1000),
  seconds: fc.nat(100_000),
  bytes: fc.nat(10 ** 9),
  net: fc.integer({ min: -(10 ** 8), max: 10 ** 8 }),
});
const anyRows = fc.array(anyRow, { maxLength: 60 });
const orders: readonly SpecificationOrder[] = [
  specificationLevels,
  ["chargeClass", "costPlace", "holder"],
  ["holder", "chargeClass"],
  ["costPlace"],
];

const everyNode = (node: SpecificationNode): SpecificationNode[] => [node, ...node.children.flatMap(everyNode)];
const sums = ({ count, seconds, bytes, net }: SpecificationNode) => ({ count, seconds, bytes, net });

describe("a specification", () => {
  it("has in every node the sums of its parts to the öre, however it is divided", () => {
    fc.assert(
      fc.property(
        anyRows,
        fc.constantFrom(...orders),
        fc.integer({ min: -(10 ** 9), max: 10 ** 9 }),
        (rows, levels, invoiceNet) => {
          const root = withUnspecified(specificationOf(rows, levels), invoiceNet);
          expect(root.net).toBe(invoiceNet);
          const inner = everyNode(root).filter(({ children }) => children.length > 0);
          for (const node of inner) expect(sums(node)).toEqual(sumsOf(node.children));
          for (const { children } of inner) expect(new Set(children.map(({ key }) => key)).size).toBe(children.length);
          if (rows.length > 0) {
            const leaves = everyNode(root).filter(({ children, level }) => children.length === 0 && level !== "unspecified");
            expect(sumsOf(leaves)).toEqual(sumsOf(rows));
          }
        },
      ),
      { seed: 20261123, numRuns: 300 },
    );
  });

  it("adds up to the same from rows as from rows that were added up before", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const groups = new Map<string, SpecificationRow[]>();
        for (const one of rows) {
          const key = JSON.stringify([one.costPlace, one.userId, one.userName, one.number, one.chargeClass]);
          groups.set(key, [...(groups.get(key) ?? []), one]);
        }
        const added = [...groups.values()].flatMap((group) => (group[0] ? [{ ...group[0], ...sumsOf(group) }] : []));
        expect(specificationOf(added)).toEqual(specificationOf(rows));
      }),
      { seed: 20261123 },
    );
  });

  it("what a filter takes away and what it leaves is all there was", () => {
    fc.assert(
      fc.property(anyRows, fc.constantFrom("Malmö", null), (rows, costPlace) => {
        const left = filterRows(rows, { costPlace });
        const away = rows.filter((one) => !left.includes(one));
        expect(specificationOf(left).net + specificationOf(away).net).toBe(specificationOf(rows).net);
      }),
      { seed: 20261123 },
    );
    const rows = [row(), row({ userId: "u2" }), row({ chargeClass: "data" }), row({ number: null })];
    const filter = { costPlace: "Malmö", userId: "u1", number: "+46701740605", chargeClasses: ["callsMobile"] } as const;
    expect(filterRows(rows, filter)).toEqual([row()]);
    expect(filterRows(rows, {})).toEqual(rows);
  });

  it("lists cost places and users by name, those without last, and classes as an invoice does", () => {
    const root = specificationOf([
      row({ costPlace: null }),
      row({ costPlace: "Österlen" }),
      row({ costPlace: "Arvika", chargeClass: "data" }),
      row({ costPlace: "Arvika", chargeClass: "subscription", count: 1, seconds: 0, net: 19900 }),
      row({ costPlace: "Arvika", userId: null, userName: null, number: "+46701740699", chargeClass: "discount", net: -100 }),
      row({ costPlace: "Arvika", userId: "u2", userName: "Bo Ek", number: null }),
    ]);
    expect(root.children.map(({ costPlace }) => costPlace)).toEqual(["Arvika", "Österlen", null]);
    const [arvika] = root.children;
    expect(arvika?.children.map(({ userName, net }) => [userName, net])).toEqual([
      ["Bo Ek", 49],
      ["Åsa Öberg", 19949],
      [null, -100],
    ]);
    expect(arvika?.children[1]?.children.map(({ chargeClass }) => chargeClass)).toEqual(["subscription", "data"]);
  });

  it("tells apart two numbers of one user, and nothing is left unspecified when all is explained", () => {
    const root = specificationOf([row(), row({ number: "+46701740606" })]);
    expect(root.children[0]?.children.map(({ number }) => number)).toEqual(["+46701740605", "+46701740606"]);
    expect(withUnspecified(root, 98)).toBe(root);
    expect(withUnspecified(root, 100).children.at(-1)).toMatchObject({ level: "unspecified", net: 2, count: 0 });
    expect(withUnspecified(specificationOf([]), 0).children).toEqual([]);
  });
});
