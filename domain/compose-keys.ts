import type { PhoneModelFacts, PlanSource, SourceKey } from "./compose-plan.ts";
import { origin, type Resolver, resolver } from "./compose-settings.ts";
import { dialNumber, dialString } from "./dialling.ts";
import { keyLabel } from "./key-labels.ts";
import { type ActingCodes, asksThisServer, needsAccount } from "./key-rules.ts";
import { displayNumber } from "./numbers.ts";
import { comparePlaces, type KeyKind, type KeyPlace } from "./phone-key.ts";
import type { Misfit, MisfitReason, Origin, PlanAccount, PlanKey } from "./plan.ts";

type Placed = { readonly key: SourceKey; readonly origin: Origin };

/**
 * Every key in order of place: as the phone shall have it, or, when somebody programmed it and it does not fit, as a
 * misfit with its reason.
 */
export function composeKeys(
  source: PlanSource,
  model: PhoneModelFacts,
  say: Resolver,
  accounts: readonly PlanAccount[],
): { keys: PlanKey[]; misfits: Misfit[] } {
  const keys: PlanKey[] = [];
  const misfits: Misfit[] = [];
  const codes = keyCodes(say);
  for (const placed of effectiveKeys(source, accounts)) {
    const shown = describe(placed, source, codes, accounts);
    const opensPage = shown.key.page !== null;
    const reason =
      placeMisfit(placed.key.place, source.phone.modules, model) ??
      (model.keyKinds.includes(placed.key.kind) ? null : "kind_not_supported") ??
      // A page is shown by the phone's own browser, the one that opens addresses.
      (opensPage && !model.keyKinds.includes("url") ? "no_browser" : null) ??
      (!opensPage && needsAccount(placed.key.kind) && !accounts.some((one) => one.position === placed.key.account)
        ? "account_missing"
        : null) ??
      shown.missing;
    if (reason === null) keys.push(shown.key);
    else if (placed.origin !== lineOrigin)
      misfits.push({
        what: "key",
        place: placed.key.place,
        position: null,
        label: shown.key.label,
        reason,
        origin: placed.origin,
      });
  }
  return { keys, misfits };
}

/**
 * The layout's keys, and the phone's own in their place. Under both lies what every make does by itself: key X is
 * the line of account X, until somebody programs it otherwise (a blank key too).
 */
function effectiveKeys(source: PlanSource, accounts: readonly PlanAccount[]): Placed[] {
  const byPlace = new Map<number, Placed>();
  const put = (key: SourceKey, from: Origin) => byPlace.set(key.place.module * 1000 + key.place.index, { key, origin: from });
  for (const account of accounts) put(lineKey(account.position), lineOrigin);
  const layout = source.layout;
  if (layout) for (const key of layout.keys) put(key, origin("layout", layout.name, key));
  for (const key of source.ownKeys) put(key, origin("phone", source.phone.label || source.phone.mac, key));
  return [...byPlace.values()].sort((a, b) => comparePlaces(a.key.place, b.key.place));
}

const lineOrigin: Origin = { layer: "klyka", name: "Klyka", by: null, at: null };

function lineKey(position: number): SourceKey {
  const place = { module: 0, index: position };
  return { place, kind: "line", target: null, account: position, label: null, value: null, locked: false, by: null, at: null };
}

/** Why a model with these modules attached has no such key; null: it has. */
export function placeMisfit(
  place: KeyPlace,
  attached: readonly string[],
  model: Pick<PhoneModelFacts, "keys" | "modules" | "maxModules">,
): MisfitReason | null {
  if (place.module === 0) return place.index > model.keys.total ? "no_such_key" : null;
  const name = attached[place.module - 1];
  const module = model.modules.find((one) => one.name === name);
  if (!module || place.module > model.maxModules) return "no_such_module";
  if (place.index > module.total) return "no_such_key";
  return module.unusable.includes(place.index) ? "key_not_settable" : null;
}

