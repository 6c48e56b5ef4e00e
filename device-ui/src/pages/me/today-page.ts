import { css, html, nothing, type TemplateResult } from "lit";
import { ChevronRight, Phone, PhoneForwarded, PhoneOutgoing } from "lucide";
import { forwardingKinds } from "../../../../domain/call-forwarding.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import "../../components/person-avatar.ts";
import { type StateTone, state } from "../../components/states.ts";
import { loadToday, type TodayView } from "../../data/absence.ts";
import { api, session } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { addressOf } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import "../groups/my-groups.ts";
import { pageStyles } from "../page-styles.ts";
import "./diversion-editor.ts";
import { shownWord } from "./shown-words.ts";
import { targetName } from "./target-name.ts";

type PhoneRow = TodayView["phones"][number];
const phoneTones: Readonly<Record<PhoneRow["delivery"], StateTone>> = { fetched: "live", waiting: "waiting", never: "off" };
/** Planned ones of the home page; the others are on the page of their own. */
const mostPlanned = 5;

/** Mina sidor: am I reachable, until when, which number do I show, which groups am I in, my desk phone. */
export class TodayPage extends KlykaElement {
  static override properties = { today: { state: true }, failure: { state: true } };
  declare today: TodayView | null;
  declare failure: unknown;
  #asked = 0;

  constructor() {
    super();
    this.today = null;
    this.failure = null;
    const again = () => void this._load();
    listen(this, { presence: (data) => this._heard(data), members: again, phone: again, reload: again });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this._load();
  }

  override render() {
    return html`${this._head()}${this.today ? this._body(this.today) : this._missing()}`;
  }

  /** Whose page it is, from the session at once. */
  _head() {
    const { user } = session.current ?? {};
    const name = this.today?.name ?? user?.name ?? "";
    return html`<div class="who">
      <person-avatar decorative .name=${name} .src=${user?.picture?.small ?? null}></person-avatar>
      <div>
        <h1 tabindex="-1">${name}</h1>
        <p class="soft">${this.today?.number?.display ?? nothing}</p>
      </div>
    </div>`;
  }

  _missing() {
    if (this.failure === null)
      return html`<div class="ghost" role="status"><span class="hidden">${t("away.loading")}</span></div>`;
    return html`<div class="notice stop" role="alert">
      <p>${t("away.failed")} ${failureText(this.failure)}</p>
      <button class="button small" type="button" @click=${() => this._load()}>${t("action.retry")}</button>
    </div>`;
  }

  _body(today: TodayView) {
    return html`<div class="columns">
      <diversion-editor
        subject="me"
        .given=${today.absence}
        .said=${said(today)}
        .most=${mostPlanned}
        @absence-change=${() => this._load()}
      ></diversion-editor>
      <div class="beside">
        <my-groups compact></my-groups>
        ${this._calls(today)} ${today.phones.length > 0 ? this._phones(today.phones) : nothing}
      </div>
    </div>`;
  }

  _calls({ shown, forwarding }: TodayView) {
    const on = forwardingKinds.map((kind) => forwarding.kinds[kind]).filter((one) => one.enabled && one.target);
    const lines = on.map((one) =>
      t("away.calls.forwarding_line", {
        kind: t(`away.kind.${one.kind}`),
        target: one.target ? targetName(one.target) : "",
      }),
    );
    const shows = shown.now.number?.display ?? "";
    const number = [shownWord(shown.now), shows].filter(Boolean).join(" ");
    return html`<section aria-labelledby="calls">
      <h2 id="calls">${t("away.calls")}</h2>
      <div class="surface list">
        ${linkRow("shownNumber", icon(PhoneOutgoing), t("away.calls.shown"), html`${number}`)}
        ${shown.now.fellBack || shown.now.stoppedAbroad ? html`<p class="told">${this._told(shown)}</p>` : nothing}
        ${linkRow(
          "forwarding",
          icon(PhoneForwarded),
          t("away.calls.forwarding"),
          lines.length === 0 ? html`${t("away.calls.forwarding_off")}` : html`${lines.map((line) => html`<span>${line}</span>`)}`,
        )}
      </div>
    </section>`;
  }

  _told({ now }: TodayView["shown"]): string {
    return now.fellBack ? t("away.show.fell_back", { why: t(`away.show.refused.${now.fellBack}`) }) : t("away.show.abroad");
  }

