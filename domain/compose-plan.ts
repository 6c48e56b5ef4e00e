import type { KeyBinding, KeyKind } from "./phone-key.ts";
import type { Layer, Plan, Registrar, VendorId } from "./plan.ts";
import type { SettingName, SettingValues } from "./settings.ts";

/** What composing needs to know of a model; the catalogue's `PhoneModel` with `id` added fits. */
export type PhoneModelFacts = {
  /** Without the vendor: `T46U`. */
  readonly id: string;
  readonly vendor: VendorId;
  readonly keys: { readonly total: number };
  readonly accounts: number;
  readonly modules: readonly { readonly name: string; readonly total: number; readonly unusable: readonly number[] }[];
  readonly maxModules: number;
  readonly keyKinds: readonly KeyKind[];
};

export type Said<T> = { readonly value: T; readonly by: string | null; readonly at: string | null };
/** What one layer says. Shared by all phones below it. */
export type SettingLayer = {
  readonly layer: Layer;
  /** What the layer is called: the organisation's title, the site's name … */
  readonly name: string;
  readonly values: { readonly [K in SettingName]?: Said<SettingValues[K]> };
  readonly raw: ReadonlyMap<VendorId, ReadonlyMap<string, Said<string>>>;
};

export type SourceUser = {
  readonly id: string;
  readonly name: string;
  readonly extension: string | null;
  /** E.164. */
  readonly primaryNumber: string | null;
  readonly mobileNumber: string | null;
};
export type SourceGroup = {
  readonly id: string;
  readonly name: string;
  readonly extension: string | null;
  readonly e164: string | null;
};
/** `number`: the one a key dials; E.164 or short. */
export type SourceContact = { readonly id: string; readonly name: string; readonly number: string | null };

export type SourceKey = KeyBinding & { readonly by: string | null; readonly at: string | null };

export type SourceAccount = {
  readonly position: number;
  readonly label: string | null;
  readonly userName: string | null;
  readonly sipUser: string;
  readonly authUser: string;
  readonly password: string;
  readonly registrar: Registrar | null;
  readonly by: string | null;
  readonly at: string | null;
};

/** Plain rows that a plan is made of. Maps and layers are shared by the phones of a batch. Holds secrets. */
export type PlanSource = {
  readonly phone: {
    readonly id: string;
    readonly mac: string;
    readonly vendor: VendorId;
    readonly modelId: string;
    readonly label: string;
    readonly modules: readonly string[];
    readonly revision: number;
    readonly by: string | null;
    readonly at: string | null;
  };
  readonly organisation: { readonly id: string; readonly title: string };
  readonly accounts: readonly SourceAccount[];
  readonly ownKeys: readonly SourceKey[];
  readonly layout: { readonly name: string; readonly keys: readonly SourceKey[] } | null;
  readonly users: ReadonlyMap<string, SourceUser>;
  readonly groups: ReadonlyMap<string, SourceGroup>;
  readonly contacts: ReadonlyMap<string, SourceContact>;
  /** Lowest first. */
  readonly layers: readonly SettingLayer[];
  readonly contactLists: readonly { readonly id: string; readonly name: string }[];
  readonly token: string;
  readonly adminPassword: string;
  readonly userPassword: string;
};

/**
 * Rows to plan: layers resolved, layout keys under the phone's own, labels following their targets, numbers as the
 * exchange takes them. A key or account the model cannot have is in `misfits` with its reason: none is lost.
 *
 * @param publicUrl where phones reach the server, with or without a final slash; the setting `provisioning.url` wins
 */
export declare function composePlan(source: PlanSource, model: PhoneModelFacts, publicUrl: string): Plan;
