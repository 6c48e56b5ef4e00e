import { Client, type Entry } from "ldapts";
import type { VirtualDirectory, VirtualPhonebook, VirtualState } from "./contract.ts";

/** Certificates (PEM) that the phone trusts; absent: those of the machine. */
type Authorities = string | readonly string[] | undefined;

/** First in the books that it has fetched, then in the directory that it searches; trouble there shows the number alone. */
export async function callerName(state: VirtualState, number: string, ca: Authorities): Promise<string | null> {
  const known = state.callerBooks.flatMap(({ entries }) => entries).find(({ numbers }) => numbers.includes(number));
  if (known) return known.name;
  const { directory } = state;
  if (!directory?.numberFilter) return null;
  const [first] = await search(directory, directory.numberFilter.replaceAll("%", escaped(number)), 1, ca);
  return first?.name ?? null;
}

/** What is typed is the beginning of a name. */
export async function searchNames(
  directory: VirtualDirectory,
  text: string,
  ca: Authorities,
): Promise<VirtualPhonebook["entries"]> {
  const filter = directory.nameFilter.replaceAll("%*", "%").replaceAll("%", `${escaped(text)}*`);
  return search(directory, filter, directory.limit, ca);
}

async function search(
  directory: VirtualDirectory,
  filter: string,
  sizeLimit: number,
  ca: Authorities,
): Promise<VirtualPhonebook["entries"]> {
  const tls = directory.url.startsWith("ldaps:") && ca !== undefined ? { tlsOptions: { ca: [ca].flat() } } : {};
  const client = new Client({ url: directory.url, timeout: 5_000, connectTimeout: 5_000, ...tls });
  try {
    await client.bind(directory.user, directory.password);
    const attributes = ["cn", ...directory.numbers];
    const { searchEntries } = await client.search(directory.base, { scope: "sub", filter, sizeLimit, attributes });
    return searchEntries.map((entry) => toEntry(entry, directory.numbers));
  } catch {
    return [];
  } finally {
    await client.unbind().catch(() => undefined);
  }
}

function toEntry(entry: Entry, numbers: readonly string[]): VirtualPhonebook["entries"][number] {
  return { name: String(entry.cn ?? ""), numbers: numbers.flatMap((name) => entry[name] ?? []).map(String) };
}

/** Characters that mean something in a filter (RFC 4515, 3). */
function escaped(text: string): string {
  return text.replace(/[\\*()\0]/g, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
