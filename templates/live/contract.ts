import type { KeyKind, KeyPlace } from "../../domain/phone-key.ts";
import type { VendorId } from "../../domain/plan.ts";
import type { SettingName } from "../../domain/settings.ts";

/** Reading the files that another system gives its phones, so that the phones can be taken over with what is on them. */

/** One parameter as a file says it. */
export type LiveParameter = {
  readonly name: string;
  readonly value: string;
  readonly line: number;
  /** Of an element that carries more than its text: `label` and `context` of a Snom's key. */
  readonly attributes?: Readonly<Record<string, string>>;
};

/** What a file says, before anybody knows what it means. */
export type LiveFile = {
  readonly vendor: VendorId;
  /** `phone`: of one phone; `common`: of all, or of a model; `directory`: its contacts; `master`: which files it reads. */
  readonly kind: "phone" | "common" | "directory" | "master";
  readonly name: string;
  /** Null: it names no phone. */
  readonly mac: string | null;
  /** Model id, where the name or content says it. */
  readonly model: string | null;
  readonly parameters: readonly LiveParameter[];
  /** Files that it names, of a master file. */
  readonly reads: readonly string[];
  /** Lines that are no parameter at all. */
  readonly unread: readonly { readonly line: number; readonly text: string }[];
};

export type LiveAccount = {
  readonly position: number;
  readonly sipUser: string;
  readonly authUser: string | null;
  readonly password: string | null;
  readonly label: string | null;
  /** The person's name, as others see it. */
  readonly displayName: string | null;
  readonly registrar: { readonly host: string; readonly port: number | null } | null;
};

export type LiveKey = {
  readonly place: KeyPlace;
  readonly kind: KeyKind;
  readonly number: string | null;
  readonly value: string | null;
  readonly label: string | null;
  readonly account: number;
};

/** What a phone's files mean, in neutral words; `used` are the parameters that were understood. */
export type LivePhone = {
  readonly accounts: readonly LiveAccount[];
  readonly keys: readonly LiveKey[];
  readonly settings: readonly { readonly name: SettingName; readonly value: string | number | boolean }[];
  /** Expansion modules that have keys. */
  readonly modules: number;
  readonly used: ReadonlySet<LiveParameter>;
};

/** Parameters by name, the last one of each, and which have been asked for. */
export class LiveParameters {
  readonly #byName: ReadonlyMap<string, LiveParameter>;
  readonly used = new Set<LiveParameter>();

  constructor(parameters: readonly LiveParameter[]) {
    this.#byName = new Map(parameters.map((one) => [one.name, one]));
  }

  names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  get(name: string): LiveParameter | null {
    const found = this.#byName.get(name);
    if (found) this.used.add(found);
    return found ?? null;
  }

  /** The value; null when it is absent or empty. */
  text(name: string): string | null {
    return this.get(name)?.value.trim() || null;
  }

  /** Has been understood, and is not wanted: it says what is so anyway, or belongs to the old system. */
  pass(...patterns: readonly RegExp[]): void {
    for (const [name, parameter] of this.#byName) if (patterns.some((one) => one.test(name))) this.used.add(parameter);
  }

  /** The number at the end of names such as `account.12.…`, rising. */
  indexes(pattern: RegExp): number[] {
    const found = new Set<number>();
    for (const name of this.#byName.keys()) {
      const index = Number(pattern.exec(name)?.[1] ?? Number.NaN);
      if (Number.isInteger(index) && index >= 0 && index < 1000) found.add(index);
    }
    return [...found].sort((a, b) => a - b);
  }
}

/** Host and port of an address; a port of 0, or the usual one, says nothing. */
export function registrarOf(host: string | null, port: string | null): LiveAccount["registrar"] {
  const bare = host?.replace(/^sips?:/, "").replace(/;.*$/, "") ?? "";
  const [, name = "", own] = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?$/.exec(bare) ?? [];
  if (name === "") return null;
  const number = Number(own ?? port ?? 0);
  return { host: name, port: number > 0 && number < 65_536 && number !== 5060 ? number : null };
}
