import { html, nothing } from "lit";
import { wallClock } from "../../../../domain/local-time.ts";
import { usualHours } from "../../../../domain/working-hours.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { missing } from "../../components/missing.ts";
import { api, session } from "../../data/client.ts";
import { Loaded } from "../../data/loaded.ts";
import { type PhoneSettingView, readPhoneSettings } from "../../data/phone-settings.ts";
import {
  type PhoneSelectionView,
  previewRollout,
  type RolloutBackView,
  type RolloutChoicesView,
  type RolloutPreviewView,
  readBack,
  readRolloutChoices,
  readSelection,
  startRollout,
  type Whose,
} from "../../data/rollouts.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { stepStyles } from "../../portings/step-styles.ts";
import { checkStep } from "../../rollouts/check-step.ts";
import {
  type DraftProblem,
  draftProblem,
  emptyDraft,
  inputOf,
  type RolloutDraft,
  ringsOf,
  usualRings,
} from "../../rollouts/draft.ts";
import { ringStep } from "../../rollouts/ring-step.ts";
import { type Step, usualName, whatStep } from "../../rollouts/what-step.ts";
import { whoStep } from "../../rollouts/who-step.ts";
import { rolloutPaths, toldOf } from "../../rollouts/whose.ts";
import { wizardStyles } from "../../rollouts/wizard-styles.ts";
import { goTo, guardLeaving } from "../../router/navigate.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { titleStyles } from "../../style/title-styles.ts";
import { pageStyles } from "../page-styles.ts";

const steps = ["what", "who", "rings", "check"] as const;
const problemText: Readonly<Record<DraftProblem, () => string>> = {
  what: () => t("rollouts.nothing_chosen"),
  who: () => t("rollouts.who.missing"),
  rings: () => t("rollouts.rings.bad"),
  pick: () => t("rollouts.who.missing"),
  start: () => t("rollouts.start_at.bad"),
  window: () => t("rollouts.window.bad"),
};

type Known = {
  readonly choices: RolloutChoicesView;
  readonly settings: readonly PhoneSettingView[];
  readonly back: RolloutBackView | null;
};