  _phones(phones: readonly PhoneRow[]) {
    return html`<section aria-labelledby="phones">
      <h2 id="phones">${t(phones.length === 1 ? "away.phone" : "away.phones")}</h2>
      <div class="surface list">
        ${phones.map((one) =>
          linkRow(
            "myPhone",
            icon(Phone),
            one.label || one.modelName,
            html`<span>${one.label ? one.modelName : nothing}</span> ${state(phoneTones[one.delivery], t(`away.phone.${one.delivery}`))}`,
            { phone: one.id },
          ),
        )}
      </div>
    </section>`;
  }

  async _load(): Promise<void> {
    const turn = ++this.#asked;
    try {
      const today = await loadToday(api);
      if (turn !== this.#asked) return;
      this.today = today;
      this.failure = null;
    } catch (error) {
      if (turn === this.#asked) this.failure = error;
    }
  }

  _heard(data: unknown): void {
    const about = typeof data === "object" && data !== null && "userId" in data ? data.userId : null;
    if (about === null || about === session.current?.user.id) void this._load();
  }

  static override styles = [
    shared,
    buttons,
    surfaces,
    states,
    pageStyles,
    css`
      :host {
        max-width: 1120px;
      }
      .who {
        display: flex;
        align-items: center;
        gap: 16px;
        margin-bottom: 20px;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .who person-avatar {
        --avatar-size: 48px;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
        gap: 24px;
        align-items: start;
      }
      .beside {
        display: grid;
        gap: 24px;
        min-width: 0;
      }
      section {
        display: grid;
        gap: 12px;
      }
      .list > * + * {
        border-top: 1px solid var(--line);
      }
      .told {
        padding: 12px 16px;
        color: var(--waiting-ink);
        font-size: var(--size-small);
      }
      .link {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 56px;
        padding: 8px 16px;
        color: var(--ink);
        text-decoration: none;
      }
      a.link:hover {
        background: var(--accent-ground);
      }
      .list > :first-child {
        border-radius: var(--radius-large) var(--radius-large) 0 0;
      }
      .list > :last-child {
        border-radius: 0 0 var(--radius-large) var(--radius-large);
      }
      .list > :only-child {
        border-radius: var(--radius-large);
      }
      .link > .icon {
        color: var(--soft);
      }
      .words {
        flex: 1;
        display: grid;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .words .name {
        font-weight: 600;
      }
      .words .soft {
        display: flex;
        flex-wrap: wrap;
        gap: 0 8px;
        font-size: var(--size-small);
      }
      .ghost {
        min-height: 140px;
        border-radius: var(--radius-large);
        background: var(--sunk);
      }
      .notice .button {
        margin-top: 8px;
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
}

/** What stands below "reachable": the number that is shown, and the groups that one answers for. */
function said({ shown, groups }: TodayView): TemplateResult {
  const { number, kind } = shown.now;
  // The number stands out in its sentence, wherever the language puts it.
  const [before = "", after = ""] = t("away.shows", { number: "\u0000" }).split("\u0000");
  const shows =
    number === null
      ? t(kind === "hidden" ? "away.shows_hidden" : "away.shows_none")
      : html`${before}<strong>${number.display}</strong>${after}`;
  return html`<p>${shows} ${groupsSaid(groups)}</p>`;
}

function groupsSaid(groups: TodayView["groups"]): string {
  if (groups.length === 0) return "";
  const names = groups.filter((group) => group.loggedIn).map((group) => group.name);
  const [group = "", other = ""] = names;
  if (names.length === 0) return t("away.logged_in_none");
  if (names.length === 1) return t("away.logged_in_one", { group });
  return names.length === 2 ? t("away.logged_in_two", { group, other }) : t("away.logged_in_many", { count: names.length });
}

/** A row that leads to its page; without a page only the row. */
function linkRow(
  page: string,
  mark: TemplateResult,
  name: string,
  detail: TemplateResult,
  params: Readonly<Record<string, string>> = {},
): TemplateResult {
  const href = addressOf(page, params);
  const inside = html`${mark}<span class="words"><span class="name">${name}</span><span class="soft">${detail}</span></span>`;
  if (href === null) return html`<div class="link">${inside}</div>`;
  return html`<a class="link" href=${href}>${inside}${icon(ChevronRight, 18)}</a>`;
}

customElements.define("today-page", TodayPage);
declare global {
  interface HTMLElementTagNameMap {
    "today-page": TodayPage;
  }
}
