import {
  ArrowRightLeft,
  AudioLines,
  BookUser,
  Building2,
  CalendarClock,
  CardSim,
  ClipboardList,
  ContactRound,
  Cpu,
  Eraser,
  Gauge,
  GitFork,
  HeartPulse,
  History,
  House,
  type IconNode,
  LayoutGrid,
  MapPin,
  Network,
  PackageOpen,
  Phone,
  PhoneForwarded,
  PhoneIncoming,
  PhoneOutgoing,
  ReceiptText,
  Route,
  Send,
  Settings,
  SlidersHorizontal,
  Smartphone,
  Tag,
  Users,
  UsersRound,
  Waves,
} from "lucide";
import type { SessionView } from "../data/session-store.ts";
import type { PlainKey } from "../i18n/index.ts";
import { addressOf, patterns } from "./paths.ts";
import type { Who } from "./routes.ts";

/** The halves of the app: the person's own, the organisation's, the operator's. */
export type View = "mine" | "admin" | "operator";
export type SectionOf = {
  /** The page that it leads to, as in `patterns`: a section whose page is not there is not drawn. */
  readonly name: string;
  readonly label: PlainKey;
  readonly icon: IconNode;
  readonly group?: PlainKey;
};

const table: Readonly<Record<View, readonly SectionOf[]>> = {
  mine: [
    { name: "home", label: "section.today", icon: House },
    { name: "diversion", label: "frame.section.diversion", icon: CalendarClock },
    { name: "forwarding", label: "frame.section.forwarding", icon: PhoneForwarded },
    { name: "shownNumber", label: "frame.section.shown_number", icon: PhoneOutgoing },
    { name: "myGroups", label: "frame.section.my_groups", icon: UsersRound },
    { name: "mySubscription", label: "frame.section.my_subscription", icon: Smartphone },
    { name: "colleagues", label: "colleagues.page", icon: BookUser },
    { name: "myContacts", label: "section.contacts", icon: ContactRound },
    { name: "myCalls", label: "frame.section.my_calls", icon: ReceiptText },
  ],
  admin: [
    { name: "users", label: "section.users", icon: Users },
    { name: "subscriptions", label: "section.subscriptions", icon: Smartphone },
    { name: "contactLists", label: "section.contacts", icon: ContactRound },
    { name: "responseGroups", label: "section.groups", icon: PhoneIncoming },
    { name: "menus", label: "section.menus", icon: GitFork },
    { name: "phones", label: "section.phones", icon: Phone },
    { name: "announcements", label: "frame.section.announcements", icon: AudioLines },
    { name: "invoices", label: "section.invoices", icon: ReceiptText },
    { name: "portings", label: "section.portings", icon: ArrowRightLeft },
    { name: "calls", label: "frame.section.calls", icon: Route },
    { name: "fleet", label: "frame.section.fleet", icon: Gauge, group: "section.fleet" },
    { name: "newPhones", label: "frame.section.new_phones", icon: PackageOpen },
    { name: "layouts", label: "frame.section.layouts", icon: LayoutGrid },
    { name: "phoneSettings", label: "frame.section.phone_settings", icon: SlidersHorizontal },
    { name: "sites", label: "section.sites", icon: MapPin },
    { name: "rollouts", label: "frame.section.rollouts", icon: Waves },
    { name: "firmware", label: "frame.section.firmware", icon: Cpu },
    { name: "switches", label: "frame.section.switches", icon: Network },
    { name: "audit", label: "section.audit", icon: History, group: "section.operations" },
    { name: "organisation", label: "frame.section.organisation", icon: Settings },
  ],
  operator: [
    { name: "operator", label: "frame.section.organisations", icon: Building2 },
    { name: "operatorOrders", label: "frame.section.orders", icon: ClipboardList },
    { name: "operatorSimCards", label: "frame.section.sim_stock", icon: CardSim },
    { name: "operatorPhones", label: "frame.section.all_phones", icon: Phone },
    { name: "operatorFleet", label: "frame.section.fleet", icon: Gauge },
    { name: "operatorFirmware", label: "frame.section.firmware", icon: Cpu },
    { name: "operatorRollouts", label: "frame.section.rollouts", icon: Waves },
    { name: "operatorFound", label: "frame.section.new_phones", icon: PackageOpen },
    { name: "operatorRedirection", label: "frame.section.redirection", icon: Route },
    { name: "operatorPrices", label: "frame.section.prices", icon: Tag },
    { name: "operatorHealth", label: "frame.section.health", icon: HeartPulse },
    { name: "operatorRetention", label: "frame.section.retention", icon: Eraser },
    { name: "operatorFinance", label: "frame.section.finance", icon: ReceiptText },
    { name: "operatorOutbox", label: "frame.section.outbox", icon: Send },
  ],
};

/** What somebody may see at all. */
export function mayView(session: SessionView, view: View): boolean {
  if (view === "admin") return session.administrator;
  return session.rights.includes(view === "mine" ? "user" : "operator");
}

/** Whether a page is for this person. */
export function mayOpen(session: SessionView | null, who: Who): boolean {
  if (who === "anyone") return true;
  if (session === null) return false;
  return mayView(session, viewOf(who) ?? "mine");
}

/** The view that a page stands in; null: in whichever one is. */
export function viewOf(who: Who): View | null {
  if (who === "anyone") return null;
  return who === "user" ? "mine" : who === "administrator" ? "admin" : "operator";
}

/** The sections of a view that have a page. */
export function sectionsOf(view: View): readonly (SectionOf & { readonly href: string })[] {
  return table[view].flatMap((section) => {
    const href = addressOf(section.name);
    return href === null ? [] : [{ ...section, href }];
  });
}

/** The views that somebody may see, each with where it begins. */
export function viewsOf(session: SessionView): readonly { readonly view: View; readonly href: string }[] {
  const views: readonly View[] = ["mine", "admin", "operator"];
  return views.flatMap((view) => {
    const first = sectionsOf(view)[0];
    return first && mayView(session, view) ? [{ view, href: first.href }] : [];
  });
}

/** The section that a path belongs to: the one whose address is the longest beginning of it. */
export function sectionAt(view: View, path: string): string {
  const fitting = sectionsOf(view).filter(({ href }) => path === href || (href !== "/" && path.startsWith(`${href}/`)));
  return fitting.toSorted((a, b) => b.href.length - a.href.length)[0]?.name ?? "";
}

/** True when the app has that page. */
export function hasPage(name: string): boolean {
  return Object.hasOwn(patterns, name);
}
