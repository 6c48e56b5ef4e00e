import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { formatPlace, type KeyBinding } from "../../domain/phone-key.ts";
import { writtenTogether } from "../audit.ts";
import { isFields } from "../audit-names.ts";
import { oneOf } from "../dialect/dialect.ts";
import {
  clearLayoutKeys,
  clearPhoneKeys,
  KeyInput,
  type KeyPlaceInput,
  ownKeys,
  setLayoutKeys,
  setPhoneKeys,
} from "../phone-keys.ts";
import { movePhone } from "../phone-lifecycle.ts";
import { auditFields } from "../phone-parts.ts";
import { reinstatePhone } from "../phone-reinstate.ts";
import { getLivePhone, getPhone } from "../phone-rows.ts";
import { listPhoneAccounts, retirePhone, setPhoneAccounts, UpdatePhone, updatePhone } from "../phones.ts";
import type { Db } from "../types.ts";
import { type Fields, pick, type Undoer, type Undoing } from "./undoer.ts";

const PhoneFields = UpdatePhone.omit({ organisationId: true, id: true, version: true });
const phoneFields = Object.keys(PhoneFields.shape);

const phone: Undoer = {
  current: async (trx, { organisationId, id }) => auditFields(await getLivePhone(trx, { organisationId, id })),
  putBack: (trx, { organisationId, id, before, actor, now }) =>
    updatePhone(trx, { organisationId, id, ...PhoneFields.parse(pick(before, phoneFields)) }, actor, now),
  when: (_entry, before) => Object.keys(before).every((name) => phoneFields.includes(name)),
};

const said = (accounts: readonly { position: number; sipUser: string }[]) =>
  accounts.map(({ position, sipUser }) => `${position}:${sipUser}`);

const accounts: Undoer = {
  current: async (trx, { organisationId, id }) => ({ accounts: said(await listPhoneAccounts(trx, { organisationId, id })) }),
  putBack: async (trx, { organisationId, id, before, actor, now }) => {
    const wanted = z.array(z.string()).parse(before.accounts ?? []);
    const places = wanted.map((one) => ({ position: Number.parseInt(one, 10), sipUser: one.slice(one.indexOf(":") + 1) }));
    const rows: { id: string; sip_user: string }[] = await trx("sip_account")
      .where("organisation_id", organisationId)
      .where(
        oneOf(
          trx,
          "sip_user",
          places.map((place) => place.sipUser),
        ),
      )
      .select("id", "sip_user");
    const byName = new Map(rows.map((row) => [row.sip_user, row.id]));
    const most = Math.max(0, ...places.map((place) => place.position));
    const list = Array.from({ length: most }, (_, at) => {
      const place = places.find((one) => one.position === at + 1);
      if (place === undefined) return null;
      const account = byName.get(place.sipUser);
      if (account === undefined) throw new DomainError("sip_account_not_found");
      return account;
    });
    await setPhoneAccounts(trx, { organisationId, id, accounts: list }, actor, now);
  },
};

type Place = z.infer<typeof KeyPlaceInput>;
const placeOf = (at: string): Place => {
  const [module = 0, index = 0] = at.split("/").map(Number);
  return { module, index };
};

/** The keys that stood at the places before: those to set, and places that were empty. */
function keysBefore(before: Fields): { set: KeyInput[]; clear: Place[] } {
  const entries = Object.entries(before);
  return {
    set: entries.flatMap(([, key]) => (key === null ? [] : [KeyInput.parse(key)])),
    clear: entries.flatMap(([at, key]) => (key === null ? [placeOf(at)] : [])),
  };
}

const byPlace = (keys: readonly KeyBinding[], places: Fields): Fields => {
  const now = new Map(keys.map((key) => [formatPlace(key.place), key]));
  return Object.fromEntries(Object.keys(places).map((at) => [at, now.get(at) ?? null]));
};

const arePlaces = (before: Fields): boolean =>
  Object.entries(before).every(([at, key]) => /^\d+\/\d+$/.test(at) && (key === null || isFields(key)));

