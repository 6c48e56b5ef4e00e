import { css, html, nothing } from "lit";
import { KlykaElement } from "../components/element.ts";
import { missing } from "../components/missing.ts";
import { api } from "../data/client.ts";
import { listen } from "../data/live.ts";
import { Loaded } from "../data/loaded.ts";
import { listMessages, type MessageView } from "../data/messages.ts";
import { spokenInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared, states } from "../style/controls.ts";
import { faultText, nextTry, stateOf, whatOf } from "./words.ts";

/** The latest messages to one person and what became of each, as it happens: the newest in sight, the others when asked for. */
export class MessageList extends KlykaElement {
  static override properties = { userId: { attribute: false } };
  /** Null: whoever is signed in. */
  declare userId: string | null;
  readonly loaded = new Loaded<readonly MessageView[]>(this, (signal) => listMessages(api, this.userId, signal));
  readonly events = listen(this, { message: () => this.reload(), reload: () => this.reload() });
  #asked: string | null | undefined;

  constructor() {
    super();
    this.userId = null;
  }

  override willUpdate(): void {
    if (this.userId === this.#asked) return;
    this.#asked = this.userId;
    this.loaded.restart();
  }

  override render() {
    const { face, value } = this.loaded;
    if (face !== "ready") return missing(this.loaded, t("messages.loading"));
    const [first, ...others] = value ?? [];
    if (!first) return html`<p class="soft small">${t("messages.none")}</p>`;
    return html`<ul>${this._message(first)}</ul>
      ${
        others.length === 0
          ? nothing
          : html`<details><summary>${t("messages.all", { count: others.length + 1 })}</summary>
              <ul>${others.map((one) => this._message(one))}</ul></details>`
      }`;
  }

  reload(): void {
    void this.loaded.reload();
  }

  _message(message: MessageView) {
    const { to, createdAt, sentBy } = message;
    const made = spokenInstant(new Date(createdAt), new Date());
    const fault = faultText(message);
    return html`<li>
      <span class="what">${whatOf(message)}${to === null ? nothing : html` <span class="soft">${to}</span>`}</span>
      <span class="is">${stateOf(message)} ${nextTry(message)}</span>
      <span class="soft from">${sentBy === "" ? t("messages.outbox.itself") : sentBy}, ${made}</span>
      ${fault === null ? nothing : html`<span class="soft fault">${fault}</span>`}
    </li>`;
  }

  static override styles = [
    shared,
    buttons,
    states,
    css`
      :host {
        display: grid;
        gap: 8px;
        font-size: var(--size-small);
      }
      ul {
        display: grid;
        gap: 10px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 2px 12px;
      }
      .what,
      .fault {
        overflow-wrap: anywhere;
      }
      .is {
        justify-self: end;
        text-align: end;
      }
      .from,
      .fault {
        grid-column: 1 / -1;
      }
      details ul {
        padding-top: 12px;
      }
      summary {
        cursor: pointer;
        color: var(--accent);
        min-height: 24px;
      }
      @media (max-width: 480px) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
        .is {
          justify-self: start;
          text-align: start;
        }
      }
    `,
  ];
}

customElements.define("message-list", MessageList);
declare global {
  interface HTMLElementTagNameMap {
    "message-list": MessageList;
  }
}
