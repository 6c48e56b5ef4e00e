import { comparePlaces, formatPlace, type KeyPlace } from "../../domain/phone-key.ts";
import type { Origin, Plan, PlanKey } from "../../domain/plan.ts";
import type { RenderWarning } from "../contract.ts";
import type { PhoneModel } from "../model.ts";
import { actionOf } from "./macros.ts";
import { builtIn } from "./settings.ts";
import { clean } from "./xml.ts";

/**
 * Which key does what. Polycom fills keys in two ways: *flexible* line keys name a category for each key (VVX, Edge, CCX);
 * by *default* keys are filled from the first on with lines, watched people, favourites, in this order (SoundPoint IP).
 * Neither lets a key carry a label or a number: those come from the registration, the resource list, the directory or a
 * macro, each numbered in its own list.
 */

export type Resource = { readonly address: string; readonly label: string; readonly origin: Origin };
export type Favourite = { readonly contact: string; readonly label: string; readonly origin: Origin };
export type Macro = { readonly name: string; readonly label: string; readonly action: string; readonly origin: Origin };

/** A key by its number over phone and modules. `index` as the category wants it. */
export type Assignment = {
  readonly key: number;
  readonly category: "Line" | "BLF" | "SpeedDial" | "EFK" | "Unassigned";
  readonly index: number | null;
  readonly origin: Origin;
};

export type LineLabel = { readonly account: number; readonly line: number; readonly label: string; readonly origin: Origin };

export type KeyLayout = {
  /** Null: the phone fills its keys itself. */
  readonly assignments: readonly Assignment[] | null;
  readonly resources: readonly Resource[];
  /** In the order of their speed dial numbers, from 1. */
  readonly favourites: readonly Favourite[];
  readonly macros: readonly Macro[];
  readonly lineLabels: readonly LineLabel[];
  readonly warnings: readonly RenderWarning[];
};

/** Lays the plan's keys out as this model takes them. Pure. */
export function layOutKeys(plan: Plan, model: PhoneModel): KeyLayout {
  const keys = [...plan.keys].sort((a, b) => comparePlaces(a.place, b.place));
  const lists = new Lists(plan, model);
  if (model.dialect.keyLayout === "none") return lists.result(null);
  if (model.dialect.keyLayout === "default") {
    defaultOrder(keys, plan, model, lists);
    return lists.result(null);
  }
  return lists.result(keys.length === 0 ? null : assign(keys, plan, model, lists));
}

/** Every key of the phone and of its modules gets a category; an account that no key shows takes the first free key. */
function assign(keys: readonly PlanKey[], plan: Plan, model: PhoneModel, lists: Lists): Assignment[] {
  const byNumber = new Map(keys.map((key) => [keyNumber(key.place, plan, model), key]));
  const homeless = plan.accounts.filter(({ position }) => !keys.some((key) => key.kind === "line" && key.account === position));
  return Array.from({ length: keyCount(plan, model) }, (_, at) => {
    const key = byNumber.get(at + 1);
    if (key) return { key: at + 1, ...lists.place(key), origin: key.origin };
    const account = at < model.keys.total ? homeless.shift() : undefined;
    if (account) return { key: at + 1, category: "Line", index: account.position, origin: account.origin };
    return { key: at + 1, category: "Unassigned", index: null, origin: builtIn };
  });
}

/** Fills the lists in the order of the keys and reports each key that comes to lie elsewhere than planned. */
function defaultOrder(keys: readonly PlanKey[], plan: Plan, model: PhoneModel, lists: Lists): void {
  const lines = plan.accounts.flatMap(({ position }): (PlanKey | null)[] => {
    const own = keys.filter((key) => key.kind === "line" && key.account === position);
    return own.length > 0 ? own : [null];
  });
  const watched = keys.filter((key) => key.kind === "blf" && key.number !== null);
  const others = keys.filter((key) => key.kind !== "line" && key.kind !== "blf");
  for (const key of watched) lists.place(key);
  const favourites = others.filter((key) => lists.favour(key));
  [...lines, ...watched, ...favourites].forEach((key, at) => {
    if (key && keyNumber(key.place, plan, model) !== at + 1) lists.warn("key_moved", formatPlace(key.place));
  });
}

type Placed = Pick<Assignment, "category" | "index">;
const empty: Placed = { category: "Unassigned", index: null };