/** What, who, in which rings; looked over, and begun. */
export class NewRolloutPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    draft: { state: true },
    step: { state: true },
    preview: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare query: URLSearchParams;
  declare draft: RolloutDraft;
  declare step: number;
  declare preview: RolloutPreviewView | null;
  declare failure: string | null;
  declare busy: boolean;
  /** A kind of this page is of those over all organisations. */
  readonly whose: Whose = "own";
  readonly known = new Loaded<Known>(this, (signal) => this._read(signal));
  #touched = false;
  #ends: () => void = () => undefined;

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.draft = emptyDraft;
    this.step = 0;
    this.preview = null;
    this.failure = null;
    this.busy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.known.reload();
    this.#ends = guardLeaving(
      () => this.#touched,
      () =>
        confirm({
          ...{ heading: t("rollouts.leave_page.heading"), text: t("rollouts.leave_page.text") },
          ...{ action: t("rollouts.leave_page.discard"), danger: true },
        }),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ends();
  }

  async _read(signal: AbortSignal): Promise<Known> {
    const from = this.query.get("back");
    const chosen = this.query.get("selection");
    const [choices, { settings }, back, selection] = await Promise.all([
      readRolloutChoices(api, this.whose, signal),
      // What all organisations have is said nowhere that this could begin with.
      this.whose === "house" ? { settings: [] } : readPhoneSettings(api, { layer: "organisation", id: "" }, signal),
      from === null ? null : readBack(api, from, this.whose, signal),
      chosen === null ? null : readSelection(api, chosen, signal),
    ]);
    this.draft = { ...begun(choices, back, this.query.get("firmware"), selection), house: this.whose === "house" };
    return { choices, settings, back };
  }

  override render() {
    const { value } = this.known;
    return html`<div class="page-head">
        <nav class="crumbs" aria-label=${t("rollouts.title")}><a href=${rolloutPaths[this.whose].list()}>${t("rollouts.title")}</a></nav>
        <h1 tabindex="-1">${t("rollouts.new")}</h1>
      </div>
      ${missing(this.known)} ${value ? this._body(value) : nothing}`;
  }

  _body({ choices, settings }: Known) {
    const set = (changed: Partial<RolloutDraft>) => {
      this.draft = { ...this.draft, ...changed };
      this.failure = null;
      this.#touched = true;
    };
    const today = wallClock(new Date(), this._zone()).date;
    const step: Step = { draft: this.draft, choices, known: settings, today, set };
    const shown = [
      () => whatStep(step),
      () => whoStep(step),
      () => ringStep(step),
      () => checkStep(step, this.preview, usualName(this.draft)),
    ][this.step];
    const last = this.step === steps.length - 1;
    const stuck = last && (this.preview === null || this.preview.phones === 0 || this.preview.conflicts.length > 0);
    return html`${this._steps()}
      <form class="surface panel" novalidate @submit=${this._next}>
        ${shown?.()} ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
        <div class="row">
          ${this.step > 0 ? html`<button class="button" type="button" ?disabled=${this.busy} @click=${() => this._go(this.step - 1)}>${t("rollouts.previous")}</button>` : nothing}
          <button class="button filled" type="submit" ?disabled=${this.busy || stuck}>${t(last ? "rollouts.start" : "rollouts.next")}</button>
        </div>
      </form>`;
  }

  _steps() {
    return html`<ol class="step-list" aria-label=${t("rollouts.steps")}>
      ${steps.map((step, at) => {
        const kind = at < this.step ? "done" : at === this.step ? "now" : "";
        const word = kind === "" ? "" : t(kind === "done" ? "rollouts.step.done" : "rollouts.step.now");
        return html`<li class=${kind} aria-current=${at === this.step ? "step" : "false"}>
          <span class="mark" aria-hidden="true">${at + 1}</span><span>${t(`rollouts.step.${step}`)}<span class="hidden"> ${word}</span></span>
        </li>`;
      })}
    </ol>`;
  }

  async _next(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const problem = draftProblem(this.draft, this.step);
    this.failure = problem === null ? null : problemText[problem]();
    if (problem !== null) return;
    if (this.step < steps.length - 1) await this._go(this.step + 1);
    else await this._start();
  }

  /** Of a roll-out that is put back, what and whom stand fast. */
  async _go(wanted: number): Promise<void> {
    const back = this.draft.back !== null;
    const step = back && wanted === 1 ? (this.step < 1 ? 2 : 0) : wanted;
    this.failure = null;
    this.step = step;
    if (step === steps.length - 1) await this._preview();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  async _preview(): Promise<void> {
    this.preview = null;
    try {
      this.preview = await previewRollout(api, this.whose, inputOf(this.draft, this._name(), this._zone()));
    } catch (error) {
      this.failure = failureText(error);
    }
  }

  _name(): string {
    return this.draft.name.trim() || usualName(this.draft);
  }

  /** Wall clocks are the organisation's; over all of them the operator's. */
  _zone(): string {
    const own = this.whose === "own" ? session.current?.organisation : null;
    return own?.timeZone ?? usualHours.zone;
  }

  async _start(): Promise<void> {
    this.busy = true;
    try {
      const { value, auditId } = await startRollout(api, this.whose, inputOf(this.draft, this._name(), this._zone()));
      this.#touched = false;
      toldOf(this.whose, t("rollouts.started", { name: value.name }), auditId);
      goTo(rolloutPaths[this.whose].one(value.id));
    } catch (error) {
      this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
  }

  static override styles = [shared, buttons, fields, states, surfaces, titleStyles, pageStyles, stepStyles, wizardStyles];
}

/** What the address begins it with: a roll-out that is put back, an image of firmware, phones that were selected. */
function begun(
  choices: RolloutChoicesView,
  back: RolloutBackView | null,
  wanted: string | null,
  selection: PhoneSelectionView | null,
): RolloutDraft {
  if (back) {
    const caps = { atOnce: String(back.atOnce), atOnceSite: String(back.atOnceSite) };
    return { ...emptyDraft, back, rings: ringsOf(back), window: back.window && { ...back.window }, ...caps };
  }
  const images = choices.models.flatMap(({ vendor, model, images: offered }) => {
    const image = offered.find((one) => one.id === wanted);
    return image ? [[`${vendor}/${model}`, { file: image.file, version: image.version }] as const] : [];
  });
  const firmware = choices.models.some((model) => model.images.length > 0);
  return {
    ...emptyDraft,
    kind: firmware ? "firmware" : "settings",
    images: Object.fromEntries(images),
    scope: selection ? "some" : firmware ? "model" : "organisation",
    selection,
    rings: usualRings(selection?.phones ?? choices.phones),
  };
}

customElements.define("new-rollout-page", NewRolloutPage);
declare global {
  interface HTMLElementTagNameMap {
    "new-rollout-page": NewRolloutPage;
  }
}
