import type { VirtualKey, VirtualPhonebook, VirtualRequest, VirtualResponse } from "../virtual/contract.ts";
import { type Element, readXml } from "./virtual-xml.ts";

type Fetch = (request: VirtualRequest) => Promise<VirtualResponse>;

/** What the minibrowser found behind the phone's keys. */
export type Browsed = {
  readonly phonebooks: readonly VirtualPhonebook[];
  /** Addresses that lead to books: a key with one of them opens a directory. */
  readonly bookUrls: ReadonlySet<string>;
  readonly problems: readonly string[];
};

/** More than any firm has; keeps a menu that points at itself from going on for ever. */
const mostPages = 1000;

/**
 * Opens the pages that the phone's keys lead to, as far as they lie with its own server, and follows menus.
 *
 * @param home the provisioning URL
 */
export async function browse(urls: readonly string[], home: string, fetch: Fetch): Promise<Browsed> {
  const phonebooks: VirtualPhonebook[] = [];
  const bookUrls = new Set<string>();
  const problems: string[] = [];
  const seen = new Set<string>();
  const open = async (url: string): Promise<boolean> => {
    if (seen.has(url)) return bookUrls.has(url);
    if (home === "" || !url.startsWith(home) || seen.size >= mostPages) return false;
    // A page behind a key that does something is opened by a press alone.
    if (url.startsWith(`${home}key/`)) return false;
    seen.add(url);
    const { status, body } = await fetch({ method: "GET", file: url });
    const page = status === 200 ? readXml(body) : null;
    if (page === null) problems.push(`a page of the minibrowser was answered ${status} and could not be shown`);
    else if (page.name === "SnomIPPhoneDirectory") phonebooks.push(readBook(page));
    else if (page.name === "SnomIPPhoneMenu" && /\/phonebook\//.test(url)) phonebooks.push(await leafThrough(page));
    else if (page.name === "SnomIPPhoneMenu") for (const item of itemUrls(page)) await open(item);
    else return false;
    if (page !== null) bookUrls.add(url);
    return page !== null;
  };
  /** A large book comes in parts, behind menus: the phone's user goes through all of them. */
  const leafThrough = async (menu: Element): Promise<VirtualPhonebook> => {
    const entries: VirtualPhonebook["entries"][number][] = [];
    for (const url of itemUrls(menu)) {
      if (seen.has(url) || !url.startsWith(home) || seen.size >= mostPages) continue;
      seen.add(url);
      const { status, body } = await fetch({ method: "GET", file: url });
      const page = status === 200 ? readXml(body) : null;
      if (page?.name === "SnomIPPhoneDirectory") entries.push(...readBook(page).entries);
      else if (page?.name === "SnomIPPhoneMenu") entries.push(...(await leafThrough(page)).entries);
      else if (page?.name !== "SnomIPPhoneInput") problems.push(`a part of a book was answered ${status} and could not be shown`);
    }
    return { name: childText(menu, "Title"), entries };
  };
  for (const url of urls) await open(url);
  return { phonebooks, bookUrls, problems };
}

function itemUrls(menu: Element): readonly string[] {
  return menu.children.filter(({ name }) => name === "MenuItem").map((item) => childText(item, "URL"));
}

/** Entries of one person follow one another; the further ones carry a mark behind the name. */
function readBook(page: Element): VirtualPhonebook {
  const entries: { name: string; numbers: string[] }[] = [];
  for (const item of page.children.filter(({ name }) => name === "DirectoryEntry")) {
    const name = childText(item, "Name");
    const before = entries.at(-1);
    const number = childText(item, "Telephone");
    if (before && / \((mobil|\d+)\)$/.test(name) && name.startsWith(`${before.name} (`)) before.numbers.push(number);
    else entries.push({ name, numbers: [number] });
  }
  return { name: childText(page, "Title"), entries };
}

function childText(element: Element, name: string): string {
  return element.children.find((child) => child.name === name)?.text ?? "";
}

/** A key whose address turned out to be a book. */
export function asDirectory(key: VirtualKey, bookUrls: ReadonlySet<string>): VirtualKey {
  return key.kind === "url" && key.value !== null && bookUrls.has(key.value) ? { ...key, kind: "directory", value: null } : key;
}
