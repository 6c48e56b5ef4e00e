import { formatQuota } from "../../../../domain/data-amount.ts";
import { diversionReasons, isReasonCode } from "../../../../domain/diversion-reasons.ts";
import { featureGroups, isFeatureCode } from "../../../../domain/feature-groups.ts";
import { writeMac } from "../../../../domain/mac.ts";
import { orderKinds, refusalCodes } from "../../../../domain/order-kinds.ts";
import { rolloutStates } from "../../../../domain/rollout.ts";
import { blockReasons, simForms, simRoles, simStates } from "../../../../domain/sim-card.ts";
import { serviceBlocks } from "../../../../domain/subscription.ts";
import type { AuditView, SaidView } from "../../data/audit.ts";
import { formatInstant, formatMoney, formatNumber } from "../../i18n/format.ts";
import { currentLanguage, isMessageKey, type MessageKey, t } from "../../i18n/index.ts";
import { addressOf } from "../../router/paths.ts";
import { entryText } from "./entry-words.ts";

/** What an entry says, in words. */

type DidKey = Extract<MessageKey, `log.did.${string}`>;
type FieldKey = Extract<MessageKey, `log.field.${string}`>;
const isDid = (key: string): key is DidKey => key.startsWith("log.did.") && isMessageKey(key);
const isField = (key: string): key is FieldKey => key.startsWith("log.field.") && isMessageKey(key);

/** A piece of the sentence: who did it and what it is about stand out. */
export type Piece = { readonly text: string; readonly strong: boolean };

const [whoMark, nameMark] = ["\ue000", "\ue001"];

/** "Anna Ek programmerade knappar på telefonen Receptionen", in pieces. */
export function sentenceOf(entry: AuditView): Piece[] {
  const key = `log.did.${entry.action}`;
  const sentence = t(isDid(key) ? key : "log.did.unknown", { who: whoMark, name: nameMark });
  return sentence
    .split(/([\ue000\ue001])/)
    .filter((part) => part !== "")
    .map((part) => {
      if (part === whoMark) return { text: actorOf(entry), strong: true };
      return part === nameMark ? { text: subjectOf(entry), strong: true } : { text: part, strong: false };
    });
}

/** The same as one text, for a title or a screen reader. */
export function plainSentence(entry: AuditView): string {
  return sentenceOf(entry)
    .map((piece) => piece.text)
    .join("");
}

/** A person, operator staff, somebody at the command line, or the system itself. */
export function actorOf({ actor }: AuditView): string {
  if (actor.kind === "system") return t("log.who.system");
  if (actor.kind === "operator") return t("log.by.operator", { name: actor.name });
  return actor.kind === "cli" ? t("log.by.cli", { name: actor.name }) : actor.name;
}

/** What the thing was called then. */
export function subjectOf({ subject }: AuditView): string {
  return subject.name || t("log.thing");
}

/** Where the thing is now; null: it has no page here. */
export function addressOfThing(kind: string, id: string): string | null {
  if (kind === "user") return addressOf("users", {}, { user: id });
  if (kind === "announcement") return addressOf("announcements", {}, { announcement: id });
  if (kind === "group") return addressOf("responseGroup", { group: id });
  if (kind === "menu") return addressOf("menu", { menu: id });
  if (kind === "invoice") return addressOf("invoice", { invoice: id });
  if (kind === "phone") return addressOf("phone", { phone: id });
  if (kind === "subscription") return addressOf("subscriptions", {}, { subscription: id });
  return kind === "layout" ? addressOf("layout", { layout: id }) : null;
}

/** "Efternamn"; "Knapp 3"; a field that this app does not know by its own name. */
export function fieldName(field: string): string {
  const place = /^(\d+)\/(\d+)$/.exec(field);
  if (place) {
    const [, module = "0", index = ""] = place;
    return module === "0" ? t("log.place", { index }) : t("log.place.module", { module, index });
  }
  const key = `log.field.${field}`;
  return isField(key) ? t(key) : field;
}

/** A value as people read it. */
export function valueText(field: string, value: SaidView): string {
  if (value === null) return t("log.value.none");
  if (Array.isArray(value)) {
    return value.length === 0 ? t("log.value.none") : value.map((one) => valueText(field, one)).join(", ");
  }
  if (typeof value === "boolean") return t(value ? "log.value.yes" : "log.value.no");
  if (typeof value === "number") return numberText(field, value);
  if (typeof value === "string") return wordText(field, value);
  if (value.kind === "ref") {
    const name = value.name ?? t("log.value.gone");
    return value.of === "voicemail" ? t("log.value.destination.voicemail", { name }) : name;
  }
  return fieldsText(value.fields);
}

