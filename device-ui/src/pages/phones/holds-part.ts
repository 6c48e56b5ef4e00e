import { css, html, nothing } from "lit";
import { confirm } from "../../components/confirm-dialog.ts";
import { doingHere } from "../../components/doing.ts";
import { KlykaElement } from "../../components/element.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { decideHold, expectPhone, type PhoneHold, type PhoneHolds, type PhoneView, readHolds } from "../../data/phones.ts";
import { failureText } from "../../i18n/failure.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { panelStyles } from "./panel-styles.ts";
import { phoneName } from "./words.ts";

const expectedHours = 24;
const mostDecided = 3;

/** Who has had the phone's proof without looking like it, and whether it was the phone: the administrator says. Empty for a phone that has not proved itself. */
export class HoldsPart extends KlykaElement {
  static override properties = {
    phone: { attribute: false },
    known: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare phone: PhoneView;
  declare known: PhoneHolds | null;
  declare failure: string | null;
  declare busy: boolean;
  #phoneId = "";
  readonly events = listen(this, {
    phone: (data) => this._told(data),
    request: (data) => this._told(data),
    reload: () => void this._look(),
  });

  constructor() {
    super();
    this.known = null;
    this.failure = null;
    this.busy = false;
  }

  override willUpdate(): void {
    if (this.phone.id === this.#phoneId) return;
    this.#phoneId = this.phone.id;
    Object.assign(this, { known: null, failure: null });
    void this._look();
  }

  override render() {
    const { known } = this;
    if (!known || this.phone.state !== "bound") return nothing;
    const open = known.holds.filter(({ state: is }) => is === "held" || is === "reported");
    const decided = known.holds.filter(({ decidedAt }) => decidedAt !== null).slice(0, mostDecided);
    return html`${open.length > 0 ? html`<h4>${t("phones.hold.heading")}</h4>` : nothing} ${open.map((one) => this._hold(one))}
      ${decided.map((one) => this._decided(one))} ${known.level === "off" ? nothing : this._expected(known)}
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}`;
  }

  _hold(hold: PhoneHold) {
    const { address, network, userAgent, firmware, count, lastAt } = hold;
    const state = hold.state === "held" ? "held" : "reported";
    const said = { network, agent: userAgent ?? "–", firmware: firmware ?? "–" };
    return html`<div class="notice stop hold" role="alert">
      <p><strong>${t(`phones.hold.said.${state}`, { address })}</strong>
        ${hold.reasons.map((reason) => t(`phones.hold.reason.${reason}`, said)).join(", ")}.</p>
      <p class="small">${t("phones.hold.times", { count, when: spokenInstant(new Date(lastAt), new Date()) })} ${hold.state === "held" ? t("phones.hold.goes_on") : nothing}</p>
      <div class="buttons">
        <button class="button small" type="button" ?disabled=${this.busy} @click=${() => this._release(hold)}>${t("phones.hold.release")}</button>
        <button class="button small" type="button" ?disabled=${this.busy} @click=${() => this._deny(hold)}>${t("phones.hold.deny")}</button>
      </div>
    </div>`;
  }

  _decided({ state: is, decidedBy, decidedAt, address }: PhoneHold) {
    const said = { who: decidedBy ?? "–", when: spokenInstant(new Date(decidedAt ?? ""), new Date()), address };
    return html`<p class="small soft">${t(is === "denied" ? "phones.hold.was.denied" : "phones.hold.was.released", said)}</p>`;
  }

  _expected({ expectedUntil }: PhoneHolds) {
    if (expectedUntil !== null)
      return html`<div class="notice waiting hold">
        <p>${t("phones.hold.expected", { when: spokenInstant(new Date(expectedUntil), new Date()) })}</p>
        <div><button class="button small" type="button" ?disabled=${this.busy} @click=${() => this._expect(0)}>${t("phones.hold.expect.cancel")}</button></div>
      </div>`;
    return html`<details class="expect">
      <summary>${t("phones.hold.expect")}</summary>
      <p class="small soft">${t("phones.hold.expect.text")}</p>
      <div><button class="button small" type="button" ?disabled=${this.busy} @click=${() => this._expect(expectedHours)}>${t("phones.hold.expect.do")}</button></div>
    </details>`;
  }

  async _release({ id }: PhoneHold): Promise<void> {
    await doingHere(this, async () => {
      this.known = await decideHold(api, this.phone.id, id, "release");
    });
  }

  async _deny({ id }: PhoneHold): Promise<void> {
    await confirm({
      heading: t("phones.hold.deny.ask", { name: phoneName(this.phone) }),
      text: t("phones.hold.deny.text"),
      action: t("phones.hold.deny.do"),
      danger: true,
      run: async () => {
        this.known = await decideHold(api, this.phone.id, id, "deny");
      },
      failure: failureText,
    });
  }

  async _expect(hours: number): Promise<void> {
    await doingHere(this, async () => {
      await expectPhone(api, this.phone.id, hours);
      await this._look();
    });
  }

  _told(data: unknown): void {
    if (typeof data === "object" && data !== null && "phoneId" in data && data.phoneId === this.phone.id) void this._look();
  }

  async _look(): Promise<void> {
    const { id } = this.phone;
    const known = await readHolds(api, id).catch(() => null);
    // Another phone is looked at meanwhile.
    if (known && id === this.phone.id) this.known = known;
  }

  static override styles = [
    shared,
    buttons,
    states,
    panelStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .hold {
        display: grid;
        gap: 8px;
      }
      .expect summary {
        min-height: 32px;
        font-weight: 600;
        cursor: pointer;
      }
    `,
  ];
}

customElements.define("holds-part", HoldsPart);
declare global {
  interface HTMLElementTagNameMap {
    "holds-part": HoldsPart;
  }
}
