import { XMLParser } from "fast-xml-parser";
import type { Plan } from "../../domain/plan.ts";
import type { Vendor } from "../../templates/contract.ts";
import { allModels, vendorOf } from "../../templates/index.ts";
import type { PhoneModel } from "../../templates/model.ts";
import { hostileStrings, samplePlan } from "../../templates/testing/sample-plans.ts";
import type { Claim } from "../contract.ts";
import { Tally } from "../tally.ts";

/** What ends a line, a value or an element somewhere, begins a template, or counts as something that it is not. */
const pieces = [
  ...["\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\v", "\f", "\0", "\u001b", "\ud800", "\udfff", "\ufeff", "\u202e"],
  ...[
    "=",
    " = ",
    "#",
    "##",
    ";",
    "|",
    "\\",
    '"',
    "'",
    "<",
    ">",
    "/>",
    "</",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "<?xml",
    "&",
    "&amp;",
    "&#10;",
    "&#x0a;",
    "&lt;",
  ],
  ...[
    "{{",
    "}}",
    "{{{",
    "}}}",
    "{{#each this}}",
    "{{constructor}}",
    "{{lookup . 'constructor'}}",
    "{{> x}}",
    "{{__proto__}}",
    "\u0024{",
    "<%= 1 %>",
    "#{1}",
  ],
  ...[
    "static.security.user_password = admin:own",
    "account.9.password = x",
    "<settings>",
    '<x reg.9.auth.password="x"/>',
    "%0a",
    "$mac",
    "\t",
  ],
] as const;

function hostile(random: () => number): string {
  if (random() < 0.15) return hostileStrings[Math.floor(random() * hostileStrings.length)] ?? "";
  return Array.from({ length: 1 + Math.floor(random() * 6) }, () => pieces[Math.floor(random() * pieces.length)] ?? "").join(
    random() < 0.5 ? "" : "x",
  );
}

/** Fields of a plan that hold what people write. */
const people = new Set(["label", "displayName", "organisationName", "name"]);

/** The same plan with each such text made by `write`. Never empty: an empty text has no parameter. */
function withTexts<T>(value: T, write: () => string, field?: string): T;
function withTexts(value: unknown, write: () => string, field = ""): unknown {
  if (typeof value === "string") return people.has(field) ? `A${write()}` : value;
  if (Array.isArray(value)) return value.map((one) => withTexts(one, write, field));
  if (value === null || typeof value !== "object") return value;
  // Where a value came from is not in the file.
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      name === "origin" || name === "misfits" ? part : withTexts(part, write, name),
    ]),
  );
}

/** A parameter in the make's own words, whose value somebody writes who may. */
const rawNames: Readonly<Record<Vendor["id"], string>> = {
  yealink: "phone_setting.custom_text",
  snom: "custom_text",
  polycom: "lcl.custom.text",
};

function withRaw(plan: Plan, vendor: Vendor["id"], value: string): Plan {
  return { ...plan, raw: [{ name: rawNames[vendor], value, origin: plan.provisioning.origin }] };
}

const control = /(?![\n\r\t])\p{Cc}/u;
const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: "@", processEntities: false });

/** Names alone, in their order: of parameters in lines, of elements and attributes in XML. Null: a line is neither. */
function shape(vendor: Vendor["id"], text: string): string | null {
  if (vendor !== "yealink") return text.startsWith("<") ? namesIn(parser.parse(text)).join(" ") : null;
  const names: string[] = [];
  for (const line of text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)) {
    if (line === "" || line.startsWith("#")) {
      names.push(line);
      continue;
    }
    const name = /^([\w.-]+) = /.exec(`${line} `)?.[1];
    if (name === undefined) return null;
    names.push(name);
  }
  return names.join(" ");
}

function namesIn(nodes: unknown): string[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: unknown) => {
    if (node === null || typeof node !== "object") return [];
    return Object.entries(node).flatMap(([name, part]) => {
      if (name === "#text") return [];
      if (name === ":@") return Object.keys(part && typeof part === "object" ? part : {});
      return [name, ...namesIn(part)];
    });
  });
}

const texts: Claim = {
  id: "texts-stay-texts",
  suite: "attack",
  promise:
    "Whatever people write as a name, a label or a parameter's value stays a text in every file of every model: it adds no line, parameter or element, and no template runs in it.",
  prove: async ({ size, random, say }) => {
    const tally = new Tally();
    const models = allModels().filter(() => size === "full" || random() < 0.06);
    for (const model of models) {
      const calm = withRaw(
        withTexts(samplePlan(model, "full"), () => "bc"),
        model.vendor,
        "Abc",
      );
      for (let round = 0; round < (size === "full" ? 25 : 2); round++) tryOne(model, calm, random, tally);
    }
    say(`${models.length} models`);
    return tally.outcome({ measured: `${models.length} models` });
  },
};

function tryOne(model: PhoneModel, calm: Plan, random: () => number, tally: Tally): void {
  const vendor = vendorOf(model.vendor);
  const wild = withRaw(
    withTexts(calm, () => hostile(random)),
    model.vendor,
    `A${hostile(random)}`,
  );
  for (const role of vendor.roles(model.model)) {
    const [before, after] = [vendor.render(role, calm), vendor.render(role, wild)];
    if (!before || !after) continue;
    const text = new TextDecoder().decode(after.body);
    const [wanted, given] = [shape(vendor.id, new TextDecoder().decode(before.body)), shape(vendor.id, text)];
    tally.check(
      given !== null && given === wanted,
      () => `${model.vendor} ${model.model}, ${role}: a text changes what the file is made of`,
    );
    tally.check(
      !/\[native code\]|\[object |function \w*\(/.test(text),
      () => `${model.vendor} ${model.model}, ${role}: a template has run`,
    );
    tally.check(!control.test(text), () => `${model.vendor} ${model.model}, ${role}: a control character is in the file`);
  }
}

export const textClaims: readonly Claim[] = [texts];
