import type { Command } from "commander";
import { recordAudit } from "../../db/audit.ts";
import { deliveryState } from "../../db/deliveries.ts";
import type { Phone } from "../../db/phones.ts";
import { DomainError } from "../../domain/errors.ts";
import type { Origin, Plan } from "../../domain/plan.ts";
import type { FileRole, RenderedFile, Vendor } from "../../templates/contract.ts";
import { vendorOf } from "../../templates/index.ts";
import type { App } from "../app.ts";
import { addCommand, flag } from "../command.ts";
import { writeAll } from "../io.ts";
import { table } from "../output.ts";
import { publicUrlOf } from "../public-url.ts";
import { resolvePhone } from "../resolve.ts";
import { maskPlan, planOfPhone } from "./plan-of-phone.ts";

export const reveal = flag("--reveal", "with its secrets; that they were shown is written to the audit log");

type OwnPhone = Phone & { readonly organisationId: string };
export type PhoneFiles = {
  readonly phone: OwnPhone;
  readonly plan: Plan;
  readonly vendor: Vendor;
  readonly roles: readonly FileRole[];
  readonly nameOf: (role: FileRole) => string;
  readonly revision: number;
};

/** The phone's plan and what its make turns it into. @throws DomainError `phone_not_found`, `model_unknown` */
export async function phoneFiles(app: App, mac: string): Promise<PhoneFiles> {
  const store = await app.store();
  const phone = await resolvePhone(store.db, mac);
  const { plan, model, revision } = await planOfPhone(store, phone.id, publicUrlOf(app.settings().settings));
  const vendor = vendorOf(model.vendor);
  const nameOf = (role: FileRole) => vendor.fileName(role, { mac: phone.mac, model: model.model });
  return { phone, plan, vendor, roles: vendor.roles(model.model), nameOf, revision };
}

/** What a phone gets: the plan, its files, and where each line comes from. */
export function registerFiles(group: Command, app: App): void {
  addCommand(group, {
    usage: "files <mac>",
    summary: "Lists the phone's files: the name it asks for, and whether it has fetched what it should have.",
    examples: ["phone files 80:5e:c0:12:34:56"],
    options: {},
    run: async ({ mac }) => {
      const { phone, plan, vendor, roles, nameOf } = await phoneFiles(app, mac);
      const state = await deliveryState((await app.store()).db, phone.id);
      const files = roles.flatMap((role) => {
        const rendered = vendor.render(role, plan);
        if (!rendered) return [];
        const known = state?.files.find((one) => one.role === role);
        const warnings = rendered.warnings.map((one) => `${one.code} ${one.name}`);
        const fetched = known?.deliveredHash == null ? "never" : known.deliveredHash === known.wantedHash ? "fetched" : "waiting";
        return [{ role, name: nameOf(role), bytes: rendered.body.length, fetched, at: known?.deliveredAt ?? null, warnings }];
      });
      app.print(files, () =>
        table(
          ["role", "name", "bytes", "delivery", "fetched at", "warnings"],
          files.map((one) => [one.role, one.name, one.bytes, one.fetched, one.at, one.warnings.join("; ")]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "file <mac> [name]",
    summary:
      "Prints a file's exact bytes, by role or by the name the phone asks for; without one the phone's own. Secrets are covered.",
    examples: [
      "phone file 80:5e:c0:12:34:56",
      "phone file 80:5e:c0:12:34:56 805ec0123456.cfg --reveal",
      "phone file 80:5e:c0:12:34:56 --origin",
    ],
    options: { origin: flag("--origin", "each line with the layer it comes from"), reveal },
    run: async ({ mac, name }, options) => {
      const files = await phoneFiles(app, mac);
      const role = roleNamed(files, name);
      if (options.reveal) await recordReveal(app, files.phone, role);
      const plan = options.reveal ? files.plan : maskPlan(files.plan);
      if (options.origin) return printOrigins(app, files, role, plan);
      const rendered = files.vendor.render(role, plan);
      if (!rendered)
        throw new DomainError("input_invalid", { field: "name", reason: "the phone has no such file", value: name ?? role });
      if (app.json) printJson(app, files, role, rendered);
      else await writeAll(app.io.stdout, rendered.body);
    },
  });
}

/** A role, or a file's name. Without either: the file that the phone's own settings are in. @throws DomainError `input_invalid` */
export function roleNamed(files: PhoneFiles, written: string | undefined): FileRole {
  const { roles, nameOf } = files;
  if (written === undefined) return roles.find((role) => role === "phone" || role === "settings") ?? roles[0] ?? "phone";
  const wanted = written.toLowerCase();
  const role = roles.find((one) => one === wanted || nameOf(one).toLowerCase() === wanted);
  if (role !== undefined) return role;
  const fitting = roles.map((one) => `${one} (${nameOf(one)})`).join(", ");
  throw new DomainError("input_invalid", { field: "name", reason: `one of ${fitting}`, value: written });
}

export async function recordReveal(app: App, phone: OwnPhone, what: string): Promise<void> {
  const entry = {
    organisationId: phone.organisationId,
    action: "phone.secrets_shown",
    subject: { kind: "phone", id: phone.id },
    after: { what },
  };
  await recordAudit((await app.store()).db, entry, app.actor, app.io.now());
}

function printJson(app: App, files: PhoneFiles, role: FileRole, rendered: RenderedFile): void {
  const { contentType, warnings, body } = rendered;
  app.print({ role, name: files.nameOf(role), contentType, warnings, body: Buffer.from(body).toString("utf8") }, () => "");
}

function printOrigins(app: App, files: PhoneFiles, role: FileRole, plan: Plan): void {
  const lines = files.vendor.explain(role, plan) ?? [];
  app.print(
    lines.map(({ text, origin }) => ({ text, origin })),
    () =>
      table(
        ["line", "from"],
        lines.map((line) => [line.text, line.origin ? originText(line.origin) : ""]),
      ),
  );
}

/** `organisation Björkö Bygg AB, by anna 2026-11-22T14:03:00Z`. */
export function originText(origin: Origin): string {
  const by = origin.by === null ? "" : `, by ${origin.by}`;
  return `${origin.layer} ${origin.name}${by}${origin.at === null ? "" : ` ${origin.at}`}`;
}
