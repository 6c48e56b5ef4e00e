import { BookUser, GitFork, Keyboard, LayoutGrid, Phone, PhoneIncoming, ReceiptText, ScrollText, User } from "lucide";
import type { z } from "zod";
import { writeMac } from "../../../domain/mac.ts";
import { foldText } from "../../../domain/search.ts";
import type { ColleagueView } from "../../../portal/colleagues.ts";
import type { ContactView } from "../../../portal/contacts/views.ts";
import type { FoundGroupView } from "../../../portal/group-views.ts";
import type { PhoneRowView } from "../../../portal/phone-views.ts";
import type { InvoiceHit, KeyHit, MenuHit, RequestHit } from "../../../portal/search.ts";
import type { UserRowView } from "../../../portal/user-views.ts";
import type { FindEverything, Hit, HitGroup } from "../components/search-dialog.ts";
import { api, session } from "../data/client.ts";
import { formatInstant, formatMoney } from "../i18n/format.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import { addressOf } from "../router/paths.ts";
import { mayView, sectionsOf } from "../router/sections.ts";
import { viewLabels } from "./view-labels.ts";

type Found = {
  readonly users: readonly UserRowView[];
  readonly phones: readonly PhoneRowView[];
  readonly keys: readonly KeyHit[];
  readonly layouts: readonly { readonly id: string; readonly name: string }[];
  readonly requests: readonly RequestHit[];
  readonly invoices: readonly InvoiceHit[];
  readonly groups: readonly FoundGroupView[];
  readonly menus: readonly MenuHit[];
  readonly contacts: readonly z.infer<typeof ContactView>[];
};

/**
 * People, phones, keys, layouts, groups, menus, contacts, invoices and requests from the server, and the pages of the app that one may open.
 * Whoever is no administrator finds colleagues, and contacts of the lists that they are in.
 */
export const findEverything: FindEverything = async (query, signal) => {
  const pages = pageHits(query);
  if ([...query].length < 2) return [pages];
  if (!session.current?.administrator) return [...(await ownHits(query, signal)), pages];
  const found = await api.get<Found>("/search", { q: query }, signal);
  return [
    { title: t("section.users"), hits: found.users.flatMap(userHit) },
    { title: t("section.phones"), hits: found.phones.flatMap(phoneHit) },
    { title: t("frame.search.keys"), hits: found.keys.flatMap(keyHit) },
    { title: t("frame.section.layouts"), hits: found.layouts.flatMap(layoutHit) },
    { title: t("frame.section.my_groups"), hits: found.groups.flatMap(groupHit) },
    { title: t("section.menus"), hits: found.menus.flatMap(menuHit) },
    { title: t("section.contacts"), hits: found.contacts.flatMap(ofList) },
    { title: t("section.invoices"), hits: found.invoices.flatMap(invoiceHit) },
    { title: t("section.journal"), hits: found.requests.flatMap(requestHit) },
    pages,
  ];
};

/** Pages whose name has every word in it; all of them when nothing has been typed. */
export function pageHits(query: string): HitGroup {
  const { current } = session;
  const words = foldText(query).split(" ").filter(Boolean);
  const views = (["mine", "admin", "operator"] as const).filter((view) => current !== null && mayView(current, view));
  const hits = views.flatMap((view) =>
    sectionsOf(view).map(({ label, href, icon }) => ({ title: t(label), detail: t(viewLabels[view]), href, icon })),
  );
  return {
    title: t("frame.search.pages"),
    hits: hits.filter(({ title }) => words.every((word) => foldText(title).includes(word))),
  };
}

function userHit({ id, name, numbers, extension, email }: UserRowView): Hit[] {
  const href = addressOf("users", {}, { user: id });
  const detail = [numbers.primary?.display ?? extension, numbers.mobile?.display].filter(Boolean).join(" · ") || (email ?? "");
  return led(href, { title: name, detail, icon: User });
}

function phoneHit({ id, label, modelName, mac, user }: PhoneRowView): Hit[] {
  const detail = [modelName, writeMac(mac), user?.name ?? t("frame.search.nobody")].join(" · ");
  return led(addressOf("phone", { phone: id }), { title: label || writeMac(mac), detail, icon: Phone });
}

function menuHit({ id, name, number }: MenuHit): Hit[] {
  return led(addressOf("menu", { menu: id }), { title: name, detail: number?.display ?? "", icon: GitFork });
}

function keyHit({ of, id, name, mac, place, label, target }: KeyHit): Hit[] {
  const href =
    of === "phone" ? addressOf("phone", { phone: id }, { key: place }) : addressOf("layout", { layout: id }, { key: place });
  const where = t("frame.search.key", { phone: name || writeMac(mac ?? "") });
  return led(href, { title: label, detail: target && target !== label ? `${target} · ${where}` : where, icon: Keyboard });
}

function layoutHit({ id, name }: { readonly id: string; readonly name: string }): Hit[] {
  return led(addressOf("layout", { layout: id }), { title: name, detail: "", icon: LayoutGrid });
}

function invoiceHit({ id, number, issuedOn, payable }: InvoiceHit): Hit[] {
  const detail = `${issuedOn} · ${formatMoney(payable)}`;
  return led(addressOf("invoice", { invoice: id }), { title: number, detail, icon: ReceiptText });
}

/** Leads to what the phone asked for, beside the phone. */
function requestHit({ phoneId, mac, address, path, at, status }: RequestHit): Hit[] {
  const href = phoneId === null ? null : addressOf("phone", { phone: phoneId }, { beside: "journal" });
  const detail = [formatInstant(new Date(at)), address, String(status)].join(" · ");
  return led(href, { title: path || writeMac(mac ?? ""), detail, icon: ScrollText });
}

async function ownHits(query: string, signal: AbortSignal): Promise<readonly HitGroup[]> {
  const found = await api.get<{ colleagues: readonly ColleagueView[]; contacts: Found["contacts"] }>(
    "/me/search",
    { q: query },
    signal,
  );
  return [
    { title: t("frame.search.colleagues"), hits: found.colleagues.flatMap(colleagueHit) },
    {
      title: t("section.contacts"),
      hits: found.contacts.flatMap((one) => contactHit(one, addressOf("myContacts", {}, { contact: one.id }))),
    },
  ];
}

function colleagueHit({ name, extension, number, away }: ColleagueView): Hit[] {
  const copy = number?.display ?? extension;
  if (copy === null) return [];
  const state = away ? away.words[currentLanguage()] : null;
  return [{ title: state ? `${name}, ${state}` : name, detail: t("frame.search.copy", { number: copy }), icon: User, copy }];
}

function groupHit({ id, name, number, extension }: FoundGroupView): Hit[] {
  const hit = { title: name, detail: number?.display ?? extension ?? "", icon: PhoneIncoming };
  return led(addressOf("responseGroups", {}, { group: id }), hit);
}

const ofList = (contact: z.infer<typeof ContactView>): Hit[] =>
  contactHit(contact, addressOf("contactList", { list: contact.listId }, { contact: contact.id }));

function contactHit({ name, company, numbers }: z.infer<typeof ContactView>, href: string | null): Hit[] {
  const title = company && company !== name ? `${name}, ${company}` : name;
  return led(href, { title, detail: numbers[0]?.display ?? "", icon: BookUser });
}

/** What leads nowhere is no hit. */
function led(href: string | null, hit: Omit<Hit, "href" | "copy">): Hit[] {
  return href === null ? [] : [{ ...hit, href }];
}
