import { isUtf8 } from "node:buffer";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Command } from "commander";
import { DomainError } from "../../domain/errors.ts";
import { vendorIds } from "../../domain/plan.ts";
import type { Note } from "../../portal/intake/found.ts";
import { type IntakeModels, planIntake } from "../../portal/intake/plan.ts";
import { filesIn, mostAllBytes, mostFiles, type NamedFile, readFound } from "../../portal/intake/read.ts";
import { type Taken, takeAll, takeEach } from "../../portal/intake/run.ts";
import { modelByName } from "../../templates/model-name.ts";
import type { App } from "../app.ts";
import { addCommand, flag, text } from "../command.ts";
import { errorText } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { printable } from "../output.ts";
import { organisationOption as organisation, resolveOrganisation } from "../resolve.ts";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "import-files <path>",
    summary:
      "Takes over users, lines, phones and keys from a folder, an archive or a file of another system: what live Yealink, Snom and " +
      "Polycom phones fetch, and exports of FusionPBX (CSV, dump) and FreePBX (CSV). Says of each line whether it was understood.",
    examples: [
      "import-files /srv/tftp --dry-run",
      "import-files fusionpbx.zip --each",
      "import-files cfg --model yealink=T46S,snom=D785",
    ],
    options: {
      organisation,
      dryRun: flag("--dry-run", "say what would be done, change nothing"),
      each: flag("--each", "each phone for itself: what one is refused, the others get. Otherwise all or nothing"),
      model: text("--model <makes>", "which model phones are where no file says it: yealink=T46S,snom=D785"),
    },
    run: async ({ path }, { organisation: written, dryRun, each, model }) => {
      const { db, keyring } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, written);
      const found = readFound(await filesAt(path));
      const plan = await planIntake(db, organisationId, found, modelsOf(model));
      const into = { keyring, organisationId, actor: app.actor, now: app.io.now() };
      const take = each ? takeEach : takeAll;
      const taken = dryRun ? null : await take(db, plan.items, into);
      if (taken && taken.refused.length > 0) app.exitCode = exitCodes.failed;
      const refused = (taken?.refused ?? []).map((one) => ({
        ...one,
        message: errorText(new DomainError(one.code, one.detail), app.language),
      }));
      const kept = taken !== null && (each || refused.length === 0);
      const done = { changed: taken?.changed ?? 0, unchanged: taken?.unchanged ?? 0, refused };
      app.print({ dryRun, kept, ...plan.counts, modelless: plan.modelless, ...done, notes: plan.notes }, () =>
        report(plan, taken, refused, kept),
      );
    },
  });
}

function report(
  { counts, modelless, notes }: Awaited<ReturnType<typeof planIntake>>,
  taken: Taken | null,
  refused: readonly { readonly name: string; readonly message: string }[],
  kept: boolean,
): string {
  const { users, accounts, phones, keys, following, known } = counts;
  return [
    `${users} user(s), ${accounts} line(s), ${phones} phone(s), ${keys} key(s) of which ${following} follow somebody; ${known} here already\n`,
    ...modelless.map((vendor) => `${vendor}: no file says the model. Say it: --model ${vendor}=…\n`),
    ...notes.map(noteLine),
    ...refused.map(({ name, message }) => `${printable(name)}: ${printable(message)}\n`),
    taken === null
      ? "Dry run: nothing has been changed.\n"
      : kept
        ? `${taken.changed} taken in.\n`
        : "Nothing has been changed.\n",
  ].join("");
}

function noteLine({ file, line, code, text: shown, mac }: Note): string {
  const where = line === null ? printable(file) : `${printable(file)}:${line}`;
  return `${where}: ${code}${mac ? ` (${mac})` : ""}${shown ? `: ${printable(shown)}` : ""}\n`;
}

/** @throws DomainError `input_invalid`, `model_unknown` */
function modelsOf(written: string | undefined): IntakeModels {
  const models: Record<string, string> = {};
  for (const part of written?.split(",") ?? []) {
    const [make = "", name = ""] = part.split("=").map((one) => one.trim());
    const vendor = vendorIds.find((one) => one === make.toLowerCase());
    if (!vendor || !name)
      throw new DomainError("input_invalid", { field: "--model", reason: "such as yealink=T46S", value: part });
    models[vendor] = modelByName(name.includes(" ") ? name : `${vendor} ${name}`).model;
  }
  return models;
}

/** Every file below a folder, or those of an archive. Links are not followed: what is taken in lies there. */
async function filesAt(path: string): Promise<readonly NamedFile[]> {
  const refused = (reason: string) => new DomainError("input_invalid", { field: "path", reason, value: path });
  const what = await stat(path).catch(() => null);
  if (!what) throw refused("cannot be read");
  if (!what.isDirectory()) return filesIn(path, await readFile(path));
  const files: NamedFile[] = [];
  let total = 0;
  for await (const { name, whole } of below(Buffer.from(path), "")) {
    const { size } = await stat(whole);
    total += size;
    if (files.length >= mostFiles || total > mostAllBytes) throw refused("holds more than is taken in at once");
    files.push({ name, bytes: await readFile(whole) });
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Paths are bytes: on old servers some names are Latin-1, and are not found again when they are read as UTF-8. */
async function* below(folder: Buffer, within: string): AsyncGenerator<{ readonly name: string; readonly whole: Buffer }> {
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: "buffer" })) {
    const whole = Buffer.concat([folder, Buffer.from(sep), entry.name]);
    const name = join(within, entry.name.toString(isUtf8(entry.name) ? "utf8" : "latin1"));
    if (entry.isDirectory()) yield* below(whole, name);
    else if (entry.isFile()) yield { name, whole };
  }
}
