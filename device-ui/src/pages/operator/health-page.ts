import { css, html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { missing } from "../../components/missing.ts";
import { state } from "../../components/states.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { Every } from "../../data/every.ts";
import { Loaded } from "../../data/loaded.ts";
import { acknowledgeAny, type HealthView, listAllAlarms, type OperatorAlarm, readHealth } from "../../data/operator.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatCount } from "../../i18n/format.ts";
import { isMessageKey, type MessageKey, t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import { alarmText, whenText } from "../phones/words.ts";

type Seen = { readonly health: HealthView; readonly alarms: readonly OperatorAlarm[] };
const looks = 10_000;

type ListenerKey = Extract<MessageKey, `operator.listener.${string}`>;
const isListener = (key: string): key is ListenerKey => key.startsWith("operator.listener.") && isMessageKey(key);

function nameOf(listener: string): string {
  const key = `operator.listener.${listener}`;
  return isListener(key) ? t(key) : listener;
}

type NodeView = NonNullable<HealthView["nodes"]>[number];

function nodeState({ state: is, heardAt }: NodeView) {
  if (is === "silent") return state("stop", t("operator.node.silent", { when: whenText(heardAt) }));
  return is === "serving" ? state("live", t("operator.node.serving")) : state("waiting", t("operator.node.stopping"));
}

function clockText(ahead: number): string {
  const seconds = formatCount(Math.max(1, Math.round(Math.abs(ahead) / 1000)));
  return ahead > 0 ? t("operator.node.clock_ahead", { seconds }) : t("operator.node.clock_behind", { seconds });
}

/** What runs, what waits, and what somebody should look at: as it is, every ten seconds. */
export class HealthPage extends KlykaElement {
  readonly loaded = new Loaded<Seen>(this, async (signal) => {
    const [health, alarms] = await Promise.all([readHealth(api, signal), listAllAlarms(api, signal)]);
    return { health, alarms };
  });
  readonly again = new Every(this, looks, () => void this.loaded.reload());

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override render() {
    const { value } = this.loaded;
    return html`<div class="page-head"><h1 tabindex="-1">${t("operator.health")}</h1><p class="soft">${t("operator.health.text")}</p></div>
      ${missing(this.loaded)}
      ${value ? html`${this._alarms(value.alarms)}<div class="parts">${this._runs(value.health)} ${this._phones(value.health)} ${this._waits(value.health)} ${this._nodes(value.health)}</div>` : nothing}`;
  }

  _alarms(alarms: readonly OperatorAlarm[]) {
    return html`<section class="surface alarms" aria-labelledby="alarms">
      <h2 id="alarms">${t("operator.alarms")} <span class="soft">${formatCount(alarms.length)}</span></h2>
      ${
        alarms.length === 0
          ? html`<p>${state("live", t("operator.alarms.none"))}</p>`
          : html`<ul>
              ${alarms.map(
                (alarm) => html`<li>
                  <span class="dot stop" aria-hidden="true"></span>
                  <div><p>${alarmText(alarm)}</p>
                    <p class="soft small">${alarm.organisationTitle ?? t("operator.alarms.nobody")} · ${whenText(alarm.lastAt)}</p></div>
                  <button class="button small" type="button" @click=${() => this._seen(alarm)}>${t("phones.alarm.seen")}</button>
                </li>`,
              )}
            </ul>`
      }
    </section>`;
  }

  _runs({ version, database, listeners }: HealthView) {
    return html`<section class="surface" aria-labelledby="runs">
      <h2 id="runs">${t("operator.runs")}</h2>
      <dl>
        <dt>${t("operator.version")}</dt><dd>${version}</dd>
        <dt>${t("operator.database")}</dt><dd>${database === "ok" ? state("live", t("operator.answers")) : state("stop", t("operator.silent"))}</dd>
        ${listeners.map(
          ({
            name,
            port,
            listening,
          }) => html`<dt>${nameOf(name)}${port === null ? "" : html` <span class="soft">${port}</span>`}</dt>
            <dd>${listening ? state("live", t("operator.listens")) : state("stop", t("operator.deaf"))}</dd>`,
        )}
      </dl>
    </section>`;
  }

  _phones({ phones, requests }: HealthView) {
    const all = phones.current + phones.waiting + phones.stopped;
    const row = (
      standing: keyof typeof phones,
      tone: "live" | "waiting" | "stop",
    ) => html`<dt>${state(tone, t(`fleet.state.${standing}`))}</dt>
      <dd><a href=${pathTo("operatorPhones", { standing })}>${formatCount(phones[standing])}</a></dd>`;
    return html`<section class="surface" aria-labelledby="phones">
      <h2 id="phones">${t("section.phones")} <span class="soft">${formatCount(all)}</span></h2>
      <dl>
        ${row("current", "live")} ${row("waiting", "waiting")} ${row("stopped", "stop")}
        <dt>${t("operator.requests", { minutes: requests.minutes })}</dt><dd>${formatCount(requests.requests)}</dd>
        <dt>${t("operator.refused")}</dt><dd>${formatCount(requests.refused)}</dd>
        <dt>${t("operator.last_request")}</dt><dd>${whenText(requests.lastAt)}</dd>
      </dl>
    </section>`;
  }

  _waits({ queues, orders }: HealthView) {
    return html`<section class="surface" aria-labelledby="waits">
      <h2 id="waits">${t("operator.waits")}</h2>
      <dl>
        <dt>${t("operator.queue.orders")}</dt>
        <dd><a href=${pathTo("operatorOrders")}>${formatCount(orders.queued + orders.sent)}</a></dd>
        <dt>${t("operator.queue.orders_stuck")}</dt>
        <dd>${orders.stuck > 0 ? html`<a href=${pathTo("operatorOrders", { phase: "stuck" })}>${state("stop", formatCount(orders.stuck))}</a>` : formatCount(0)}</dd>
        ${queues === null ? nothing : this._queues(queues)}
      </dl>
    </section>`;
  }

  _queues(queues: NonNullable<HealthView["queues"]>) {
    return html`<dt>${t("operator.queue.mail")}</dt><dd>${formatCount(queues.mail)}</dd>
        <dt>${t("operator.queue.mail_given_up")}</dt>
        <dd>${queues.mailGivenUp > 0 ? state("stop", formatCount(queues.mailGivenUp)) : formatCount(0)}</dd>
        <dt>${t("operator.found")}</dt><dd><a href=${pathTo("operatorFound")}>${formatCount(queues.found)}</a></dd>`;
  }

  /** One alone is what stands above. */
  _nodes({ nodes }: HealthView) {
    if (nodes === null || nodes.length < 2) return nothing;
    return html`<section class="surface" aria-labelledby="nodes">
      <h2 id="nodes">${t("operator.nodes")} <span class="soft">${formatCount(nodes.length)}</span></h2>
      <dl>
        ${nodes.map(
          (one) => html`<dt>${one.name}${one.here ? html` <span class="soft">${t("operator.node.here")}</span>` : nothing}
              <p class="soft small">${t("operator.node.since", { version: one.version, when: whenText(one.startedAt) })}</p></dt>
            <dd>${nodeState(one)}
              ${one.state === "serving" && one.clockAhead !== null ? html`<p class="small">${state("waiting", clockText(one.clockAhead))}</p>` : nothing}</dd>`,
        )}
      </dl>
    </section>`;
  }

  async _seen({ id }: OperatorAlarm): Promise<void> {
    try {
      await acknowledgeAny(api, id);
      toast({ text: t("operator.alarms.done") });
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
    await this.loaded.reload();
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    pageStyles,
    css`
      :host {
        max-width: 1180px;
      }
      .parts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr));
        gap: 16px;
        align-items: start;
      }
      section {
        display: grid;
        gap: 12px;
        padding: 20px;
        min-width: 0;
      }
      .alarms {
        margin-bottom: 16px;
      }
      h2 .soft {
        font-weight: 400;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 12px;
        align-items: center;
        padding: 10px 0;
        border-top: 1px solid var(--line);
      }
      .small {
        font-size: var(--size-small);
      }
      dl {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 8px 16px;
        margin: 0;
      }
      dt {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      dd {
        margin: 0;
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
      @media (max-width: 480px) {
        li {
          grid-template-columns: auto minmax(0, 1fr);
        }
        li .button {
          grid-column: 2;
          justify-self: start;
        }
      }
    `,
  ];
}

customElements.define("health-page", HealthPage);
declare global {
  interface HTMLElementTagNameMap {
    "health-page": HealthPage;
  }
}
