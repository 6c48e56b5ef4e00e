import { describe, expect, test } from "vitest";
import { loadModels } from "../catalogue.ts";
import { samplePlan, scenarios } from "../testing/sample-plans.ts";
import { vendor } from "./index.ts";
import { knownParameters, notSettings } from "./parameters.ts";
import { type Element, readXml } from "./virtual-xml.ts";

const models = loadModels("snom");
const cases = models.flatMap((model) => scenarios.map((scenario) => ({ model, scenario, id: `${model.model}.${scenario}` })));

function bytes(role: string, plan: Parameters<typeof vendor.render>[1]): Uint8Array {
  const file = vendor.render(role, plan);
  expect(file).not.toBeNull();
  return file?.body ?? new Uint8Array();
}

function names(element: Element): readonly string[] {
  return [element.name, ...element.children.flatMap(names)];
}

describe.each(cases)("the phone file of $id", ({ model, scenario, id }) => {
  const plan = samplePlan(model, scenario);
  const body = bytes("phone", plan);
  const root = readXml(body);

  test("is as its golden output says, and the same at every rendering", async () => {
    await expect(Buffer.from(body).toString("utf8")).toMatchFileSnapshot(`golden/${id}.xml`);
    expect(Buffer.from(bytes("phone", plan)).equals(body)).toBe(true);
  });

  test("is well-formed UTF-8 with settings and function keys, and names only known parameters with a permission", () => {
    expect(root?.name).toBe("settings");
    expect(root?.children.map(({ name }) => name)).toEqual(["phone-settings", "functionKeys"]);
    const elements = root?.children.flatMap(({ children }) => children) ?? [];
    for (const { name, attributes, children } of elements) {
      expect(knownParameters().has(name) || notSettings.has(name), name).toBe(true);
      expect(attributes.perm, name).toMatch(/^RW?$/);
      expect(children, name).toEqual([]);
    }
  });

  test("explains itself line by line with the same bytes", () => {
    const lines = vendor.explain("phone", plan) ?? [];
    expect(lines.map(({ text }) => text).join("\n")).toBe(Buffer.from(body).toString("utf8"));
    expect(lines.filter(({ text, origin }) => /^<\w+ [^>]*perm=/.test(text) && origin === null)).toEqual([]);
  });
});

test.each(models)("hostile text adds no element to a file of $model", (model) => {
  const plain = readXml(bytes("phone", samplePlan(model, "kinds")));
  const hostile = readXml(bytes("phone", samplePlan(model, "hostile")));
  expect(plain && names(plain)).toEqual(hostile && names(hostile));
});

const d785 = models.filter(({ model }) => model === "D785");

test.each(d785)("the smaller files of a $model are as their golden outputs say", async (model) => {
  const firmware = {
    file: "snomD785-10.1.215.13-SIP-r.bin",
    version: "10.1.215.13",
    through: null,
    origin: { layer: "operator" as const, name: "Drift", by: null, at: null },
  };
  const plan = { ...samplePlan(model, "hostile"), firmware };
  for (const role of ["model", "firmware", "books"])
    await expect(Buffer.from(bytes(role, plan)).toString("utf8")).toMatchFileSnapshot(`golden/D785.${role}.xml`);
  const hello = vendor.bootstrap("model", {
    mac: plan.phone.mac,
    vendor: "snom",
    modelId: "D785",
    organisationName: plan.phone.organisationName,
    provisioningUrl: plan.provisioning.url,
    askAgainNow: true,
    settings: plan.settings,
  });
  await expect(Buffer.from(hello?.body ?? []).toString("utf8")).toMatchFileSnapshot("golden/D785.bootstrap.xml");
  const book = vendor.phonebook({
    key: "colleagues",
    title: plan.phone.organisationName,
    entries: [
      {
        name: `Åsa <Öberg> & "Söner"`,
        numbers: [
          { kind: "work", number: "084650040" },
          { kind: "mobile", number: "0701740605" },
        ],
      },
      { name: "]]>\u0000<x/>", numbers: [{ kind: "other", number: "*72&1" }] },
    ],
  });
  await expect(Buffer.from(book?.body ?? []).toString("utf8")).toMatchFileSnapshot("golden/D785.phonebook.xml");
});
