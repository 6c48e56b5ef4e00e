import type { ActingCodes } from "../../../domain/key-rules.ts";
import { writeMac } from "../../../domain/mac.ts";
import type { KeyBinding, KeyKind, KeyPlace, KeyTarget } from "../../../domain/phone-key.ts";
import type { MisfitReason } from "../../../domain/plan.ts";
import type { KeyView, PhoneView } from "../../../portal/phone-views.ts";
import type { PhoneShape } from "../drawing/drawing.ts";
import type { Versioned } from "./api.ts";
import { api } from "./client.ts";
import { onServerEvent } from "./live.ts";
import { ApiError } from "./problem.ts";
import { type Reach, tryOut } from "./reach.ts";

export type { KeyKind, KeyPlace, KeyTarget, KeyView, MisfitReason, PhoneView };

/** The model and modules of a phone, or that a layout is looked at through. */
export type Through = { readonly vendor: string; readonly model: string; readonly modules: readonly string[] };

/** What keys can be programmed on: a phone, or a layout seen through a model. */
export type Subject = {
  readonly name: string;
  readonly through: Through;
  /** Null: the catalogue does not have the model (any more). */
  readonly shape: PhoneShape | null;
  readonly keyKinds: readonly KeyKind[];
  /** The phone's accounts; null: a layout does not know which its phones have. */
  readonly accounts: readonly { readonly position: number; readonly name: string }[] | null;
  readonly mostAccounts: number;
  /** Of the phone's screen. */
  readonly language: string;
  /** Of the exchange; empty: keys of that kind ask this server. */
  readonly codes: ActingCodes;
  /** Who has the phone, and the groups that they are in: whom its keys log in. Null: nobody; `unknown`: a layout is on many phones. */
  readonly presser: { readonly name: string; readonly groups: readonly string[] } | null | "unknown";
  readonly keys: readonly KeyView[];
  /** Where the phone has a key of its own: what shows again when it is cleared. */
  readonly beneath: readonly KeyView[];
  /** A retired phone has nothing to be programmed. */
  readonly readonly: boolean;
};

/** Keys to put, each in place of what its place held, and places to clear. */
export type KeysChange = { readonly set: readonly KeyBinding[]; readonly clear: readonly KeyPlace[] };
export const nothingChanged: KeysChange = { set: [], clear: [] };

/** Whom a key can follow, as one chooses. */
export type TargetRow = {
  readonly kind: "user" | "group" | "contact";
  readonly id: string;
  readonly name: string;
  readonly number: string | null;
  readonly extension: string | null;
  readonly detail: string;
  readonly picture: { readonly small: string } | null;
};
export type Targets = {
  readonly users: readonly TargetRow[];
  readonly groups: readonly TargetRow[];
  readonly contacts: readonly TargetRow[];
};

/** Where keys come from and where they are saved. The editor knows no other way to the server. */
export type KeySource<Row = unknown> = {
  /** Another source has another id: its edits are its own. */
  readonly id: string;
  /** Saved keys reach more than one phone, so their reach is shown first. */
  readonly shared: boolean;
  /** @throws ApiError */
  readonly read: (signal?: AbortSignal) => Promise<Versioned<Row>>;
  readonly subjectOf: (row: Row) => Subject;
  /** Saves, and reads what is there then. @throws ConflictError when somebody saved after `version`, else ApiError */
  readonly write: (change: KeysChange, version: string | null) => Promise<Versioned<Row>>;
  readonly find: (text: string, limit: number, signal?: AbortSignal) => Promise<Targets>;
  /** Which phones a save would change; null: this person may not ask. @throws as `write` */
  readonly reach: ((change: KeysChange, version: string | null) => Promise<Reach>) | null;
  /** Calls when it may have changed on the server, or the phone has asked for something. @returns ends it */
  readonly watch: (changed: () => void) => () => void;
};

const find = (q: string, limit: number, signal?: AbortSignal) => api.get<Targets>("/targets", { q, limit }, signal);

function watchPhone(id: string, changed: () => void): () => void {
  const mine = (data: unknown) => {
    if (typeof data === "object" && data !== null && "phoneId" in data && data.phoneId === id) changed();
  };
  const ends = [
    ...[onServerEvent("phone", mine), onServerEvent("request", mine)],
    // Who is in a group decides what a log-in key can do.
    ...[onServerEvent("members", changed), onServerEvent("reload", changed)],
  ];
  return () => {
    for (const end of ends) end();
  };
}

function subjectOfPhone(phone: PhoneView): Subject {
  const { shape, keyKinds, language, codes, keys, beneath, most, user } = phone;
  return {
    ...{ shape, keyKinds, language, codes, keys, beneath },
    presser: user && { name: user.name, groups: phone.userGroups },
    name: phone.label || writeMac(phone.mac),
    through: { vendor: phone.vendor, model: phone.model, modules: phone.modules },
    accounts: phone.accounts.map(({ position, label, sipUser }) => ({ position, name: label || sipUser })),
    mostAccounts: most.accounts,
    readonly: phone.state === "retired" || shape === null,
  };
}

/** A phone's own keys, on top of its layout's. */
export function phoneKeys(id: string): KeySource<PhoneView> {
  const path = `/phones/${encodeURIComponent(id)}`;
  return {
    ...aPhoneAt(path, id),
    id: `phone/${id}`,
    reach: (body, version) => tryOut(api, { method: "patch", path: `${path}/keys`, body, version }),
  };
}

/** The keys of the person's own phone that the administrator has left open. */
export function myPhoneKeys(id: string): KeySource<PhoneView> {
  return { ...aPhoneAt(`/me/phones/${encodeURIComponent(id)}`, id), id: `mine/${id}`, reach: null };
}

