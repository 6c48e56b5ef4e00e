import { Hash, Phone } from "lucide";
import type { ComboGroup, ComboOption, FindOptions } from "../../components/search-combobox.ts";
import { api } from "../../data/client.ts";
import { listAccounts, listModels, type ModelView } from "../../data/phones.ts";
import { listUsers, type UserListView } from "../../data/users.ts";
import { formatNumber } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";

/** What a combobox of these pages finds. */

const most = 12;

export const findUsers: FindOptions = async (q, signal) => {
  const { rows } = await listUsers(api, { q, limit: most }, signal);
  return [{ title: "", options: rows.map(userOption) }];
};

export function userOption({ id, name, numbers, extension, picture }: UserListView): ComboOption {
  const number = numbers.primary ? formatNumber(numbers.primary.e164) : "";
  const detail = [number, extension ?? ""].filter(Boolean).join(" · ");
  return { key: id, title: name, detail, person: true, picture: picture?.small ?? null };
}

export const findAccounts: FindOptions = async (q, signal) => {
  const { rows } = await listAccounts(api, signal);
  const wanted = q.toLowerCase();
  const fitting = rows.filter((one) => `${one.sipUser} ${one.label ?? ""}`.toLowerCase().includes(wanted));
  const options = fitting
    .slice(0, most)
    .map(({ id, sipUser, label }) => ({ key: id, title: label || sipUser, detail: sipUser, icon: Hash }));
  return [{ title: "", options }];
};

const makes = { yealink: "Yealink", snom: "Snom", polycom: "Poly" } as const;

/** Models by make, each by its name as it stands on the phone. */
export const findModels: FindOptions = async (q) => modelsCalled(q, await listModels(api));
/** For operator staff, who may be in no organisation. */
export const findOperatorModels: FindOptions = async (q) => modelsCalled(q, await listModels(api, "/operator/models"));

function modelsCalled(q: string, all: readonly ModelView[]): readonly ComboGroup[] {
  const words = plain(q).split(" ").filter(Boolean);
  const fitting = all.filter((model) => words.every((word) => plain(model.name).replaceAll(" ", "").includes(word)));
  return Object.entries(makes).map(([vendor, title]) => ({
    title,
    options: fitting.filter((model) => model.vendor === vendor).map(modelOption),
  }));
}

export function modelOption({ vendor, model, name, keys, accounts }: ModelView): ComboOption {
  return { key: `${vendor}/${model}`, title: name, detail: t("phones.model.facts", { keys, accounts }), icon: Phone };
}

/** `yealink/T46U` → its parts. */
export function apparatusOf(key: string): { readonly vendor: string; readonly model: string } {
  const [vendor = "", model = ""] = key.split("/");
  return { vendor, model };
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}