/** The numbered lists that keys point into, filled key by key. */
class Lists {
  readonly #plan: Plan;
  readonly #canOpenPages: boolean;
  readonly #resources: Resource[] = [];
  readonly #favourites: Favourite[] = [];
  readonly #macros: Macro[] = [];
  readonly #lineLabels: LineLabel[] = [];
  readonly #lines = new Map<number, number>();
  readonly #warnings: RenderWarning[] = [];

  constructor(plan: Plan, model: PhoneModel) {
    this.#plan = plan;
    this.#canOpenPages = model.keyKinds.includes("url");
  }

  warn(code: RenderWarning["code"], name: string): void {
    this.#warnings.push({ code, name });
  }

  result(assignments: readonly Assignment[] | null): KeyLayout {
    return {
      assignments,
      resources: this.#resources,
      favourites: this.#favourites,
      macros: this.#macros,
      lineLabels: this.#lineLabels,
      warnings: this.#warnings,
    };
  }

  /** Puts what the key needs into the lists and says what the key itself is called. */
  place(key: PlanKey): Placed {
    if (key.kind === "line") return this.#line(key);
    if (key.kind === "blank") return empty;
    if (key.account !== 1) this.warn("account_ignored", formatPlace(key.place));
    if (key.kind === "blf") return this.#watch(key);
    if (key.kind === "speedDial") return this.#speedDial(key);
    return this.#function(key);
  }

  /** A key of the default layout as a favourite: a number, or a macro by its name. False when nothing can be said. */
  favour(key: PlanKey): boolean {
    const placed = this.place(key);
    if (placed.category !== "EFK") return placed.category === "SpeedDial";
    const macro = this.#macros[(placed.index ?? 0) - 1];
    if (macro) this.#favourites.push({ contact: `!${macro.name}`, label: macro.label, origin: macro.origin });
    return macro !== undefined;
  }

  #line(key: PlanKey): Placed {
    const account = this.#plan.accounts.find(({ position }) => position === key.account);
    if (!account) return empty;
    const line = (this.#lines.get(key.account) ?? 0) + 1;
    this.#lines.set(key.account, line);
    const label = clean(key.label);
    if (label !== clean(account.label) && label !== "")
      this.#lineLabels.push({ account: key.account, line, label, origin: key.origin });
    return { category: "Line", index: key.account };
  }

  #watch(key: PlanKey): Placed {
    if (key.number === null || key.number === "") return empty;
    this.#resources.push({ address: key.number, label: key.label, origin: key.origin });
    return { category: "BLF", index: 0 };
  }

  /** A number may stand in the directory once: a second key for it shares the entry, or, under another label, dials by macro. */
  #speedDial(key: PlanKey): Placed {
    if (key.number === null || key.number === "") return empty;
    const label = clean(key.label) || key.number;
    const at = this.#favourites.findIndex(({ contact }) => contact === key.number);
    if (at >= 0) return this.#favourites[at]?.label === label ? { category: "SpeedDial", index: at + 1 } : this.#function(key);
    this.#favourites.push({ contact: key.number, label, origin: key.origin });
    return { category: "SpeedDial", index: this.#favourites.length };
  }

  #function(key: PlanKey): Placed {
    const action = actionOf(key, this.#plan, this.#canOpenPages);
    if (action === null) {
      this.warn("value_cut", formatPlace(key.place));
      return empty;
    }
    if (key.kind === "forward" && key.number !== null) this.warn("number_ignored", formatPlace(key.place));
    const index = this.#macros.length + 1;
    const label = clean(key.label) || (key.number ?? key.value ?? key.kind);
    this.#macros.push({ name: `${key.kind}${index}`, label, action, origin: key.origin });
    return { category: "EFK", index };
  }
}

/** Keys are numbered through: the phone's own, then each module's. */
function keyNumber(place: KeyPlace, plan: Plan, model: PhoneModel): number {
  return keysBefore(place.module, plan, model) + place.index;
}

function keysBefore(module: number, plan: Plan, model: PhoneModel): number {
  if (module === 0) return 0;
  return plan.modules.slice(0, module - 1).reduce((sum, name) => sum + moduleKeys(name, model), model.keys.total);
}

function keyCount(plan: Plan, model: PhoneModel): number {
  return keysBefore(plan.modules.length + 1, plan, model);
}

function moduleKeys(name: string, model: PhoneModel): number {
  return model.modules.find((module) => module.name === name)?.total ?? 0;
}
