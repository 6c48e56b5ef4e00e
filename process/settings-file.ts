import { readFileSync } from "node:fs";
import { z } from "zod";
import type { SettingProblem } from "./settings-values.ts";

const JsonFile = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]));

/** What the file says that `KLYKA_SETTINGS` names: JSON, or lines as systemd's EnvironmentFile has them. No path: nothing. */
export function readSettingsFile(
  path: string | undefined,
  known: ReadonlySet<string>,
): { values: ReadonlyMap<string, string>; problems: SettingProblem[] } {
  const values = new Map<string, string>();
  if (!path) return { values, problems: [] };
  const problems: SettingProblem[] = [];
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return { values, problems: [{ name: "KLYKA_SETTINGS", rule: "fileReadable", value: path }] };
  }
  const entries = text.trimStart().startsWith("{") ? jsonEntries(text) : lineEntries(text);
  if (entries === null) return { values, problems: [{ name: "KLYKA_SETTINGS", rule: "fileForm", value: path }] };
  for (const [name, value] of entries) {
    if (known.has(name)) values.set(name, value);
    else problems.push({ name, rule: "knownName", value: path });
  }
  return { values, problems };
}

function jsonEntries(text: string): [string, string][] | null {
  try {
    const parsed = JsonFile.safeParse(JSON.parse(text));
    if (!parsed.success) return null;
    return Object.entries(parsed.data).map(([name, value]) => [
      name,
      value === null
        ? ""
        : Array.isArray(value)
          ? value.join(",")
          : typeof value === "boolean"
            ? value
              ? "yes"
              : "no"
            : String(value),
    ]);
  } catch {
    return null;
  }
}

/** `NAME=value`, `#` comments, values may stand in quotes: the form of systemd's EnvironmentFile. */
function lineEntries(text: string): [string, string][] | null {
  const entries: [string, string][] = [];
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith(";")) continue;
    const match = /^([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(trimmed);
    const [, name, raw] = match ?? [];
    if (name === undefined || raw === undefined) return null;
    const quoted = /^(["'])(.*)\1$/.exec(raw);
    entries.push([name, quoted?.[2] ?? raw]);
  }
  return entries;
}