/** Money is whole öre, data whole bytes; all else is only a number. */
function numberText(field: string, value: number): string {
  if (field.endsWith("Ore")) return formatMoney(value);
  return field === "bytes" || field === "dataQuotaBytes" ? formatQuota(value, currentLanguage()) : String(value);
}

type Part = { readonly field: string; readonly value: SaidView };

/** A key: what it does and for whom, then what is out of the ordinary. A member, a forwarding: field by field. */
function fieldsText(fields: readonly Part[]): string {
  const of = (name: string) => fields.find((one) => one.field === name)?.value ?? null;
  const entry = entryText(fields, (value) => valueText("announcementId", value));
  if (entry !== null) return entry;
  const kind = of("kind");
  if (typeof kind === "string" && fields.some((one) => one.field === "locked")) {
    const key = `keys.kind.${kind}`;
    const does = isKind(key) ? t(key).replace(/:.*$/, "") : kind;
    const [target, label, value, account] = [of("target"), of("label"), of("value"), of("account")];
    const further = [
      target === null ? "" : valueText("target", target),
      label === null ? "" : `”${valueText("label", label)}”`,
      value === null ? "" : valueText("value", value),
      account === null || account === 1 ? "" : `${fieldName("account")} ${valueText("account", account)}`,
      of("locked") === true ? fieldName("locked").toLowerCase() : "",
    ];
    return [does, ...further.filter((text) => text !== "")].join(" · ");
  }
  const said = fields.filter(({ value }) => value !== null && value !== false);
  if (said.length === 0) return t("log.value.none");
  const own = ["userId", "number", "target", "destination"];
  return said
    .map(({ field, value }) => {
      if (own.includes(field)) return valueText(field, value);
      return value === true ? fieldName(field).toLowerCase() : `${fieldName(field).toLowerCase()} ${valueText(field, value)}`;
    })
    .join(" · ");
}

type KindKey = Extract<MessageKey, `keys.kind.${string}`>;
const isKind = (key: string): key is KindKey => key.startsWith("keys.kind.") && isMessageKey(key);

const orderWords = Object.fromEntries(orderKinds.map((kind) => [kind, () => t(`orders.kind.${kind}`)]));
const refusalWords = Object.fromEntries(refusalCodes.map((code) => [code, () => t(`orders.refusal.${code}`)]));

const financeKinds = ["invoice", "usage", "payments", "unknown"] as const;
const financeWays = ["upload", "folder", "api"] as const;

/** A word for each of some values. */
function wordsOf<T extends string>(values: readonly T[], word: (value: T) => string): Record<string, () => string> {
  return Object.fromEntries(values.map((value) => [value, () => word(value)]));
}

