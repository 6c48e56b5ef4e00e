import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { type VendorId, vendorIds } from "../../domain/plan.ts";
import { findModel } from "../../templates/index.ts";
import { ok, type Route, route } from "../api/route.ts";
import { JobView, jobViews } from "../jobs/views.ts";
import { noteCodes } from "./found.ts";
import { type IntakeModels, planIntake } from "./plan.ts";
import { filesIn, readFound } from "./read.ts";
import { intakeJob, takeAll } from "./run.ts";

const tag = "Phones";
const Count = z.int();
/** An archive of a few thousand phones' files. */
const mostBytes = 64_000_000;
/** Notes that are told; all are counted. */
const mostTold = 1000;

const IntakeView = z.strictObject({
  users: Count,
  accounts: Count,
  phones: Count,
  keys: Count,
  following: Count,
  known: Count,
  refused: Count,
  /** Makes whose phones need somebody to say their model. */
  modelless: z.array(z.enum(vendorIds)),
  /** Phones by what they are taken for. */
  models: z.array(z.strictObject({ vendor: z.enum(vendorIds), model: z.string(), name: z.string(), count: Count })),
  noteCount: Count,
  /** The first of them, and how many there are of each kind. */
  notes: z.array(
    z.strictObject({
      file: z.string(),
      line: Count.nullable(),
      code: z.enum(noteCodes),
      text: z.string(),
      mac: z.string().nullable(),
    }),
  ),
  noteKinds: z.array(z.strictObject({ code: z.enum(noteCodes), count: Count })),
  /** True when it has been done, all of it. */
  kept: z.boolean(),
  /** What was refused when it was to be done: then nothing was. */
  errors: z.array(z.strictObject({ name: z.string(), code: z.string(), values: z.record(z.string(), z.unknown()) })),
  /** What goes on by itself, phone by phone; null: nothing. */
  job: JobView.nullable(),
});
export type IntakeView = z.infer<typeof IntakeView>;

const model = z.string().max(20).optional();
const intakeQuery = z.strictObject({
  /** `try`: says what would be done; `all`: does it whole or not at all; `each`: phone by phone, as a job. */
  mode: z.enum(["try", "all", "each"]).default("try"),
  /** As the file is called. */
  name: z.string().max(200).default("fil"),
  /** Which model phones are, where no file says it. */
  ...{ yealink: model, snom: model, polycom: model },
});

const types = [
  "text/",
  "application/zip",
  "application/x-zip-compressed",
  "application/csv",
  "application/octet-stream",
  "application/xml",
];

export const intakeRoutes: readonly Route[] = [
  route("administrator", {
    method: "post",
    path: "/phones/intake",
    tag,
    summary:
      "Takes over users, lines, phones and keys from files of another system: what live Yealink, Snom and Polycom phones fetch, and " +
      "exports of FusionPBX and FreePBX, one file or an archive. What is here already stays as it is; each line that nobody understood is named.",
    query: intakeQuery,
    file: { types, most: mostBytes, tooLarge: "upload_too_large" },
    answer: IntakeView,
    example: Buffer.from("#!version:1.0.0.1\naccount.1.user_name = 451\n"),
    handle: async (asked) => {
      const { parts, who, query, bytes, now } = asked;
      const { organisationId, actor } = who;
      const { mode, name, yealink, snom, polycom } = query;
      const models = modelsOf({ yealink, snom, polycom });
      const found = readFound(await filesIn(name, bytes));
      const plan = await planIntake(parts.db, organisationId, found, models);
      const into = { keyring: parts.keyring, organisationId, actor, now };
      const taken = mode === "all" ? await takeAll(parts.db, plan.items, into) : null;
      const job = mode === "each" && plan.items.length > 0 ? await intakeJob(parts.db, plan.items, name, into) : null;
      if (job) parts.jobs?.wake();
      const [view = null] = job ? await jobViews(parts.db, [job]) : [];
      return ok({ ...planView(plan), kept: taken !== null && taken.refused.length === 0, errors: refusedOf(taken), job: view });
    },
  }),
];

/** @throws DomainError `model_unknown` */
function modelsOf(said: Readonly<Record<VendorId, string | undefined>>): IntakeModels {
  const models: { [V in VendorId]?: string } = {};
  for (const vendor of vendorIds) {
    const model = said[vendor];
    if (!model) continue;
    if (!findModel(vendor, model)) throw new DomainError("model_unknown", { vendor, model });
    models[vendor] = model;
  }
  return models;
}

function refusedOf(taken: Awaited<ReturnType<typeof takeAll>> | null): IntakeView["errors"] {
  return (taken?.refused ?? []).slice(0, mostTold).map(({ name, code, detail }) => ({ name, code, values: { ...detail } }));
}

function planView({
  items,
  counts,
  modelless,
  notes,
}: Awaited<ReturnType<typeof planIntake>>): Omit<IntakeView, "kept" | "errors" | "job"> {
  const phones = items.flatMap((item) => (item.kind === "phone" ? [item] : []));
  const models = [...Map.groupBy(phones, ({ vendor, model }) => `${vendor} ${model}`).values()].flatMap((some) => {
    const [first] = some;
    if (!first) return [];
    const { vendor, model } = first;
    return [{ vendor, model, name: findModel(vendor, model)?.name ?? model, count: some.length }];
  });
  const kinds = [...Map.groupBy(notes, ({ code }) => code)].map(([code, some]) => ({ code, count: some.length }));
  return {
    ...counts,
    ...{ modelless: [...modelless], models, noteCount: notes.length, noteKinds: kinds },
    notes: notes.slice(0, mostTold).map((note) => ({ ...note })),
  };
}
