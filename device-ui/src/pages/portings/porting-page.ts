import { css, html, nothing } from "lit";
import { liveStates, portingCan, portingWay } from "../../../../domain/porting.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { doingHere } from "../../components/doing.ts";
import { KlykaElement } from "../../components/element.ts";
import { missing } from "../../components/missing.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { deletePorting, type PortingStep, type PortingView, readPorting, stepPorting } from "../../data/portings.ts";
import { ApiError } from "../../data/problem.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { errorText } from "../../i18n/errors.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { numbersAsText } from "../../portings/draft.ts";
import { outNow } from "../../portings/out-now.ts";
import "../../portings/signed-copy.ts";
import { stepStyles } from "../../portings/step-styles.ts";
import { causeText, eventText, numbersText, operatorText, plainWhen, portingBadge, stepList } from "../../portings/words.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { titleStyles } from "../../style/title-styles.ts";
import { pageStyles } from "../page-styles.ts";

/** One porting: what is to be done now, its details, and all that has happened on its way. */
export class PortingPage extends KlykaElement {
  static override properties = { params: { attribute: false }, busy: { state: true }, failure: { state: true } };
  declare params: Readonly<Record<string, string>>;
  declare busy: boolean;
  declare failure: string | null;
  readonly porting = new Loaded<PortingView>(
    this,
    (signal) => readPorting(api, this._of(), signal),
    () => this._of(),
  );
  readonly events = listen(this, {
    porting: () => void this.porting.reload(),
    order: () => void this.porting.reload(),
    reload: () => void this.porting.reload(),
  });

  constructor() {
    super();
    this.params = {};
    this.busy = false;
    this.failure = null;
  }

  _of(): string {
    return this.params.porting ?? "";
  }

  override render() {
    const { value } = this.porting;
    return html`<div class="page-head">
        <nav class="crumbs" aria-label=${t("portings.title")}><a href=${pathTo("portings")}>${t("portings.title")}</a></nav>
        <h1 tabindex="-1">
          ${value ? numbersText(value) : t("portings.one")}
          ${value ? html`<span class="number">${operatorText(value)}</span> ${portingBadge(value)}` : nothing}
        </h1>
      </div>
      ${value ? this._body(value) : missing(this.porting, t("portings.loading"))}`;
  }

  _body(porting: PortingView) {
    const waits = porting.direction === "in" && porting.state === "awaiting_signature";
    return html`${waits ? stepList(3) : nothing}
      <div class="columns">
        <div class="stack">
          ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing} ${this._now(porting)}
          ${this._facts(porting)}
        </div>
        <section class="surface panel story" aria-labelledby="story">${this._story(porting)}</section>
      </div>`;
  }

  /** What is to be done now. */
  _now(porting: PortingView) {
    const { state, refusal } = porting;
    const may = (action: Parameters<typeof portingCan>[0]) => portingCan(action, porting);
    if (porting.direction === "out") return outNow(porting, () => void this.porting.reload());
    const signing = state === "awaiting_signature";
    return html`${
      refusal !== null && may("reopen")
        ? html`<div class="notice stop">
            <strong>${t("portings.refused")}</strong>
            <p>${t("portings.refused.cause", { cause: causeText(refusal.code, refusal.text) })}</p>
          </div>`
        : nothing
    }
      ${
        may("letter")
          ? html`<section class="surface panel" aria-label=${t("portings.letter.heading")}>
              <signed-copy .porting=${porting} ?sign=${signing} @copy-sent=${() => void this.porting.reload()}></signed-copy>
              ${signing ? this._submitRow(porting) : nothing}
            </section>`
          : nothing
      }
      <div class="row">
        ${state === "draft" ? html`<a class="button filled" href=${pathTo("newPorting", { porting: porting.id })}>${t("portings.continue")}</a>` : nothing}
        ${may("delete") ? this._button(t("portings.delete"), () => this._delete(porting), "danger") : nothing}
        ${signing ? this._button(t("portings.change"), () => this._reopen(porting, true)) : nothing}
        ${may("reopen") && !signing ? this._button(t("portings.again"), () => this._reopen(porting, false), "filled") : nothing}
        ${may("cancel") && !porting.cancelling ? this._cancelButton(porting) : nothing}
      </div>`;
  }