function aPhoneAt(path: string, id: string): Omit<KeySource<PhoneView>, "id" | "reach"> {
  return {
    shared: false,
    read: (signal) => api.read<PhoneView>(path, signal),
    subjectOf: subjectOfPhone,
    write: (change, version) => api.patch<PhoneView>(`${path}/keys`, change, version),
    find,
    watch: (changed) => watchPhone(id, changed),
  };
}

type Look = {
  readonly shape: PhoneShape;
  readonly keyKinds: readonly KeyKind[];
  readonly most: { readonly accounts: number; readonly modules: number };
  readonly moduleNames: readonly string[];
  readonly language: string;
  readonly codes: ActingCodes;
  readonly keys: readonly KeyView[];
};
export type LayoutRow = { readonly id: string; readonly version: number; readonly name: string };
export type SeenLayout = { readonly layout: LayoutRow; readonly look: Look };

/** A layout's keys, which phones share. */
export function layoutKeys(id: string, through: Through): KeySource<SeenLayout> {
  const { vendor, model, modules } = through;
  const path = `/layouts/${encodeURIComponent(id)}`;
  const look = (signal?: AbortSignal) => api.get<Look>(`${path}/look`, { vendor, model, modules: modules.join(",") }, signal);
  return {
    id: `layout/${id}`,
    shared: true,
    // The version first: what comes between makes the next save meet a conflict, never overwrite it.
    read: async (signal) => {
      const { value: layout, version } = await api.read<LayoutRow>(path, signal);
      return { value: { layout, look: await look(signal) }, version };
    },
    subjectOf: ({ layout, look: { shape, keyKinds, most, language, codes, keys } }) => ({
      ...{ name: layout.name, through, shape, keyKinds, language, codes, keys, beneath: [], accounts: null },
      presser: "unknown",
      mostAccounts: most.accounts,
      readonly: false,
    }),
    write: async (change, version) => {
      const saved = await api.patch<LayoutRow>(`${path}/keys`, change, version);
      return { value: { layout: saved.value, look: await look() }, version: saved.version };
    },
    find,
    reach: (body, version) => tryOut(api, { method: "patch", path: `${path}/keys`, body, version }),
    watch: () => () => undefined,
  };
}

/** Another phone or layout, to copy keys from or to. */
export type KeyPeer = {
  /** As a source's id: `phone/…`, `layout/…`. */
  readonly key: string;
  readonly kind: "phone" | "layout";
  readonly id: string;
  readonly name: string;
  /** A phone's model. */
  readonly detail: string;
};

/** Layouts, and the phones that fit. */
export async function listKeyPeers(q: string): Promise<readonly KeyPeer[]> {
  type Rows<T> = { readonly rows: readonly T[] };
  const layouts = await api.get<Rows<LayoutRow>>("/layouts", { limit: 200 });
  const phones = await api.get<Rows<Pick<PhoneView, "id" | "label" | "mac" | "modelName">>>("/phones", { q, limit: 100 });
  const named = layouts.rows.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
  return [
    ...named.map(({ id, name }): KeyPeer => ({ key: `layout/${id}`, kind: "layout", id, name, detail: "" })),
    ...phones.rows.map(
      ({ id, label, mac, modelName }): KeyPeer => ({
        key: `phone/${id}`,
        kind: "phone",
        id,
        name: label || writeMac(mac),
        detail: modelName,
      }),
    ),
  ];
}

/** A layout is seen through the model of the phone beside it. @param beside whose keys are copied */
export function peerSource({ kind, id }: KeyPeer, beside: Subject): KeySource {
  return kind === "phone" ? anySource(phoneKeys(id)) : anySource(layoutKeys(id, beside.through));
}

/**
 * Who takes any source knows nothing of its rows, and only hands them back. A trial and a save are never under way at
 * once: the trial would name a version that is gone.
 */
export function anySource<Row>(source: KeySource<Row>): KeySource {
  const { reach } = source;
  let trial: Promise<unknown> = Promise.resolve();
  let saving = false;
  const tried = (change: KeysChange, version: string | null) => {
    if (!reach || saving) return Promise.reject(new ApiError(0, "unreachable"));
    const asked = reach(change, version);
    trial = asked.catch(() => undefined);
    return asked;
  };
  const write = async (change: KeysChange, version: string | null) => {
    await trial;
    saving = true;
    try {
      return await source.write(change, version);
    } finally {
      saving = false;
    }
  };
  return { ...source, subjectOf: (row) => source.subjectOf(row as Row), reach: reach && tried, write };
}

/** The people of a group, in the order in which it calls them. */
export async function listGroupMembers(groupId: string): Promise<readonly { readonly userId: string; readonly name: string }[]> {
  type Answer = { readonly members: readonly { readonly userId: string; readonly name: string }[] };
  return (await api.get<Answer>(`/groups/${encodeURIComponent(groupId)}/members`)).members;
}

export type ModelRow = Pick<Through, "vendor" | "model" | "modules"> & {
  readonly name: string;
  readonly maxModules: number;
  readonly keys: number;
};

/** Every model with keys to program, by name. */
export async function listModels(signal: AbortSignal): Promise<readonly ModelRow[]> {
  const { rows } = await api.get<{ readonly rows: readonly ModelRow[] }>("/models", { limit: 500 }, signal);
  return rows.filter(({ keys, maxModules }) => keys > 0 || maxModules > 0);
}

type PhoneRow = Pick<PhoneView, "id" | "label" | "mac" | "vendor" | "model" | "modelName" | "modules" | "user" | "delivery">;

/** Phones with a layout; the first of them by name. */
export function listPhonesOf(
  layoutId: string,
  signal: AbortSignal,
): Promise<{ readonly total: number; readonly rows: readonly PhoneRow[] }> {
  return api.get("/phones", { layoutId, limit: 200 }, signal);
}