/** The exchange's codes for keys that act, as they are said for this phone. */
export function actingCodes({ layers }: Pick<PlanSource, "layers">): ActingCodes {
  const { groupLogin, diversion } = keyCodes(resolver(layers));
  return { groupLogin, diversion };
}

type Codes = ReturnType<typeof keyCodes>;
function keyCodes(say: Resolver) {
  return {
    language: say("phone.language").value,
    form: say("exchange.dialForm").value,
    pickup: say("exchange.pickupCode").value,
    park: say("exchange.parkCode").value,
    groupLogin: say("exchange.groupLoginCode").value,
    diversion: say("exchange.diversionCode").value,
    voicemail: say("exchange.voicemailNumber").value,
  };
}

type Target = {
  readonly name: string;
  readonly number: string | null;
  readonly follows: PlanKey["follows"];
  readonly gone: boolean;
};

function describe(
  { key, origin: from }: Placed,
  source: PlanSource,
  codes: Codes,
  accounts: readonly PlanAccount[],
): { key: PlanKey; missing: MisfitReason | null } {
  const target = key.target && findTarget(key.target, source, codes);
  const page = asksThisServer(key, codes) ? `key/${key.place.module}-${key.place.index}` : null;
  const number = page === null ? numberOf(key, target, codes) : null;
  const account = accounts.find((one) => one.position === key.account);
  const ownName = key.kind === "line" ? (account?.label ?? "") : keyLabel(key.kind, codes.language);
  return {
    key: {
      place: key.place,
      kind: key.kind,
      account: key.account,
      label: key.label ?? (target && !target.gone ? target.name : ownName),
      number,
      value: key.value,
      page,
      pickupCode: key.kind === "blf" ? codes.pickup || null : null,
      follows: target?.follows ?? null,
      locked: key.locked,
      origin: from,
    },
    missing: target?.gone ? "target_gone" : number === null && page === null && numberNeeded(key) ? "target_has_no_number" : null,
  };
}

function findTarget(target: NonNullable<SourceKey["target"]>, source: PlanSource, codes: Codes): Target {
  if (target.kind === "number") {
    return { name: displayNumber(target.number), number: dialNumber(target.number, codes.form), follows: null, gone: false };
  }
  const found = lookUp(target, source);
  if (!found) return { name: "", number: null, follows: null, gone: true };
  return {
    name: found.name,
    number: dialString(found, codes.form),
    follows: { kind: target.kind, id: target.id, name: found.name },
    gone: false,
  };
}

function lookUp(target: { kind: "user" | "group" | "contact"; id: string }, source: PlanSource) {
  switch (target.kind) {
    case "user": {
      const user = source.users.get(target.id);
      return user && { name: user.name, extension: user.extension, numbers: [user.primaryNumber, user.mobileNumber] };
    }
    case "group": {
      const group = source.groups.get(target.id);
      return group && { name: group.name, extension: group.extension, numbers: [group.e164] };
    }
    case "contact": {
      const contact = source.contacts.get(target.id);
      return contact && { name: contact.name, extension: null, numbers: [contact.number] };
    }
  }
}

/** What the key sends. A value of the key's own wins over the organisation's feature code. */
function numberOf(key: SourceKey, target: Target | null, codes: Codes): string | null {
  const to = target?.number ?? null;
  switch (key.kind) {
    case "speedDial":
    case "blf":
    case "forward":
    case "transfer":
      return to;
    case "groupLogin":
      return to === null ? null : `${key.value ?? codes.groupLogin}${to}`;
    case "pickup":
      return `${key.value ?? codes.pickup}${to ?? ""}` || null;
    case "voicemail":
      return to ?? (codes.voicemail || null);
    case "park":
      return (key.value ?? codes.park) || null;
    case "diversion":
      return (key.value ?? codes.diversion) || null;
    default:
      return null;
  }
}

function numberNeeded(key: SourceKey): boolean {
  if (key.target !== null && key.target.kind !== "number") return key.kind !== "line" && key.kind !== "blank";
  return (["speedDial", "blf", "groupLogin", "voicemail", "park", "pickup", "diversion"] as readonly KeyKind[]).includes(
    key.kind,
  );
}
