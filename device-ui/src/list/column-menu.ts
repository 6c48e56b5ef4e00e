import { html, type ReactiveControllerHost, type TemplateResult } from "lit";
import { t } from "../i18n/index.ts";

/** A chip that opens a sheet: Escape and leaving it close it. */
export function chipMenu(chip: unknown, sheet: unknown, on = false): TemplateResult {
  return html`<details class="menu ${on ? "on" : ""}" @keydown=${menuKey} @focusout=${menuLeft}>
    <summary class="chip">${chip}</summary>
    ${sheet}
  </details>`;
}

type ColumnsOf<Key extends string> = {
  /** Under what name the choice is kept in this browser. */
  readonly kept: string;
  /** Those that one can do without, in their order. */
  readonly keys: readonly Key[];
  readonly atFirst: readonly string[];
  readonly labelOf: (key: Key) => string;
};

/** Which columns of a list somebody wants to see. */
export class ColumnMenu<Key extends string> {
  readonly #host: ReactiveControllerHost;
  readonly #of: ColumnsOf<Key>;
  chosen: ReadonlySet<string>;

  constructor(host: ReactiveControllerHost, of: ColumnsOf<Key>) {
    this.#host = host;
    this.#of = of;
    this.chosen = new Set(keptColumns(of.kept) ?? of.atFirst);
  }

  render(): TemplateResult {
    const { keys, labelOf } = this.#of;
    const label = t("list.columns");
    const box = (key: Key) =>
      html`<label class="check"><input type="checkbox" name=${key} .checked=${this.chosen.has(key)} /><span>${labelOf(key)}</span></label>`;
    const sheet = html`<fieldset class="sheet" @change=${(event: Event) => this.#toggled(event)}>
      <legend class="hidden">${label}</legend>
      ${keys.map(box)}
    </fieldset>`;
    return chipMenu(label, sheet);
  }

  #toggled({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    const chosen = new Set(this.chosen);
    if (target.checked) chosen.add(target.name);
    else chosen.delete(target.name);
    this.chosen = chosen;
    this.#host.requestUpdate();
    try {
      localStorage.setItem(this.#of.kept, [...chosen].join(","));
    } catch {
      // Storage may be refused or full: the choice then lasts until the page is left.
    }
  }
}

function keptColumns(name: string): readonly string[] | null {
  try {
    return localStorage.getItem(name)?.split(",") ?? null;
  } catch {
    return null;
  }
}

function menuKey(event: KeyboardEvent): void {
  const menu = event.currentTarget;
  if (event.key !== "Escape" || event.defaultPrevented || !(menu instanceof HTMLDetailsElement) || !menu.open) return;
  event.stopPropagation();
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

function menuLeft(event: FocusEvent): void {
  const menu = event.currentTarget;
  if (menu instanceof HTMLDetailsElement && event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) {
    menu.open = false;
  }
}
