import { html } from "lit";
import type { Choice } from "../components/fields.ts";

/** A filter that looks like a chip and is a native choice. */
export function chipSelect(label: string, value: string, choices: readonly Choice[], choose: (value: string) => void) {
  const changed = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) choose(event.target.value);
  };
  return html`<span class="chip-select ${value ? "on" : ""}"
    ><select aria-label=${label} @change=${changed}>
      ${choices.map((choice) => html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.label}</option>`)}
    </select></span
  >`;
}
