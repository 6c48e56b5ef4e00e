import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What virtual phones remember while the demo is stopped, as real ones do: each its token. */
export type PhoneMemory = {
  readonly tokenOf: (mac: string) => string | null;
  /** @param server where the phone asks from now on, with its token */
  readonly keep: (mac: string, server: string) => void;
  /** Of the address that the firm hands out with new phones: it says whose they are, and proves nothing. */
  readonly organisationToken: () => string | null;
  readonly keepOrganisationToken: (token: string) => void;
};

const Kept = z.record(z.string(), z.string());

/** In the demo's data folder, for the owner's eyes alone. */
export function openPhoneMemory(folder: string): PhoneMemory {
  const file = join(folder, "demo-phones.json");
  const tokens = new Map(Object.entries(read(file)));
  const put = (name: string, token: string) => {
    if (tokens.get(name) === token) return;
    tokens.set(name, token);
    writeFileSync(file, JSON.stringify(Object.fromEntries(tokens)), { mode: 0o600 });
  };
  return {
    tokenOf: (mac) => tokens.get(mac) ?? null,
    keep: (mac, server) => {
      const [, token] = /\/p\/([^/]+)\//.exec(server) ?? [];
      if (token !== undefined) put(mac, token);
    },
    organisationToken: () => tokens.get("organisation") ?? null,
    keepOrganisationToken: (token) => put("organisation", token),
  };
}

function read(file: string): Record<string, string> {
  try {
    return Kept.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return {};
  }
}
