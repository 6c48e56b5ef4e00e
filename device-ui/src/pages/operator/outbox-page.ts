import { css, html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import "../../components/split-view.ts";
import { api } from "../../data/client.ts";
import { Every } from "../../data/every.ts";
import { listOutbox, type OutboxRowView, type OutboxView } from "../../data/messages.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";
import { ListPage } from "../../list/list-page.ts";
import { listPageStyles } from "../../list/list-page-styles.ts";
import { faultText, stateOf, whatOf } from "../../messages/words.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import "./outbox-message.ts";

const shows = ["waiting", "not_sent", "sent", "failed"] as const;
const rules = {
  sorts: ["when"],
  descending: true,
  openAs: "message",
  filters: { show: shows, channel: ["mail", "sms"] },
} as const;
/** Operator staff hears of no single organisation's changes: the list is read again. Milliseconds. */
const looks = 15_000;

/** Mail and SMS of every organisation that the operator looks after; what nothing sends here is read, and handed on by hand. */
export class OutboxPage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false }, sends: { state: true } };
  declare query: URLSearchParams;
  declare sends: OutboxView["sends"] | null;
  readonly list = new ListPage<OutboxRowView>(this, {
    path: () => pathTo("operatorOutbox"),
    rules,
    load: async ({ sort: _when, order: _newest, ...ask }, filters, signal) => {
      const page = await listOutbox(api, { ...ask, ...filters }, signal);
      this.sends = page.sends;
      return page;
    },
    keyOf: ({ id }) => id,
    nameOf: (row) => `${whatOf(row)} ${row.person ?? ""}`.trim(),
  });
  readonly again = new Every(this, looks, () => this.list.paged.reload());

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.sends = null;
  }

  override render() {
    const { list } = this;
    const { open } = list.query;
    return html`<split-view ?open=${open !== null} label=${t("messages.outbox.message")} @beside-close=${() => list.open(null)}>
      <div class="head">${list.heading(t("messages.outbox"))}</div>
      <p class="soft lead">${t("messages.outbox.text")}</p>
      ${this._notSent()}
      <div class="tools">
        ${list.search(t("messages.outbox.search"))}
        ${list.filterChip(
          "show",
          t("messages.outbox.show"),
          t("messages.outbox.show.any"),
          shows.map((value) => ({ value, label: t(`messages.outbox.show.${value}`) })),
        )}
        ${list.filterChip("channel", t("messages.outbox.channel"), t("messages.outbox.channel.any"), [
          { value: "mail", label: t("messages.mail") },
          { value: "sms", label: t("messages.sms") },
        ])}
      </div>
      ${list.rows({ label: t("messages.outbox"), columns: columns(open !== null) }, html`<p slot="empty">${t("messages.outbox.empty")}</p>`)}
      ${
        open === null
          ? nothing
          : html`<outbox-message
              slot="beside"
              .messageId=${open}
              @message-close=${() => list.open(null)}
              @message-changed=${() => list.paged.reload()}
            ></outbox-message>`
      }
    </split-view>`;
  }

  /** Nobody should believe that a message went out when nothing here sends it. */
  _notSent() {
    const { sends } = this;
    if (sends === null || (sends.mail && sends.sms)) return nothing;
    return html`<p class="notice waiting">
      ${sends.mail ? nothing : t("messages.outbox.no_mail")} ${sends.sms ? nothing : t("messages.outbox.no_sms")}
      ${t("messages.outbox.read_here")} ${t("messages.outbox.set_up")}
    </p>`;
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    listPageStyles,
    css`
      .lead {
        margin-bottom: 16px;
      }
      .notice {
        margin-bottom: 16px;
      }
    `,
  ];
}

function columns(beside: boolean): readonly Column<OutboxRowView>[] {
  const all: readonly Column<OutboxRowView>[] = [
    {
      ...{ key: "person", label: t("messages.outbox.person"), width: "minmax(140px, 1.2fr)", narrow: "title" },
      cell: ({ person }) => person ?? html`<span class="soft">${t("messages.outbox.unknown")}</span>`,
    },
    {
      ...{ key: "what", label: t("messages.outbox.what"), width: "minmax(150px, 1.1fr)", narrow: "hide" },
      cell: whatOf,
    },
    {
      ...{ key: "state", label: t("messages.outbox.state"), width: "minmax(150px, 1.1fr)", narrow: "detail" },
      cell: (row) =>
        html`<span title=${faultText(row) ?? ""}>${stateOf(row)}</span><span class="narrow-only"> · ${whatOf(row)}</span>`,
    },
    {
      ...{ key: "organisation", label: t("messages.outbox.organisation"), width: "minmax(130px, 1fr)", narrow: "hide" },
      cell: ({ organisation }) => organisation ?? "–",
    },
    {
      ...{ key: "when", label: t("messages.outbox.when"), width: "130px", narrow: "hide" },
      cell: ({ createdAt }) => spokenInstant(new Date(createdAt), new Date()),
    },
  ];
  return beside ? all.slice(0, 3) : all;
}

customElements.define("outbox-page", OutboxPage);
declare global {
  interface HTMLElementTagNameMap {
    "outbox-page": OutboxPage;
  }
}
