import { css, html, type TemplateResult } from "lit";
import type { IconNode } from "lucide";
import {
  Baby,
  Bandage,
  CalendarOff,
  Clock,
  Ellipsis,
  Footprints,
  GraduationCap,
  Moon,
  Thermometer,
  TrainFront,
  TreePalm,
  Users,
  Utensils,
} from "lucide";
import { diversionReasons, type ReasonCode, reasonCodes } from "../../../../domain/diversion-reasons.ts";
import { icon } from "../../components/icon.ts";
import { currentLanguage, t } from "../../i18n/index.ts";

const icons: Readonly<Record<ReasonCode, IconNode>> = {
  lunch: Utensils,
  mote: Users,
  ute: Footprints,
  tjansteresa: TrainFront,
  utbildning: GraduationCap,
  gatt: Moon,
  semester: TreePalm,
  ledig: CalendarOff,
  foraldraledig: Baby,
  sjuk: Thermometer,
  vab: Bandage,
  annat: Clock,
};
/** Those of most days, before the others. */
const first: readonly ReasonCode[] = ["lunch", "mote", "gatt", "ute", "tjansteresa"];

export function reasonWord(reason: ReasonCode): string {
  return diversionReasons[reason].words[currentLanguage()];
}

/** Where a long word may be parted on a narrow tile: browsers know no Swedish hyphenation. */
function breakable(word: string): string {
  return word.replace(/^(Föräldra|Tjänste|Tillfäl|Utbild)(?=[a-zåäö]{3})/, "$1\u00ad");
}

export function reasonIcon(reason: ReasonCode, size = 24): TemplateResult {
  return icon(icons[reason], size);
}

/** A tile a reason; the rarer ones when they are asked for. */
export function reasonTiles(say: {
  readonly picked: ReasonCode | null;
  readonly all: boolean;
  readonly pick: (reason: ReasonCode) => void;
  readonly toggle: () => void;
}): TemplateResult {
  const shown = say.all ? [...first, ...reasonCodes.filter((code) => !first.includes(code))] : first;
  return html`<div class="tiles">
    ${shown.map(
      (reason) => html`<button
        class="tile"
        type="button"
        aria-pressed=${say.picked === reason ? "true" : "false"}
        @click=${() => say.pick(reason)}
      >
        ${reasonIcon(reason)}<span aria-hidden="true">${breakable(reasonWord(reason))}</span><span class="hidden">${reasonWord(reason)}</span>
      </button>`,
    )}
    <button class="tile" type="button" aria-expanded=${say.all ? "true" : "false"} @click=${say.toggle}>
      ${icon(Ellipsis, 24)}<span>${t(say.all ? "away.reasons.fewer" : "away.reasons.more")}</span>
    </button>
  </div>`;
}

export const reasonTileStyles = css`
  .tiles {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 8px;
  }
  .tile {
    /* What only a screen reader reads stays within what scrolls. */
    position: relative;
    display: flex;
    flex-direction: column;
    justify-content: space-between;
    align-items: start;
    gap: 12px;
    min-height: 88px;
    padding: 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
    color: var(--ink);
    font: 600 var(--size-text) / 1.25 var(--text);
    text-align: left;
    overflow-wrap: anywhere;
    hyphens: manual;
    cursor: pointer;
    transition: background 120ms, border-color 120ms;
  }
  .tile .icon {
    color: var(--soft);
  }
  .tile:hover {
    border-color: var(--field-line);
  }
  .tile[aria-pressed="true"] {
    background: var(--accent-ground);
    border-color: var(--accent);
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .tile[aria-pressed="true"] .icon {
    color: var(--accent);
  }
  @media (forced-colors: active) {
    .tile[aria-pressed="true"] {
      outline: 2px solid Highlight;
    }
  }
`;
