import type { PhoneModel } from "../model.ts";

/**
 * The contract between a virtual phone and a make. A make knows in which order its phones ask, how they name themselves
 * and how they read their files; how bytes travel (HTTP, TFTP, credentials) is given to it as `fetch`.
 * A make's reader shares no code with its renderer, so that neither can hide the other's mistake.
 */

export type VirtualRequest = {
  readonly method: "GET" | "PUT" | "HEAD";
  /** Relative to the provisioning URL, or an absolute URL. */
  readonly file: string;
  readonly body?: Uint8Array;
  /** Where this request is signed differently from the phone's application (an updater, a firmware loader). */
  readonly userAgent?: string;
};

/** TFTP knows two answers: 200 and 404. A status of 304 never comes here: the remembered body does, as 200. */
export type VirtualResponse = { readonly status: number; readonly body: Uint8Array };

export type VirtualAccount = {
  readonly position: number;
  readonly label: string;
  readonly displayName: string;
  readonly user: string;
  readonly authUser: string;
  readonly password: string;
  readonly server: string;
  readonly transport: string;
  readonly backup: string | null;
};

export type VirtualKey = {
  /** 0 = the phone itself, 1… its expansion modules. */
  readonly module: number;
  /** 1-based over all pages. */
  readonly index: number;
  /** The neutral kind of key (`KeyKind`), as the phone understands its own file. */
  readonly kind: string;
  readonly label: string;
  readonly number: string | null;
  /** 1-based. */
  readonly account: number;
  readonly value: string | null;
};

export type VirtualPhonebook = {
  readonly name: string;
  readonly entries: readonly { readonly name: string; readonly numbers: readonly string[] }[];
};

/** A directory that the phone searches (LDAP). `%` in a filter is what was typed, or who calls. */
export type VirtualDirectory = {
  /** `ldaps://host:636` */
  readonly url: string;
  readonly base: string;
  readonly user: string;
  readonly password: string;
  readonly nameFilter: string;
  readonly limit: number;
  /** Null: who calls is not looked up there. */
  readonly numberFilter: string | null;
  /** Attributes that hold numbers. */
  readonly numbers: readonly string[];
};

/** What a phone has understood after a boot. */
export type VirtualState = {
  readonly accounts: readonly VirtualAccount[];
  readonly keys: readonly VirtualKey[];
  readonly language: string | null;
  readonly timeZone: string | null;
  readonly phonebooks: readonly VirtualPhonebook[];
  /** Those of the books in which the phone finds the names of callers. */
  readonly callerBooks: readonly VirtualPhonebook[];
  readonly directory: VirtualDirectory | null;
  /** Where the files told it to ask from now on; null = nothing said. */
  readonly provisioningUrl: string | null;
  /** The firmware the files want it to run; null = nothing said. */
  readonly firmware: string | null;
  /** What went wrong, one sentence each; empty after a good boot. */
  readonly problems: readonly string[];
};

export type VirtualBoot = {
  readonly model: PhoneModel;
  /** 12 lower-case hex digits. */
  readonly mac: string;
  /** What it runs now. */
  readonly firmware: string;
  /** Expansion modules attached. */
  readonly modules: number;
  fetch(request: VirtualRequest): Promise<VirtualResponse>;
  /** The phone's flash: what it remembers between boots. Under `firmware` the version of an image that it has just flashed. */
  readonly memory: Map<string, string>;
};

export interface VirtualVendor {
  readonly vendor: "yealink" | "snom" | "polycom";
  userAgent(model: PhoneModel, firmware: string, mac: string, stage?: "boot" | "application"): string;
  boot(context: VirtualBoot): Promise<VirtualState>;
}
