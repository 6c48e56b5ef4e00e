import { describe, expect, test } from "vitest";
import type { Plan } from "../../domain/plan.ts";
import { samplePlan, scenarios } from "../testing/sample-plans.ts";
import { vendor } from "./index.ts";
import { yealinkModels } from "./models.ts";
import { isKnownParameter } from "./parameter.ts";
import { readConfigFile } from "./virtual-file.ts";

/** Names that are rendered although the vendor's list lacks them, each with its reason. None so far. */
const exceptions: ReadonlySet<string> = new Set();

const models = [...yealinkModels().values()];
const golden = (name: string) => `./golden/${name.toLowerCase()}.cfg`;
const render = (role: string, plan: Plan) => Buffer.from(vendor.render(role, plan)?.body ?? []);

describe.each(models.map((model) => ({ model, name: model.model })))("$name", ({ model, name }) => {
  test.each(scenarios)("renders its sample phone as the golden file says: %s", async (scenario) => {
    const body = render("phone", samplePlan(model, scenario));
    await expect(body.toString()).toMatchFileSnapshot(golden(`${name}.${scenario}`));
    const { lines, problems } = readConfigFile(name, body);
    expect(problems).toEqual([]);
    expect(lines.filter((line) => !isKnownParameter(line.name) && !exceptions.has(line.name))).toEqual([]);
    expect(lines.length).toBe(new Set(lines.map((line) => line.name)).size + 1); // two users' passwords share a name
  });

  test("has a common file that is the same in every situation, in the golden file", async () => {
    const bodies = new Set(scenarios.map((scenario) => render("common", samplePlan(model, scenario)).toString()));
    expect(bodies.size).toBe(1);
    await expect([...bodies].join("")).toMatchFileSnapshot(golden(`${name}.common`));
  });

  test("explains every line of its files, and the lines are the file", () => {
    for (const role of vendor.roles(name))
      for (const scenario of scenarios) {
        const plan = samplePlan(model, scenario);
        const lines = vendor.explain(role, plan) ?? [];
        expect(lines.map(({ text }) => text).join("\n")).toBe(render(role, plan).toString());
      }
  });
});

test("the same plan gives the same bytes, whichever plans were rendered in between", () => {
  const bodies = models.map((model) => render("phone", samplePlan(model, "full")));
  const again = models.toReversed().map((model) => render("phone", structuredClone(samplePlan(model, "full"))));
  expect(again.toReversed().every((body, at) => body.equals(bodies[at] ?? Buffer.alloc(0)))).toBe(true);
});

test("every value that is planned names its origin", () => {
  const [model] = models.filter(({ model: id }) => id === "T46U");
  const lines = model ? (vendor.explain("phone", samplePlan(model, "kinds")) ?? []) : [];
  const find = (name: string) => lines.find(({ text }) => text.startsWith(`${name} = `))?.origin;
  expect(find("account.1.password")).toMatchObject({ layer: "user", by: "Asta Provdotter" });
  expect(find("account.1.sip_server.1.address")).toMatchObject({ layer: "organisation" });
  expect(find("linekey.2.label")).toMatchObject({ layer: "phone" });
  expect(find("lang.gui")).toMatchObject({ layer: "organisation", name: "Björkö Bygg AB" });
  expect(find("account.16.enable")).toBeNull();
});
