import { css, html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { searchField } from "../../components/fields.ts";
import { missing } from "../../components/missing.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import type { Page } from "../../data/paged-rows.ts";
import { listRolloutPhones, type RolloutPhoneView, type RolloutView, skipPhone, type Whose } from "../../data/rollouts.ts";
import { Soon } from "../../data/soon.ts";
import { failureText } from "../../i18n/failure.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { chipSelect } from "../../list/chip-select.ts";
import { toolsStyles } from "../../list/tools-styles.ts";
import { toldOf } from "../../rollouts/whose.ts";
import { countOrder, phoneState, reasonText } from "../../rollouts/words.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";

const step = 50;
/** Milliseconds: between two looks while the roll-out moves, and while somebody types. */
const pause = 900;
const typing = 250;

/** The phones of a roll-out, those first that want somebody's eye. */
export class RolloutPhones extends KlykaElement {
  static override properties = {
    rollout: { attribute: false },
    whose: { attribute: false },
    ring: { state: true },
    which: { state: true },
    q: { state: true },
    most: { state: true },
  };
  declare rollout: RolloutView;
  declare whose: Whose;
  declare ring: string;
  declare which: string;
  declare q: string;
  declare most: number;
  readonly phones = new Loaded<Page<RolloutPhoneView>>(this, (signal) =>
    listRolloutPhones(
      api,
      this.rollout.id,
      this.whose,
      { ring: this.ring, state: this.which, q: this.q, limit: this.most },
      signal,
    ),
  );
  readonly soon = new Soon(this, pause, () => this.phones.reload());
  readonly events = listen(this, { rollout: this.soon.tell, reload: this.soon.tell });
  #asked = "";
  #typing = 0;

  constructor() {
    super();
    this.whose = "own";
    this.ring = "";
    this.which = "";
    this.q = "";
    this.most = step;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#typing);
  }

  override willUpdate(): void {
    const { id } = this.rollout;
    const asked = JSON.stringify([id, this.ring, this.which, this.q, this.most]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    void this.phones.reload();
  }

  override render() {
    const { value, face } = this.phones;
    const rings = this.rollout.rings.map(({ position }) => ({
      value: String(position),
      label: t("rollouts.ring", { ring: position }),
    }));
    const choices = countOrder.map((one) => ({ value: one, label: t(`rollouts.phone.${one}`) }));
    const narrow = (changed: Partial<Pick<RolloutPhones, "ring" | "which">>) => Object.assign(this, changed, { most: step });
    return html`<section class="surface block" aria-labelledby="list">
      <h2 id="list">${t("rollouts.list")} <span class="soft">${value ? value.total : ""}</span></h2>
      <div class="tools">
        ${searchField({ name: "q", label: t("rollouts.list.search"), value: this.q, onInput: (text) => this._search(text) })}
        ${chipSelect(t("rollouts.list.state"), this.which, [{ value: "", label: t("rollouts.list.all_states") }, ...choices], (which) => narrow({ which }))}
        ${rings.length > 1 ? chipSelect(t("rollouts.list.ring"), this.ring, [{ value: "", label: t("rollouts.list.all_rings") }, ...rings], (ring) => narrow({ ring })) : nothing}
      </div>
      ${missing(this.phones, t("list.loading"))} ${value && face === "ready" ? this._table(value) : nothing}
    </section>`;
  }

  _table({ rows, total }: Page<RolloutPhoneView>) {
    if (rows.length === 0) return html`<p class="soft">${t("rollouts.list.none")}</p>`;
    const { state } = this.rollout;
    const live = state === "running" || state === "paused" || state === "halted";
    return html`<div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">${t("rollouts.list.phone")}</th>
              <th scope="col">${t("rollouts.list.state")}</th>
              <th class="wide" scope="col">${t("rollouts.list.ring")}</th>
              <th class="wide" scope="col">${t("rollouts.list.contact")}</th>
              <th class="wide" scope="col">${t("rollouts.list.firmware")}</th>
              ${live ? html`<td></td>` : nothing}
            </tr>
          </thead>
          <tbody>
            ${rows.map((row) => this._row(row, live))}
          </tbody>
        </table>
      </div>
      ${
        rows.length < total && this.most < 500
          ? html`<button class="button" type="button" @click=${() => {
              this.most = Math.min(500, this.most * 4);
            }}>${t("rollouts.list.more")}</button>`
          : nothing
      }`;
  }

  _row(row: RolloutPhoneView, live: boolean) {
    const name = row.label || row.mac;
    const why = reasonText(row);
    const skipped = row.state === "skipped";
    const house = this.whose === "house";
    const who = [house ? row.organisation : null, row.user, row.modelName, row.site].filter(Boolean).join(" · ");
    const title = house ? html`<span>${name}</span>` : html`<a href=${pathTo("phone", { phone: row.id })}>${name}</a>`;
    return html`<tr>
      <th scope="row">${title}<span class="soft small">${who}</span></th>
      <td>${phoneState(row)}${why ? html`<span class="soft small">${why}</span>` : nothing}</td>
      <td class="wide figures">${row.ring}</td>
      <td class="wide">${row.lastContactAt === null ? t("rollouts.list.never") : spokenInstant(new Date(row.lastContactAt), new Date())}</td>
      <td class="wide figures">${firmwareText(row)}</td>
      ${
        live
          ? html`<td class="act">${
              row.reason === "gone"
                ? nothing
                : html`<button class="button quiet small" type="button" aria-label=${t(skipped ? "rollouts.include.of" : "rollouts.skip.of", { name })} @click=${() => this._skip(row, !skipped)}>
                    ${t(skipped ? "rollouts.include" : "rollouts.skip")}
                  </button>`
            }</td>`
          : nothing
      }
    </tr>`;
  }

  async _skip(row: RolloutPhoneView, skipped: boolean): Promise<void> {
    const name = row.label || row.mac;
    const had = row.state !== "planned" && row.state !== "skipped";
    try {
      const { value, auditId } = await skipPhone(api, this.rollout.id, this.whose, row.id, skipped);
      this.dispatchEvent(new CustomEvent("rollout-changed", { detail: value }));
      const said = !skipped ? "rollouts.include.done" : had ? "rollouts.skip.released" : "rollouts.skip.done";
      toldOf(this.whose, t(said, { name }), auditId, () => this.phones.reload());
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
    void this.phones.reload();
  }

  _search(text: string): void {
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => Object.assign(this, { q: text, most: step }), typing);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    toolsStyles,
    css`
      .block {
        display: grid;
        gap: 16px;
        justify-items: start;
        padding: 20px 24px;
        min-width: 0;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        width: 100%;
      }
      .scroll {
        width: 100%;
        overflow-x: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      thead th {
        color: var(--soft);
        font-size: var(--size-small);
        font-weight: 600;
        text-align: left;
      }
      tbody th {
        font-weight: 550;
        text-align: left;
      }
      th,
      td {
        padding: 8px 12px 8px 0;
        border-bottom: 1px solid var(--line);
        vertical-align: top;
      }
      .small {
        display: block;
        font-weight: 400;
        font-size: var(--size-small);
      }
      .figures {
        font-variant-numeric: tabular-nums;
      }
      .act {
        text-align: right;
        padding-right: 0;
      }
      @media (max-width: 720px) {
        .block {
          padding: 16px;
        }
        .wide {
          display: none;
        }
      }
    `,
  ];
}

/** What it ran before and what it runs now; one word when that is the same. */
function firmwareText({ firmwareBefore, firmware, state }: RolloutPhoneView): string {
  if (firmwareBefore === null || firmwareBefore === firmware || state === "planned" || state === "skipped")
    return firmware ?? "–";
  return `${firmwareBefore} → ${firmware ?? "?"}`;
}

customElements.define("rollout-phones", RolloutPhones);
declare global {
  interface HTMLElementTagNameMap {
    "rollout-phones": RolloutPhones;
  }
}
