import { readFileSync } from "node:fs";

/** A unit or environment file of systemd: `NAME=value` lines, some of them more than once. */
export type Lines = ReadonlyMap<string, readonly string[]>;

/** What a section of a unit says; an environment file has no sections. @param section null: the whole file */
export function linesOf(path: string, section: string | null): Lines {
  const found = new Map<string, string[]>();
  let inside = section === null;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const head = /^\[(\w+)\]$/.exec(line.trim())?.[1];
    if (head !== undefined) inside = head === section;
    const [, name, value] = /^\s*([A-Za-z_]+)=(.*)$/.exec(line) ?? [];
    if (inside && name !== undefined && value !== undefined) found.set(name, [...(found.get(name) ?? []), value]);
  }
  return found;
}

/** One instruction of a container file, its continued lines joined. */
export type Instruction = { readonly word: string; readonly rest: string };

/** The instructions of a container file by stage, each stage beginning with its FROM. */
export function stagesOf(path: string): readonly (readonly Instruction[])[] {
  const text = readFileSync(path, "utf8")
    .replaceAll(/^\s*#.*$/gm, "")
    .replaceAll(/\\\n/g, " ");
  const all = text.split("\n").flatMap((line): Instruction[] => {
    const [, word, rest] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
    return word === undefined || rest === undefined ? [] : [{ word, rest: rest.trim() }];
  });
  const stages: Instruction[][] = [];
  for (const one of all) {
    if (one.word === "FROM") stages.push([]);
    stages.at(-1)?.push(one);
  }
  return stages;
}
