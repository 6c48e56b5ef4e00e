import type { Plan } from "../../domain/plan.ts";
import type { RenderWarning } from "../contract.ts";
import type { KeyLayout } from "./keys.ts";
import { directoryUrl } from "./macros.ts";
import { builtIn } from "./settings.ts";
import type { Parameter } from "./xml.ts";

/** Soft keys that open a phonebook's page while the phone is idle; the phone takes ten. */
const mostSoftkeys = 10;

/** Keys, watched people, macros and soft keys. */
export function keyParameters(plan: Plan, layout: KeyLayout, hasFlexibleKeys: boolean): Parameter[] {
  return [
    ...(hasFlexibleKeys ? assignmentParameters(layout) : []),
    ...lineLabelParameters(layout),
    ...moduleParameters(plan),
    ...resourceParameters(layout),
    ...pickupParameters(plan),
    ...macroParameters(layout, plan),
    ...softkeyParameters(plan),
  ];
}

function assignmentParameters({ assignments }: KeyLayout): Parameter[] {
  if (assignments === null) return [{ name: "lineKey.reassignment.enabled", value: "0", origin: builtIn }];
  return [
    { name: "lineKey.reassignment.enabled", value: "1", origin: builtIn },
    ...assignments.flatMap(({ key, category, index, origin }) => [
      { name: `lineKey.${key}.category`, value: category, origin },
      ...(index === null ? [] : [{ name: `lineKey.${key}.index`, value: String(index), origin }]),
    ]),
  ];
}

function lineLabelParameters({ lineLabels }: KeyLayout): Parameter[] {
  if (lineLabels.length === 0) return [];
  return [
    { name: "up.cfgUniqueLineLabel", value: "1", origin: builtIn },
    ...lineLabels.map(({ account, line, label, origin }) => ({
      name: `reg.${account}.line.${line}.label`,
      value: label,
      origin,
    })),
  ];
}

/** Without smart paging the pages of several modules run in chain order, as the plan counts them. */
function moduleParameters({ modules }: Plan): Parameter[] {
  return modules.length === 0 ? [] : [{ name: "up.em.smartpaging.enabled", value: "0", origin: builtIn }];
}

/** The n-th key that watches shows the n-th entry, so the list has no gaps. */
function resourceParameters({ resources }: KeyLayout): Parameter[] {
  return resources.flatMap(({ address, label, origin }, at) => [
    { name: `attendant.resourceList.${at + 1}.address`, value: address, origin },
    { name: `attendant.resourceList.${at + 1}.label`, value: label, origin },
    { name: `attendant.resourceList.${at + 1}.type`, value: "normal", origin },
  ]);
}

/** The phone has one pickup code for all keys: where a key brings another than the settings, the first one counts. */
function pickupParameters({ keys, settings }: Plan): Parameter[] {
  const key = keys.find(({ kind, pickupCode }) => kind === "blf" && pickupCode !== null && pickupCode !== "");
  if (!key || key.pickupCode === null || key.pickupCode === settings.pickupCode.value) return [];
  return [
    { name: "call.directedCallPickupMethod", value: "legacy", origin: key.origin },
    { name: "call.directedCallPickupString", value: key.pickupCode, origin: key.origin },
  ];
}

function macroParameters({ macros, assignments }: KeyLayout, { directories }: Plan): Parameter[] {
  if (macros.length === 0 && directories.length === 0) return [];
  return [
    { name: "feature.enhancedFeatureKeys.enabled", value: "1", origin: builtIn },
    { name: "efk.version", value: "2", origin: builtIn },
    ...(assignments === null ? [] : [{ name: "feature.EFKLineKey.enabled", value: "1", origin: builtIn }]),
    ...macros.flatMap(({ name, label, action, origin }, at) => [
      { name: `efk.efklist.${at + 1}.mname`, value: name, origin },
      { name: `efk.efklist.${at + 1}.status`, value: "1", origin },
      { name: `efk.efklist.${at + 1}.label`, value: label, origin },
      { name: `efk.efklist.${at + 1}.action.string`, value: action, origin },
    ]),
  ];
}

/** Books for which the phone has no soft key. */
export function bookWarnings({ directories }: Plan): RenderWarning[] {
  return directories.slice(mostSoftkeys).map(({ name }) => ({ code: "book_left_out", name }));
}

function softkeyParameters(plan: Plan): Parameter[] {
  return plan.directories.slice(0, mostSoftkeys).flatMap(({ key, name, origin }, at) => [
    { name: `softkey.${at + 1}.label`, value: name, origin },
    { name: `softkey.${at + 1}.action`, value: directoryUrl(plan, key), origin },
    { name: `softkey.${at + 1}.enable`, value: "1", origin },
    { name: `softkey.${at + 1}.use.idle`, value: "1", origin },
  ]);
}