const words: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  orderKind: orderWords,
  refusalCode: refusalWords,
  action: { open: () => t("calendar.open"), closed: () => t("calendar.closed") },
  defaultAction: { open: () => t("calendar.open"), closed: () => t("calendar.closed") },
  language: { sv: () => t("language.sv"), en: () => t("language.en") },
  mobileProfile: { mex: () => t("log.value.mex"), external: () => t("log.value.external") },
  rights: {
    user: () => t("log.value.right.user"),
    administrator: () => t("log.value.right.administrator"),
    operator: () => t("log.value.right.operator"),
  },
  shownNumber: shownWords(),
  shownFromMobile: shownWords(),
  operates: { all: () => t("log.value.all") },
  secret: { changed: () => t("log.value.changed") },
  reason: { private: () => t("log.value.private"), ...wordsOf(blockReasons, (one) => t(`subscriptions.reason.${one}`)) },
  blocks: wordsOf(serviceBlocks, (one) => t(`subscriptions.service.${one}`)),
  form: wordsOf(simForms, (one) => t(`subscriptions.card.${one}`)),
  role: wordsOf(simRoles, (one) => t(`subscriptions.card.${one}`)),
  shown: wordsOf(["pin1", "puk1", "pin2", "puk2", "activation"], (one) => t(`subscriptions.codes.${one}`)),
  noticeChannel: { mail: () => t("messages.mail"), sms: () => t("messages.sms") },
  diversionEnds: {
    none: () => t("messages.notices.none"),
    long: () => t("messages.notices.long"),
    all: () => t("messages.notices.all"),
  },
  source: {
    portal: () => t("log.value.source.portal"),
    admin: () => t("log.value.source.admin"),
    phone: () => t("log.value.source.phone"),
  },
  distribution: {
    all: () => t("log.value.distribution.all"),
    fixedOrder: () => t("log.value.distribution.fixedOrder"),
    rotating: () => t("log.value.distribution.rotating"),
    longestIdle: () => t("log.value.distribution.longestIdle"),
    fewestCalls: () => t("log.value.distribution.fewestCalls"),
    random: () => t("log.value.distribution.random"),
  },
  presentation: {
    caller: () => t("log.value.presentation.caller"),
    groupNameAndCaller: () => t("log.value.presentation.groupNameAndCaller"),
    groupNumber: () => t("log.value.presentation.groupNumber"),
    number: () => t("log.value.presentation.number"),
  },
  destination: {
    hangUp: () => t("log.value.destination.hangUp"),
    repeat: () => t("log.value.destination.repeat"),
    extension: () => t("log.value.destination.extension"),
  },
  state: {
    ...wordsOf(rolloutStates, (one) => t(`rollouts.state.${one}`)),
    ...wordsOf(simStates, (one) => t(`subscriptions.card.state.${one}`)),
    found: () => t("phones.state.found"),
    claimed: () => t("phones.state.claimed"),
    bound: () => t("phones.state.bound"),
    retired: () => t("phones.state.retired"),
  },
  invoiceKind: wordsOf(["invoice", "creditNote"], (one) => t(`invoices.kind.${one}`)),
  fileKind: wordsOf(financeKinds, (one) => t(`finance.kind.${one}`)),
  via: wordsOf(financeWays, (one) => t(`finance.via.${one}`)),
  vendor: { yealink: () => "Yealink", snom: () => "Snom", polycom: () => "Poly" },
};

function shownWords() {
  return {
    primary: () => t("log.value.shown.primary"),
    mobile: () => t("log.value.shown.mobile"),
    main: () => t("log.value.shown.main"),
    hidden: () => t("log.value.shown.hidden"),
  };
}

type FaultKey = Exclude<Extract<MessageKey, `finance.fault.${string}`>, "finance.fault.found" | "finance.fault.expected">;
const isFault = (key: string): key is FaultKey =>
  key.startsWith("finance.fault.") && key !== "finance.fault.found" && key !== "finance.fault.expected" && isMessageKey(key);

/** What is wrong with a file that was not taken in. */
function faultText(code: string): string {
  const key = `finance.fault.${code}`;
  return isFault(key) ? t(key) : code;
}

function wordText(field: string, value: string): string {
  const word = words[field]?.[value];
  if (word) return word();
  if (field === "reason" && isReasonCode(value)) return diversionReasons[value].words[currentLanguage()];
  if (field === "faults") return faultText(value);
  if (field === "picture") return t("log.value.picture");
  // How long it is; which one it is, no person reads.
  if (field === "sound") return value.replace(/ .*$/, "");
  if (field === "features" && isFeatureCode(value)) return featureGroups[value].name;
  if (field === "mac") return writeMac(value);
  if (/^\+\d{6,15}$/.test(value)) return formatNumber(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return formatInstant(new Date(value));
  return value === "" ? t("log.value.none") : value;
}

/** What became another than it was: an entry may also hold what stayed. */
export function changesOf({ changes }: AuditView): AuditView["changes"] {
  const became = changes.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
  // Where all is hidden, or the same was said again, what was said is shown.
  return became.length > 0 ? became : changes;
}

/** "Etikett: Lagret → Kassan": the first change in short. */
export function summaryOf(entry: AuditView): string {
  const changes = changesOf(entry);
  // What it took the place of is said further down.
  const first = changes.find(({ field }) => field !== "replaced") ?? changes[0];
  if (!first) return "";
  const { field, before, after } = first;
  const text =
    before === null
      ? `${fieldName(field)}: ${valueText(field, after)}`
      : `${fieldName(field)}: ${valueText(field, before)} → ${valueText(field, after)}`;
  return changes.length > 1 ? `${text}, ${t("log.more", { count: changes.length - 1 })}` : text;
}
