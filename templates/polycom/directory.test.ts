import { XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import { hostileStrings, samplePlan } from "../testing/sample-plans.ts";
import { directoryLimits } from "./directory.ts";
import { vendor } from "./index.ts";
import { modelCalled } from "./testing.ts";
import { readDirectory } from "./virtual-files.ts";

const work = (number: string) => ({ kind: "work" as const, number });
const people = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    name: `${hostileStrings[n % 8]} ${n}`,
    numbers: [work(`0313${String(n).padStart(6, "0")}`)],
  }));
const book = (entries: ReturnType<typeof people>) => ({ key: "colleagues", title: "Kollegor", entries });

function filled(model: string, entries: ReturnType<typeof people>, favourites: string | null): Buffer {
  return Buffer.from(vendor.withBooks(favourites, [book(entries)], model)?.body ?? []);
}

test.each(["SPIP321", "SPIP650", "VVX450", "CCX500"])(
  "the directory of a %s holds as many people as it takes, once each",
  (model) => {
    const limits = directoryLimits(model);
    const plan = samplePlan(modelCalled(model), "hostile");
    const own = vendor.render("directory", plan);
    const favourites = own === null ? null : Buffer.from(own.body).toString();
    const bytes = filled(model, people(5_000), favourites);
    expect(XMLValidator.validate(bytes.toString())).toBe(true);
    expect(bytes.length).toBeLessThanOrEqual(limits.bytes);
    const problems: string[] = [];
    const contacts = readDirectory(bytes, "directory", problems);
    expect(problems).toEqual([]);
    expect(contacts.length).toBeLessThanOrEqual(limits.entries);
    expect(contacts.length).toBeGreaterThan(limits.entries / 4);
    // What the keys point at stays as it was.
    const before = favourites === null ? [] : readDirectory(Buffer.from(favourites), "directory", problems);
    expect(contacts.slice(0, before.length)).toEqual(before);
  },
);

test("a number that a key has already is not there twice, and a phone without people keeps its own file", () => {
  const favourites = [
    '<?xml version="1.0"?>',
    "<directory>",
    "  <item_list>",
    "    <item><fn>Disken</fn><ct>4711</ct><sd>1</sd></item>",
  ];
  const text = [...favourites, "  </item_list>", "</directory>"].join("\n");
  const both = filled("VVX450", [{ name: "Åsa", numbers: [work("4711"), work("4712")] }], text).toString();
  expect(both.match(/<ct>4711</g)).toHaveLength(1);
  expect(both).toContain("<fn>Åsa (2)</fn><ct>4712</ct>");
  expect(filled("VVX450", [], text).toString()).toBe(text);
});
