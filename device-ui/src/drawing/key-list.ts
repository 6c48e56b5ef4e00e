import { html, type TemplateResult } from "lit";
import { t } from "../i18n/index.ts";
import {
  type KeyContent,
  type KeyState,
  keysInSight,
  type Pages,
  type PhoneShape,
  type Programmable,
  pageCount,
} from "./drawing.ts";
import { keyName } from "./labels.ts";

export type KeyListView = {
  readonly content: (spot: Programmable) => KeyContent | null;
  readonly isSelected: (spot: Programmable) => boolean;
  readonly tabindex: (spot: Programmable) => number;
  readonly choose: (spot: Programmable) => void;
  readonly open: (spot: Programmable) => void;
};

const tones: Readonly<Record<KeyState, string>> = {
  live: "live",
  waiting: "waiting",
  off: "off",
  misfit: "stop",
  edited: "edited",
};

/** The keys of the pages in sight as rows: for screens on which a drawn key would be smaller than a fingertip. */
export function keyList(shape: PhoneShape, pages: Pages, view: KeyListView): TemplateResult {
  const count = pageCount(shape, 0);
  return html`<div class="list" role="listbox" aria-label=${t("phone.drawing", { phone: shape.name })}>
    ${keysInSight(shape, pages).map((spot) => entry(spot, view, count))}
  </div>`;
}

function entry(spot: Programmable, view: KeyListView, pages: number): TemplateResult {
  const content = view.content(spot);
  const used = content !== null && content.kind !== "blank";
  return html`<div
    class="entry"
    role="option"
    data-place="${spot.module}/${spot.index}"
    tabindex=${view.tabindex(spot)}
    aria-selected=${view.isSelected(spot)}
    @click=${() => view.choose(spot)}
    @dblclick=${() => view.open(spot)}
  >
    <span class="hidden">${keyName(spot, content, pages)}</span
    ><span class="number" aria-hidden="true">${spot.module > 0 ? `${spot.module}/${spot.index}` : spot.index}</span
    ><span class="dot ${used ? tones[content.state] : "off"}" aria-hidden="true"></span
    ><span class="what ${used ? "" : "free"}" aria-hidden="true">${used ? content.label || t(`kind.${content.kind}`) : t("phone.empty")}</span
    ><span class="kind" aria-hidden="true">${used ? kindAndState(content) : ""}</span>
  </div>`;
}

/** State is never colour alone: what is not simply there is said. */
function kindAndState({ kind, state }: KeyContent): string {
  const word = t(`kind.${kind}`);
  return state === "live" || state === "off" ? word : `${word}, ${t(`phone.state.${state}`)}`;
}
