import { type PhoneListFilter, phonesOfList } from "../../db/phone-pages.ts";
import { type PhoneRow, parseModules } from "../../db/phone-rows.ts";
import type { Db } from "../../db/types.ts";
import { DomainError, type ErrorCode, type ErrorDetail } from "../../domain/errors.ts";
import { isSettingName, settingDefinitions } from "../../domain/settings.ts";
import type { JobChange } from "./change.ts";
import { demandKey } from "./perform.ts";

/** What a change would come to, before it is done. */
export type Preview = {
  readonly total: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Why some would be refused, and how many. */
  readonly refused: readonly { readonly code: ErrorCode; readonly detail: ErrorDetail; readonly count: number }[];
  /** Phones with a user or an account: what is left behind when they go to another organisation. */
  readonly used: number;
};

type Group = Pick<PhoneRow, "vendor" | "model" | "modules"> & { same: number; used: number; count: number | string };

/**
 * Counts what a change would come to, in one query for any number of phones.
 *
 * @throws DomainError `setting_unknown`, `setting_invalid`, `layer_invalid`
 */
export async function previewChange(db: Db, filter: PhoneListFilter, wanted: JobChange): Promise<Preview> {
  const is = sameOf(wanted);
  const used = `case when p.user_id is not null or exists (select 1 from phone_account a where a.phone_id = p.id) then 1 else 0 end`;
  const each = phonesOfList(db, filter).select(
    ...["p.vendor as vendor", "p.model as model", "p.modules as modules"],
    db.raw(`case when ${is.sql} then 1 else 0 end as same`, [...is.bindings]),
    db.raw(`${used} as used`),
  );
  const columns = ["vendor", "model", "modules", "same", "used"];
  const groups: Group[] = await db.from(each.as("each")).groupBy(columns).select(columns).count({ count: "*" });
  return counted(groups, wanted);
}

function counted(groups: readonly Group[], wanted: JobChange): Preview {
  const refused = new Map<string, { code: ErrorCode; detail: ErrorDetail; count: number }>();
  const sums = { total: 0, changed: 0, unchanged: 0, used: 0 };
  for (const { vendor, model, modules, same, used, count: counted } of groups) {
    const count = Number(counted);
    sums.total += count;
    if (used === 1) sums.used += count;
    const problem =
      wanted.what === "key" ? refusalOf(() => demandKey({ vendor, model, modules: parseModules(modules) }, wanted.key)) : null;
    if (problem) {
      const key = JSON.stringify([problem.code, problem.detail]);
      const known = refused.get(key);
      refused.set(key, { code: problem.code, detail: problem.detail, count: (known?.count ?? 0) + count });
    } else if (same === 1) sums.unchanged += count;
    else sums.changed += count;
  }
  return { ...sums, refused: [...refused.values()].sort((a, b) => b.count - a.count) };
}

function refusalOf(work: () => void): DomainError | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

type Condition = { readonly sql: string; readonly bindings: readonly (string | number)[] };
const never: Condition = { sql: "1 = 0", bindings: [] };

/** True in SQL for a phone `p` that has it already. */
function sameOf(wanted: JobChange): Condition {
  switch (wanted.what) {
    case "site":
      return { sql: "coalesce(p.site_id, '') = ?", bindings: [wanted.siteId ?? ""] };
    case "layout":
      return { sql: "coalesce(p.layout_id, '') = ?", bindings: [wanted.layoutId ?? ""] };
    case "setting":
      return said("", wanted.name, storedValue(wanted.name, wanted.value));
    case "parameter": {
      const of = said(wanted.vendor, wanted.name, wanted.value);
      return { sql: `(p.vendor <> ? or ${of.sql})`, bindings: [wanted.vendor, ...of.bindings] };
    }
    case "clearKey":
      return {
        sql: "not exists (select 1 from phone_key k where k.phone_id = p.id and k.module = ? and k.key_index = ?)",
        bindings: [wanted.place.module, wanted.place.index],
      };
    case "key":
      return sameKey(wanted.key);
    default:
      return never;
  }
}

function said(vendor: string, name: string, value: string | null): Condition {
  const row = "select 1 from setting s where s.scope = 'phone:' || p.id and s.vendor = ? and s.name = ?";
  if (value === null) return { sql: `not exists (${row})`, bindings: [vendor, name] };
  return { sql: `exists (${row} and s.value = ?)`, bindings: [vendor, name, value] };
}

/** In the form in which it is kept. */
function storedValue(name: string, value: unknown): string | null {
  if (!isSettingName(name)) throw new DomainError("setting_unknown", { name });
  const { layers, schema } = settingDefinitions[name];
  if (!layers.includes("phone")) throw new DomainError("layer_invalid", { name, layer: "phone", layers: layers.join(", ") });
  if (value === null) return null;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new DomainError("setting_invalid", { name, problem: parsed.error.issues[0]?.message ?? "" });
  return JSON.stringify(parsed.data);
}

function sameKey({ place, kind, target, account, label, value }: Extract<JobChange, { what: "key" }>["key"]): Condition {
  const id = target && target.kind !== "number" ? target.id : "";
  // A number is kept in its canonical form: one that is written otherwise counts as a change, and comes to none.
  const number = target?.kind === "number" ? target.number : "";
  return {
    sql: `exists (select 1 from phone_key k where k.phone_id = p.id and k.module = ? and k.key_index = ? and k.kind = ?
      and coalesce(k.target_id, '') = ? and coalesce(k.target_number, '') = ? and k.account = ?
      and coalesce(k.label, '') = ? and coalesce(k.value, '') = ?)`,
    bindings: [place.module, place.index, kind, id, number, account, label ?? "", value ?? ""],
  };
}
