import { css, html, nothing, type TemplateResult } from "lit";
import { comparePlaces } from "../../../../domain/phone-key.ts";
import { ranges } from "../../../../domain/ranges.ts";
import type { SwapPreviewView } from "../../data/phones.ts";
import { t } from "../../i18n/index.ts";

type Misfit = SwapPreviewView["misfits"][number];
/** So many are named at once; more are said by their places, and named when somebody asks. */
const namedAtOnce = 4;

/** What another model has no room for, a line for each reason: how many, where they sit, and what stands on them. */
export function misfitList(misfits: readonly Misfit[]): TemplateResult {
  return html`<ul class="misfits">
    ${[...Map.groupBy(misfits, ({ reason }) => reason)].map(([reason, many]) => reasonRow(reason, many.toSorted(byPlace)))}
  </ul>`;
}

function reasonRow(reason: Misfit["reason"], many: readonly Misfit[]) {
  const keys = many.every(({ what }) => what === "key");
  const count = t(keys ? "phones.misfit.keys" : "phones.misfit.accounts", { count: many.length });
  return html`<li>
    <p><strong>${count}</strong> ${t(`phones.misfit.${reason}`)}</p>
    ${many.length > namedAtOnce ? html`<p>${placesOf(many).map((line) => html`<span class="places">${line}</span> `)}</p>` : nothing}
    ${many.length > namedAtOnce ? html`<details><summary>${t("phones.misfit.show", { count: many.length })}</summary>${names(many)}</details>` : names(many)}
  </li>`;
}

function names(many: readonly Misfit[]) {
  return html`<ul class="names">${many.map((one) => html`<li>${placeOf(one)}${one.label ? html`: <strong>${one.label}</strong>` : nothing}</li>`)}</ul>`;
}

/** `Modul 1: knapp 1–20, 23.` for the phone itself and for each module. */
function placesOf(many: readonly Misfit[]): string[] {
  const accounts = many.flatMap(({ place, position }) => (place === null && position !== null ? [position] : []));
  const places = Map.groupBy(
    many.flatMap(({ place }) => (place ? [place] : [])),
    ({ module }) => module,
  );
  const lines = [...places].map(([module, some]) => {
    const keys = said(some.map(({ index }) => index));
    return module === 0 ? t("phones.misfit.places", { keys }) : t("phones.misfit.places_module", { module, keys });
  });
  return accounts.length > 0 ? [...lines, t("phones.misfit.places_accounts", { accounts: said(accounts) })] : lines;
}

function said(numbers: readonly number[]): string {
  return ranges(numbers)
    .map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`))
    .join(", ");
}

function placeOf({ place, position }: Misfit): string {
  if (place === null) return t("phones.swap.account", { position: position ?? 0 });
  const { module, index } = place;
  return module === 0 ? t("phones.swap.key", { index }) : t("phones.swap.key_module", { module, index });
}

function byPlace(a: Misfit, b: Misfit): number {
  if (a.place && b.place) return comparePlaces(a.place, b.place);
  return Number(a.place === null) - Number(b.place === null) || (a.position ?? 0) - (b.position ?? 0);
}

export const misfitListStyles = css`
  .misfits {
    display: grid;
    gap: 12px;
    margin: 8px 0 0;
    padding: 0;
    list-style: none;
    overflow-wrap: anywhere;
  }
  .places {
    display: inline-block;
    margin-right: 8px;
  }
  .misfits summary {
    width: fit-content;
    min-height: 24px;
    cursor: pointer;
  }
  .names {
    margin: 4px 0 0;
    padding-left: 18px;
    columns: 240px;
    column-gap: 32px;
  }
  .names li {
    break-inside: avoid;
  }
`;