  _submitRow(porting: PortingView) {
    const ready = porting.signedCopy !== null;
    return html`<div class="row">
      <button class="button filled" type="button" ?disabled=${!ready || this.busy} aria-describedby=${ready ? nothing : "first"} @click=${() => this._submit(porting)}>
        ${t("portings.submit")}
      </button>
      ${ready ? nothing : html`<span class="soft" id="first">${t("portings.submit.first")}</span>`}
    </div>`;
  }

  _cancelButton(porting: PortingView) {
    const live = liveStates.includes(porting.state);
    const until = porting.cancelUntil === null ? null : new Date(porting.cancelUntil);
    if (live && until !== null && until.getTime() <= Date.now()) return html`<p class="soft">${t("portings.cancel.late")}</p>`;
    return html`${this._button(t("portings.cancel"), () => this._cancel(porting), "danger")}
    ${live && until !== null ? html`<span class="soft">${t("portings.cancel.until", { when: formatInstant(until) })}</span>` : nothing}`;
  }

  _button(label: string, act: () => unknown, kind = "") {
    return html`<button class="button ${kind}" type="button" ?disabled=${this.busy} @click=${act}>${label}</button>`;
  }

  _facts(porting: PortingView) {
    const missing = html`<span class="soft">${t("portings.facts.missing")}</span>`;
    const owner = [porting.ownerName, porting.ownerNumber].filter(Boolean).join(", ");
    const rows: readonly (readonly [string, unknown])[] = [
      [t("portings.facts.owner"), owner || missing],
      [t(porting.direction === "in" ? "portings.owner.operator" : "portings.out.operator"), porting.otherOperator || missing],
      [t(porting.agreedAt === null ? "portings.facts.wanted" : "portings.facts.agreed"), plainWhen(porting)],
      ...(porting.direction === "in" ? [[t("portings.facts.signer"), porting.signer || missing] as const] : []),
    ];
    return html`<section class="surface panel" aria-labelledby="facts">
      <h2 id="facts">${t("portings.facts")}</h2>
      <dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      ${this._numbers(porting)}
    </section>`;
  }

  /** Whose each number becomes; when it is done, whose it became. */
  _numbers({ numbers, direction, state, events }: PortingView) {
    const word = t(state === "done" ? "portings.facts.freed" : "portings.facts.free");
    const free = direction === "in" ? html`<span class="soft">${word}</span>` : nothing;
    const freed = new Set(events.flatMap(({ kind, detail }) => (kind === "number_free" ? [detail.number] : [])));
    if (numbers.length === 0) return nothing;
    if (numbers.length > 30 && numbers.every(({ user }) => user === null)) {
      return html`<p class="series">${numbersAsText(numbers.map(({ number }) => number))}</p>`;
    }
    return html`<ul class="numbers">
      ${numbers.map(
        ({ number, user }) => html`<li>
          <span>${phoneNumber(number)}</span>
          ${user && !freed.has(number) ? html`<a href=${pathTo("users", { user: user.id })}>${user.name}</a>` : free}
        </li>`,
      )}
    </ul>`;
  }

  _story(porting: PortingView) {
    const told = porting.events.flatMap((event) => {
      const text = eventText(event);
      return text === null ? [] : [{ ...event, text }];
    });
    const at = portingWay.map(String).indexOf(porting.state);
    const toCome = at === -1 || porting.direction === "out" ? [] : portingWay.slice(at + 1);
    return html`<h2 id="story">${t("portings.story")}</h2>
      <ol class="events">
        ${told.map(
          ({ at: when, by, text, kind }) => html`<li class=${kind === "rejected" || kind === "failed" ? "stop" : "done"}>
            <span>${text}</span>
            <span class="soft">${formatInstant(new Date(when))} · ${by}</span>
          </li>`,
        )}
        ${toCome.map((state) => html`<li class="coming"><span class="soft">${t(`portings.state.${state}`)}<span class="hidden"> (${t("portings.story.to_come")})</span></span></li>`)}
      </ol>`;
  }

