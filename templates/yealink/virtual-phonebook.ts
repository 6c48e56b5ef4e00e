import type { VirtualPhonebook } from "../virtual/contract.ts";

type Entry = VirtualPhonebook["entries"][number];

/** Reads a remote phonebook as the phone does, in the flat form or the one with groups. Null when it is neither. */
export function readPhonebook(name: string, bytes: Uint8Array): VirtualPhonebook | null {
  const text = new TextDecoder().decode(bytes);
  if (/<YealinkIPPhoneDirectory[\s/>]/.test(text)) return { name, entries: flat(text) };
  if (/<YealinkIPPhoneBook[\s/>]/.test(text)) return { name, entries: grouped(text) };
  return null;
}

function flat(text: string): Entry[] {
  return [...text.matchAll(/<DirectoryEntry>(.*?)<\/DirectoryEntry>/gs)].map(([, inner = ""]) => ({
    name: elements(inner, "Name")[0] ?? "",
    numbers: elements(inner, "Telephone"),
  }));
}

function grouped(text: string): Entry[] {
  return [...text.matchAll(/<Unit\s([^>]*)>/g)].map(([, inner = ""]) => {
    const fields = new Map([...inner.matchAll(/(\w+)\s*=\s*"([^"]*)"/g)].map(([, key = "", value = ""]) => [key, decode(value)]));
    const numbers = ["Phone1", "Phone2", "Phone3"].map((key) => fields.get(key) ?? "").filter((number) => number !== "");
    return { name: fields.get("Name") ?? "", numbers };
  });
}

function elements(text: string, tag: string): string[] {
  return [...text.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, "g"))].map(([, inner = ""]) => decode(inner));
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
