import type { Plan } from "../../domain/plan.ts";
import { loadModels } from "../catalogue.ts";
import type { DirectoryContent } from "../contract.ts";
import type { PhoneModel } from "../model.ts";
import type { VirtualRequest, VirtualState } from "../virtual/contract.ts";
import { seedDirectory, vendor } from "./index.ts";
import { virtualPolycom } from "./virtual.ts";

/** For tests: a plan's files as a server would hold them, and a virtual phone that boots from them. */

export const models: readonly PhoneModel[] = loadModels("polycom");

export function modelCalled(id: string): PhoneModel {
  const found = models.find(({ model }) => model === id);
  if (!found) throw new Error(`no model ${id}`);
  return found;
}

/** File name → text, in the order in which the phone asks. */
export function filesOf(plan: Plan): Map<string, string> {
  const { mac, modelId } = plan.phone;
  const files = new Map<string, string>();
  for (const role of vendor.roles(modelId)) {
    const file = vendor.render(role, plan);
    if (file) files.set(vendor.fileName(role, { mac, model: modelId }), Buffer.from(file.body).toString("utf8"));
  }
  return files;
}

export const colleagues: DirectoryContent = {
  key: "colleagues",
  title: "Kollegor",
  entries: [
    {
      name: "Asta Provdotter",
      numbers: [
        { kind: "work", number: "08-465 004 01" },
        { kind: "mobile", number: "070-174 06 05" },
      ],
    },
    { name: "Ängla <Öst> & Åberg", numbers: [{ kind: "work", number: "08-465 004 02" }] },
  ],
};

export type Boot = { readonly state: VirtualState; readonly requests: readonly VirtualRequest[] };

/** Boots a virtual phone on these files; everything else is 404, uploads are taken. */
export async function bootOn(
  files: ReadonlyMap<string, string>,
  phone: { readonly model: PhoneModel; readonly mac: string; readonly modules: number },
  memory: Map<string, string> = new Map(),
): Promise<Boot> {
  const requests: VirtualRequest[] = [];
  const state = await virtualPolycom.boot({
    ...phone,
    firmware: "5.9.7.4477",
    memory,
    fetch: async (request) => {
      requests.push(request);
      if (request.method === "PUT") return { status: 201, body: new Uint8Array() };
      const text = request.file.includes("/phonebook/") ? pageText : files.get(request.file);
      return text === undefined ? { status: 404, body: new Uint8Array() } : { status: 200, body: Buffer.from(text) };
    },
  });
  return { state, requests };
}

const pageText = Buffer.from(vendor.phonebook(colleagues)?.body ?? []).toString("utf8");
export const seedText = Buffer.from(seedDirectory(colleagues).body).toString("utf8");

/** Boots the plan's phone on the plan's files. */
export function bootPlan(plan: Plan, model: PhoneModel): Promise<Boot> {
  return bootOn(filesOf(plan), { model, mac: plan.phone.mac, modules: plan.modules.length });
}
