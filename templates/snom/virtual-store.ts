import { z } from "zod";
import type { Element } from "./virtual-xml.ts";

const Stored = z.strictObject({ value: z.string(), perm: z.string(), label: z.string(), context: z.string() });
/** A setting as the phone keeps it; label and context belong to function keys. */
export type Stored = z.infer<typeof Stored>;
const Flash = z.record(z.string(), Stored);

const slot = "settings";

/** The phone's settings: they outlive a restart, and a server that stops answering takes none away. */
export class SettingStore {
  readonly #memory: Map<string, string>;
  readonly #settings: Map<string, Stored>;

  constructor(memory: Map<string, string>) {
    this.#memory = memory;
    this.#settings = new Map(Object.entries(Flash.parse(JSON.parse(memory.get(slot) ?? "{}"))));
  }

  /** Takes one element of a file. A later one wins, unless the user has been given the last word (`!`). */
  put(element: Element): void {
    const key = keyOf(element.name, element.attributes.idx ?? null);
    const before = this.#settings.get(key);
    if (before?.perm.includes("!")) return;
    this.#settings.set(key, {
      value: element.text,
      perm: element.attributes.perm ?? "",
      label: element.attributes.label ?? "",
      context: element.attributes.context ?? "active",
    });
  }

  get(name: string, index: number | null = null): Stored | null {
    return this.#settings.get(keyOf(name, index === null ? null : String(index))) ?? null;
  }

  /** The value, or the empty text that a setting never touched has. */
  text(name: string, index: number | null = null): string {
    return this.get(name, index)?.value ?? "";
  }

  /** Highest index that the setting has been given; -1 = none. */
  last(name: string): number {
    return [...this.#settings.keys()]
      .filter((key) => key.startsWith(`${name}[`))
      .reduce((highest, key) => Math.max(highest, Number(key.slice(name.length + 1, -1))), -1);
  }

  /** Writes the settings to the flash, but those that are volatile (`V`). */
  save(): void {
    const kept = [...this.#settings].filter(([, { perm }]) => !perm.includes("V"));
    this.#memory.set(slot, JSON.stringify(Object.fromEntries(kept)));
  }
}

function keyOf(name: string, index: string | null): string {
  return index === null ? name : `${name}[${index}]`;
}
