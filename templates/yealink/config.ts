import { readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import type { BootstrapPlan, Plan } from "../../domain/plan.ts";
import type { RenderedFile, RenderedLine, RenderWarning } from "../contract.ts";
import type { PhoneModel } from "../model.ts";
import { accountsSection } from "./accounts.ts";
import { bookWarnings, ldapSection, phonebooksSection } from "./books.ts";
import { keySections } from "./keys.ts";
import type { Section } from "./parameter.ts";
import { withRaw } from "./raw.ts";
import { regionalSection } from "./regional.ts";
import { bootstrapSection, callsSection, provisioningSection, securitySection, snmpSection, syslogSection } from "./settings.ts";

export type YealinkRole = "common" | "phone";

const contentType = "text/plain; charset=utf-8";
const template = Handlebars.compile<{ sections: readonly Section[] }>(
  readFileSync(join(import.meta.dirname, "config.hbs"), "utf8"),
  {
    noEscape: true, // every text has been through text.ts: these files have no entities
    data: false,
    knownHelpersOnly: true,
    knownHelpers: { each: true },
  },
);

/** A phone's file as bytes. Pure and byte-stable. */
export function renderConfig(role: YealinkRole, plan: Plan, model: PhoneModel): RenderedFile {
  const { sections, warnings } = content(role, plan, model);
  return file(sections, warnings);
}

/** The same file line by line; the texts joined by line feeds are its body. */
export function explainConfig(role: YealinkRole, plan: Plan, model: PhoneModel): readonly RenderedLine[] {
  const { sections } = content(role, plan, model);
  const plain = (text: string): RenderedLine => ({ text, origin: null });
  return [
    plain("#!version:1.0.0.1"),
    ...sections.flatMap(({ title, parameters }) => [
      plain(""),
      plain(`## ${title}`),
      ...parameters.map(({ name, text, origin }) => ({ text: `${name} = ${text}`, origin })),
    ]),
    plain(""),
  ];
}

/**
 * What a phone gets before it has proved itself: language, time and tones, and in its own file where to ask.
 *
 * @param model null when the phone has not said which it is
 */
export function renderBootstrap(role: YealinkRole, plan: BootstrapPlan, model: PhoneModel | null): RenderedFile {
  const regional = regionalSection(plan.settings, model);
  return file(role === "common" ? [regional] : [regional, bootstrapSection(plan)], []);
}

/** The common file is what phones of one model share: no secret, nothing of one phone. */
function content(role: YealinkRole, plan: Plan, model: PhoneModel) {
  const regional = regionalSection(plan.settings, model);
  if (role === "common") return { sections: [regional], warnings: [] };
  const generated = [
    provisioningSection(plan),
    regional,
    securitySection(plan),
    callsSection(plan),
    accountsSection(plan, model),
    ...keySections(plan, model),
    phonebooksSection(plan),
    ldapSection(plan),
    syslogSection(plan),
    snmpSection(plan),
  ];
  const overridden = withRaw(generated, plan.raw);
  return { ...overridden, warnings: [...overridden.warnings, ...bookWarnings(plan)] };
}

function file(sections: readonly Section[], warnings: readonly RenderWarning[]): RenderedFile {
  return { contentType, body: Buffer.from(template({ sections })), warnings: [...warnings, ...cutValues(sections)] };
}

/** Values from which characters had to go. */
function cutValues(sections: readonly Section[]): RenderWarning[] {
  return sections.flatMap(({ parameters }) =>
    parameters.filter(({ cut }) => cut).map(({ name }) => ({ code: "value_cut" as const, name })),
  );
}