  async _submit(porting: PortingView): Promise<void> {
    const until = porting.cancelUntil;
    const effects = [
      t("portings.submit.effect.time", { when: `${porting.wantedDate ?? ""} ${porting.wantedTime ?? ""}` }),
      t("portings.submit.effect.end", { operator: porting.otherOperator }),
      ...(until === null ? [] : [t("portings.submit.effect.cancel", { when: formatInstant(new Date(until)) })]),
    ];
    const heading = t("portings.submit.heading", { numbers: numbersText(porting) });
    await this._ask({ heading, effects, action: t("portings.submit") }, porting, "submit", t("portings.submitted"));
  }

  async _cancel(porting: PortingView): Promise<void> {
    const live = liveStates.includes(porting.state);
    const heading = t("portings.cancel.heading", { numbers: numbersText(porting) });
    const effects = [
      t("portings.cancel.text", { operator: porting.otherOperator }),
      ...(live ? [t("portings.cancel.asked")] : []),
    ];
    await this._ask({ heading, effects, action: t("portings.cancel"), danger: true }, porting, "cancel", null);
  }

  async _reopen(porting: PortingView, signed: boolean): Promise<void> {
    if (signed) {
      const asked = { heading: t("portings.change.heading"), text: t("portings.change.text"), action: t("portings.change") };
      if (porting.signedCopy !== null && !(await confirm(asked))) return;
    }
    await this._run(async () => {
      await stepPorting(api, porting, "reopen");
      toast({ text: t("portings.reopened") });
      goTo(pathTo("newPorting", { porting: porting.id }));
    });
  }

  async _delete(porting: PortingView): Promise<void> {
    await this._run(async () => {
      const { auditId } = await deletePorting(api, porting);
      undoToast(api, t("portings.deleted"), auditId);
      goTo(pathTo("portings"));
    });
  }

  async _ask(
    question: Omit<Parameters<typeof confirm>[0], "run" | "failure">,
    porting: PortingView,
    step: PortingStep,
    said: string | null,
  ): Promise<void> {
    let after: PortingView | null = null;
    const run = async () => {
      after = (await stepPorting(api, porting, step)).value;
    };
    if (!(await confirm({ ...question, run, failure: failureOf }))) return;
    const cancelled = (after as PortingView | null)?.state === "cancelled";
    toast({ text: said ?? t(cancelled ? "portings.cancel.done" : "portings.cancel.sent") });
    await this.porting.reload();
  }

  async _run(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    if (!(await doingHere(this, work, failureOf))) void this.porting.reload();
  }

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    pageStyles,
    titleStyles,
    stepStyles,
    css`
      :host {
        max-width: 1200px;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1.6fr) minmax(0, 1fr);
        gap: 20px;
        align-items: start;
      }
      .facts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 1fr));
        gap: 16px;
        margin: 0;
      }
      dt {
        color: var(--soft);
        font-size: var(--size-small);
        font-weight: 600;
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .numbers,
      .events {
        display: grid;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .numbers li {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 2px 16px;
        padding: 10px 0;
        border-top: 1px solid var(--line);
        font-variant-numeric: tabular-nums;
      }
      .series {
        white-space: pre-line;
        font-variant-numeric: tabular-nums;
      }
      .events li {
        position: relative;
        display: grid;
        gap: 2px;
        padding: 0 0 18px 26px;
      }
      .events li::before {
        content: "";
        position: absolute;
        left: 3px;
        top: 6px;
        width: 9px;
        height: 9px;
        border-radius: 50%;
        background: var(--live);
      }
      .events li.stop::before {
        background: var(--stop);
      }
      .events li.coming::before {
        background: none;
        border: 2px solid var(--off);
        width: 6px;
        height: 6px;
      }
      .events li:not(:last-child)::after {
        content: "";
        position: absolute;
        left: 7px;
        top: 18px;
        bottom: -4px;
        border-left: 1px solid var(--line);
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
}

/** As a sentence; what is wrong with a field stands for all of it. */
function failureOf(error: unknown): string {
  const [first] = error instanceof ApiError ? error.fields : [];
  return first ? errorText(first.code, first.detail) : failureText(error);
}

customElements.define("porting-page", PortingPage);
declare global {
  interface HTMLElementTagNameMap {
    "porting-page": PortingPage;
  }
}
