import { css, html, nothing } from "lit";
import { GitFork, UsersRound } from "lucide";
import { formatInstant } from "../../../../domain/local-time.ts";
import { displayNumber, parseNumber } from "../../../../domain/numbers.ts";
import { usualHours, type WorkingHours } from "../../../../domain/working-hours.ts";
import type { CallRouteView } from "../../../../portal/call-route-views.ts";
import { KlykaElement } from "../../components/element.ts";
import { textField } from "../../components/fields.ts";
import { missing } from "../../components/missing.ts";
import "../../components/moment-entry.ts";
import type { Moment } from "../../components/moment-entry.ts";
import "../../components/search-combobox.ts";
import type { ComboGroup, ComboOption } from "../../components/search-combobox.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { ServerClock } from "../../data/server-clock.ts";
import { t } from "../../i18n/index.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import "./route-steps.ts";
import { stepName } from "./words.ts";

type Target = { readonly id: string; readonly name: string; readonly number: string | null };
type Targets = Readonly<Record<"users" | "groups" | "menus", readonly Target[]>>;
type Asked = Readonly<Record<"to" | "at" | "from", string>>;

/** A number, a moment and a caller: the whole way of the call. What is asked stands in the address. */
export class CallsPage extends KlykaElement {
  static override properties = { query: { attribute: false }, chosen: { state: true } };
  declare query: URLSearchParams;
  /** The choice as the field shows it; what the address says is named when the answer is there. */
  declare chosen: ComboOption | null;
  readonly clock = new ServerClock(this);
  readonly answer = new Loaded<CallRouteView>(this, (signal) => this._load(signal));
  #asked = "";

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.chosen = null;
    const again = () => void (this._said().to !== "" && this.answer.reload());
    listen(this, { menu: again, group: again, schedule: again, members: again, presence: again, reload: again });
  }

  override willUpdate(): void {
    const { to, at, from } = this._said();
    const asked = JSON.stringify([to, at, from]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    if (to !== "") this.answer.restart();
  }

  override render() {
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("calls.page")}</h1>
        <p class="soft">${t("calls.page.text")}</p>
      </div>
      ${this._form()}
      <div class="answer" aria-live="polite" aria-busy=${this.answer.face === "loading" && this._said().to !== "" ? "true" : "false"}>
        ${this._answer()}
      </div>`;
  }

  _said(): Asked {
    const of = (name: string) => this.query.get(name) ?? "";
    return { to: of("to"), at: of("at"), from: of("from") };
  }

  _form() {
    const { at, from } = this._said();
    const zone = this.answer.value?.timeZone ?? usualHours.zone;
    const hours: WorkingHours = { ...usualHours, zone };
    const instant = at === "" || Number.isNaN(Date.parse(at)) ? null : new Date(at);
    return html`<form class="surface ask" novalidate @submit=${(event: Event) => event.preventDefault()}>
      <search-combobox
        name="to"
        label=${t("calls.to")}
        hint=${t("calls.to.hint")}
        placeholder=${t("calls.to.placeholder")}
        .value=${this._choice()}
        .find=${findTargets}
        .free=${asNumber}
        required
        @combo-change=${({ detail }: CustomEvent<ComboOption | null>) => this._choose(detail)}
      ></search-combobox>
      <div class="when">
        <moment-entry
          kind="start"
          .label=${t("calls.at")}
          .hint=${t("calls.at.hint")}
          .now=${this.clock.now()}
          .hours=${hours}
          .text=${instant ? formatInstant(instant, zone) : ""}
          @moment-change=${({ detail }: CustomEvent<Moment>) => this._moment(detail)}
        ></moment-entry>
        ${instant ? html`<button class="button small" type="button" @click=${() => this._ask({ at: "" })}>${t("calls.at.now")}</button>` : nothing}
      </div>
      <div @change=${(event: Event) => event.target instanceof HTMLInputElement && this._ask({ from: event.target.value.trim() })}>
        ${textField({ name: "from", label: t("calls.from"), hint: t("calls.from.hint"), value: from, errors: this._wrongCaller(), autocomplete: "off" })}
      </div>
    </form>`;
  }

  _wrongCaller() {
    const { from } = this._said();
    return from === "" || parseNumber(from) !== null ? [] : [{ field: "from", code: "number_invalid", detail: { number: from } }];
  }

  /** What stands in the field: what was chosen, else what the answer says of the address. */
  _choice(): ComboOption | null {
    const { to } = this._said();
    if (to === "") return null;
    if (this.chosen?.key === to) return this.chosen;
    const [step] = this.answer.value?.steps ?? [];
    return { key: to, title: step ? stepName(step) : numberOr(to) };
  }

  _answer() {
    if (this._said().to === "") return html`<p class="empty soft">${t("calls.empty")}</p>`;
    const { face, value } = this.answer;
    if (face === "failed" || value === null) return missing(this.answer, t("list.loading"));
    return html`<route-steps .route=${value}></route-steps>`;
  }

  _choose(option: ComboOption | null): void {
    this.chosen = option;
    this._ask({ to: option?.key ?? "" });
  }

  _moment(moment: Moment): void {
    if (moment.kind === "at") this._ask({ at: moment.at });
  }

  _ask(change: Partial<Asked>): void {
    const asked = { ...this._said(), ...change };
    goTo(pathTo("calls", { to: asked.to || null, at: asked.at || null, from: asked.from || null }), { replace: true });
  }

  _load(signal: AbortSignal): Promise<CallRouteView> {
    const { to, at, from } = this._said();
    // A caller that cannot be read is said beside its field.
    const caller = parseNumber(from) === null ? "" : from;
    return api.get<CallRouteView>("/routes", { to, ...(at ? { at } : {}), ...(caller ? { from: caller } : {}) }, signal);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    pageStyles,
    css`
      .ask {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
        gap: 16px;
        align-items: start;
        padding: 18px;
        margin-bottom: 24px;
      }
      .when {
        display: grid;
        gap: 8px;
        justify-items: start;
      }
      moment-entry {
        width: 100%;
      }
      .empty {
        padding: 24px 4px;
      }
    `,
  ];
}

function numberOr(to: string): string {
  const number = parseNumber(to);
  return number ? displayNumber(number.canonical) : to;
}

function asNumber(typed: string): ComboOption | null {
  const number = parseNumber(typed);
  return number ? { key: number.canonical, title: displayNumber(number.canonical) } : null;
}

async function findTargets(query: string, signal: AbortSignal): Promise<readonly ComboGroup[]> {
  const found = await api.get<Targets>("/targets", { q: query }, signal);
  const options = (kind: string, rows: readonly Target[], more: Partial<ComboOption>): ComboOption[] =>
    rows.map(({ id, name, number }) => ({ key: `${kind}:${id}`, title: name, ...(number ? { detail: number } : {}), ...more }));
  return [
    { title: t("calls.groups"), options: options("group", found.groups, { icon: UsersRound }) },
    { title: t("calls.menus"), options: options("menu", found.menus, { icon: GitFork }) },
    { title: t("calls.people"), options: options("user", found.users, { person: true }) },
  ].filter((group) => group.options.length > 0);
}

customElements.define("calls-page", CallsPage);
declare global {
  interface HTMLElementTagNameMap {
    "calls-page": CallsPage;
  }
}
