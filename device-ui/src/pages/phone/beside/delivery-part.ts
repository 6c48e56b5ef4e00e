import { html, nothing } from "lit";
import { formatPlace } from "../../../../../domain/phone-key.ts";
import { diffStyles, lineDiff } from "../../../components/line-diff.ts";
import { badge, type StateTone } from "../../../components/states.ts";
import type { Subject } from "../../../data/keys.ts";
import { Loaded } from "../../../data/loaded.ts";
import { type Difference, type FileDifference, readDifference } from "../../../data/phone-files.ts";
import { spokenInstant } from "../../../i18n/format.ts";
import { t } from "../../../i18n/index.ts";
import { dataOf } from "../../../keys/draft.ts";
import { keyInWords, placeName } from "../../../keys/words.ts";
import { buttons, shared, states } from "../../../style/controls.ts";
import { besideStyles } from "./beside-styles.ts";
import { BesidePart } from "./part.ts";

const tones: Readonly<Record<FileDifference["state"], StateTone>> = {
  same: "live",
  changed: "waiting",
  never: "off",
  gone: "waiting",
};

/** What the phone has fetched against what it should have: in words, and line by line. */
export class DeliveryPart extends BesidePart {
  static override properties = { ...BesidePart.properties, subject: { attribute: false } };
  declare subject: Subject | null;
  readonly difference = new Loaded(this, (signal) => readDifference(this.phoneId, signal));
  protected readonly loads = [this.difference];

  constructor() {
    super();
    this.subject = null;
  }

  override render() {
    return this.faced(
      this.difference,
      (difference) =>
        html`<div class="stack">${this._words(difference)} ${difference.files.map((file) => this._file(file))}</div>`,
    );
  }

  _words({ delivery, files }: Difference) {
    const { subject } = this;
    const waiting = subject?.keys.filter(({ state }) => state === "waiting") ?? [];
    const lines = files.reduce((sum, { removed, added }) => sum + Math.max(removed.length, added.length), 0);
    return html`<div class="notice ${delivery === "fetched" ? "live" : "waiting"}">
      <strong>${t(`keys.delivery.${delivery}`)}</strong>
      ${
        delivery === "waiting" && subject && waiting.length > 0
          ? html`<ul>
              ${waiting.slice(0, 12).map((key) => html`<li>${placeName(subject, formatPlace(key.place))}: ${keyInWords(dataOf(key), key.labelShown)}</li>`)}
              ${waiting.length > 12 ? html`<li>${t("keys.reach.more", { count: waiting.length - 12 })}</li>` : nothing}
            </ul>`
          : nothing
      }
      ${delivery === "waiting" ? html`<p>${t("keys.delivery.lines", { count: lines })}</p>` : nothing}
      ${delivery === "never" ? html`<p>${t("keys.delivery.never_hint")}</p>` : nothing}
    </div>`;
  }

  _file({ name, state, deliveredAt, removed, added }: FileDifference) {
    const when = deliveredAt ? t("keys.delivery.at", { when: spokenInstant(new Date(deliveredAt), new Date()) }) : "";
    return html`<section class="file">
      <header>
        <h3 class="mono">${name}</h3>
        ${badge(tones[state], t(`keys.delivery.file.${state}`))} <span class="soft">${when}</span>
      </header>
      ${state === "changed" ? lineDiff(removed, added) : nothing}
    </section>`;
  }

  static override styles = [shared, buttons, states, diffStyles, besideStyles];
}

customElements.define("delivery-part", DeliveryPart);
declare global {
  interface HTMLElementTagNameMap {
    "delivery-part": DeliveryPart;
  }
}
