import type { Command } from "commander";
import { deliveryState, type FileDelivery } from "../../db/deliveries.ts";
import { loadBody } from "../../db/rendered-body.ts";
import type { FileRole } from "../../templates/contract.ts";
import type { App } from "../app.ts";
import { addCommand } from "../command.ts";
import { type DiffLine, diffLines, withContext } from "../line-diff.ts";
import { printable } from "../output.ts";
import { type PhoneFiles, phoneFiles, recordReveal, reveal, roleNamed } from "./files.ts";
import { maskText } from "./mask-text.ts";

type FileDifference = {
  readonly role: FileRole;
  readonly name: string;
  /** `gone`: what was delivered is no longer kept, so only that it differs is known. */
  readonly state: "never" | "same" | "different" | "gone";
  readonly deliveredAt: string | null;
  readonly lines: readonly DiffLine[];
};

/** What the phone last fetched against what it should have. */
export function registerDiff(group: Command, app: App): void {
  addCommand(group, {
    usage: "diff <mac> [name]",
    summary: "Shows what the phone last fetched against what it should have now. Secrets are covered.",
    examples: ["phone diff 80:5e:c0:12:34:56", "phone diff 80:5e:c0:12:34:56 805ec0123456.cfg"],
    options: { reveal },
    run: async ({ mac, name }, options) => {
      const files = await phoneFiles(app, mac);
      const roles = name === undefined ? files.roles : [roleNamed(files, name)];
      if (options.reveal) await recordReveal(app, files.phone, "diff");
      const state = await deliveryState((await app.store()).db, files.phone.id);
      const differences: FileDifference[] = [];
      for (const role of roles) {
        const known = state?.files.find((one) => one.role === role);
        const difference = await compare(app, files, role, known, options.reveal);
        if (difference) differences.push(difference);
      }
      app.print(differences, () => differences.map(differenceText).join(""));
    },
  });
}

async function compare(
  app: App,
  files: PhoneFiles,
  role: FileRole,
  known: FileDelivery | undefined,
  revealed: boolean,
): Promise<FileDifference | null> {
  const rendered = files.vendor.render(role, files.plan);
  if (!rendered) return null;
  const base = { role, name: files.nameOf(role), deliveredAt: known?.deliveredAt ?? null };
  if (known?.deliveredHash == null) return { ...base, state: "never", lines: [] };
  const { db, keyring } = await app.store();
  const delivered = await loadBody(db, keyring, known.deliveredHash);
  if (!delivered) return { ...base, state: "gone", lines: [] };
  const linesOf = (bytes: Uint8Array) => {
    const text = Buffer.from(bytes).toString("utf8");
    return (revealed ? text : maskText(text, files.plan)).split("\n");
  };
  const same = Buffer.compare(delivered, rendered.body) === 0;
  return {
    ...base,
    state: same ? "same" : "different",
    lines: same ? [] : diffLines(linesOf(delivered), linesOf(rendered.body)),
  };
}

function differenceText(one: FileDifference): string {
  const when = one.deliveredAt === null ? "" : `, fetched ${one.deliveredAt}`;
  const what = {
    never: "not fetched yet",
    same: "the phone has what it should have",
    different: "the phone should fetch it again",
    gone: "differs; what was fetched is no longer kept",
  }[one.state];
  const changes = one.lines.some((line) => line.kind !== " ");
  const hidden = one.state === "different" && !changes ? "  (only secrets differ)\n" : "";
  const lines = withContext(one.lines, 2).map((line) => (line === null ? "  …\n" : `  ${line.kind} ${printable(line.text)}\n`));
  return `${one.name} (${one.role}): ${what}${when}\n${hidden}${lines.join("")}`;
}