const phoneKeys: Undoer = {
  current: async (trx, { organisationId, id, before }) => {
    await getLivePhone(trx, { organisationId, id });
    return byPlace(await ownKeys(trx, "phone", id), before);
  },
  putBack: async (trx: Db, { organisationId, id: phoneId, before, actor, now }: Undoing) => {
    const { set, clear } = keysBefore(before);
    if (clear.length > 0) await clearPhoneKeys(trx, { organisationId, phoneId, places: clear }, actor, now);
    if (set.length > 0) await setPhoneKeys(trx, { organisationId, phoneId, keys: set }, actor, now);
  },
  when: (_entry, before) => arePlaces(before),
};

const layoutKeys: Undoer = {
  current: async (trx, { id, before }) => byPlace(await ownKeys(trx, "layout", id), before),
  putBack: async (trx, { organisationId, id: layoutId, before, actor, now }) => {
    const { set, clear } = keysBefore(before);
    if (clear.length > 0) await clearLayoutKeys(trx, { organisationId, layoutId, places: clear }, actor, now);
    if (set.length > 0) await setLayoutKeys(trx, { organisationId, layoutId, keys: set }, actor, now);
  },
  when: (_entry, before) => arePlaces(before),
};

/** A phone that was added goes again, as long as nothing has happened with it. */
const added: Undoer = {
  current: async (trx, { organisationId, id, entry, after }) => {
    const phone = await getPhone(trx, { organisationId, id });
    if (phone.state === "retired" && (await wentWithSwap(trx, entry.writeId))) return after;
    return auditFields(await getLivePhone(trx, { organisationId, id }));
  },
  putBack: async (trx, { organisationId, id, actor, now }) => {
    const { state } = await getPhone(trx, { organisationId, id });
    if (state !== "retired") await retirePhone(trx, { organisationId, id }, actor, now);
  },
};

/** The swap that the phone was added by has been taken back just now, and the phone with it. */
async function wentWithSwap(trx: Db, writeId: string): Promise<boolean> {
  return (await writtenTogether(trx, [writeId])).some((entry) => entry.action === "phone.swapped");
}

const retired: Undoer = {
  current: async (trx, { organisationId, id }) => {
    const phone = await getPhone(trx, { organisationId, id });
    return phone.state === "retired" ? {} : auditFields(phone);
  },
  putBack: (trx, { organisationId, id, keyring, actor, now }) => reinstatePhone(trx, keyring, { organisationId, id }, actor, now),
};

const Swapped = z.object({ replacedBy: z.string() });

/**
 * The old apparatus is back, with everything that had moved and what has become of it since; the new one is retired. Which of
 * them has come up since says nothing. The old one has to prove itself again, with a new token.
 */
const swapped: Undoer = {
  current: async (trx, { organisationId, id, after }) => {
    const row: { replaced_by: string | null } | undefined = await trx("phone")
      .where({ id, organisation_id: organisationId })
      .first("replaced_by");
    const { replacedBy } = Swapped.parse(after);
    if (row?.replaced_by !== replacedBy) return { replacedBy: row?.replaced_by ?? null };
    const { state: _came, ...fields } = auditFields(await getLivePhone(trx, { organisationId, id: replacedBy }));
    return { replacedBy, state: after.state, ...fields };
  },
  putBack: async (trx, { organisationId, id, after, keyring, actor, now }) => {
    const { replacedBy } = Swapped.parse(after);
    // First, so that a phone that was swapped for itself has its address free.
    await retirePhone(trx, { organisationId, id: replacedBy }, actor, now);
    await trx("phone").where("id", id).update({ replaced_by: null });
    await movePhone(trx, { organisationId, from: replacedBy, to: id }, now);
    await reinstatePhone(trx, keyring, { organisationId, id }, actor, now);
  },
  when: (_entry, _before, after) => Swapped.safeParse(after).success,
};

export const phoneUndoers: Readonly<Record<string, Undoer>> = {
  "phone.added": added,
  "phone.claimed": added,
  "phone.retired": retired,
  "phone.swapped": swapped,
  "phone.updated": phone,
  "phone.accounts_set": accounts,
  "phone.keys_set": phoneKeys,
  "phone.keys_cleared": phoneKeys,
  "layout.keys_set": layoutKeys,
  "layout.keys_cleared": layoutKeys,
};
