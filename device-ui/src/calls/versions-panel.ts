import { css, html, nothing } from "lit";
import { ChevronDown, History } from "lucide";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { diffStyles, lineDiff } from "../components/line-diff.ts";
import "../components/modal-dialog.ts";
import { answerOf } from "../components/modal-dialog.ts";
import { badge } from "../components/states.ts";
import { api } from "../data/client.ts";
import { ConflictError } from "../data/problem.ts";
import { undoToast } from "../data/undo-toast.ts";
import { failureText } from "../i18n/failure.ts";
import { spokenInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared, states } from "../style/controls.ts";
import {
  compareVersion,
  listVersions,
  restoreVersion,
  type VersionDifference,
  type VersionLine,
  type VersionsOf,
} from "./versions.ts";

/** As many as the server names. */
const mostNamed = 200;

type Face = "loading" | "failed" | "ready";
/** What is shown of the version that is open. */
type Compared = { readonly version: number; readonly difference: VersionDifference | null; readonly failure: string | null };

/** Earlier versions of a calendar, menu or group: when and by whom, each compared with now in words, and restored. */
export class VersionsPanel extends KlykaElement {
  static override properties = {
    of: { attribute: false },
    face: { state: true },
    lines: { state: true },
    compared: { state: true },
    busy: { state: true },
    notice: { state: true },
  };
  declare of: VersionsOf | null;
  declare face: Face;
  declare lines: readonly VersionLine[];
  declare compared: Compared | null;
  declare busy: boolean;
  declare notice: string;
  /** Which of them is the one that applies, and the ETag that a restoration names. */
  #now: { readonly number: number; readonly version: string | null } | null = null;
  #error = "";

  constructor() {
    super();
    this.of = null;
    this.face = "loading";
    this.lines = [];
    this.compared = null;
    this.busy = false;
    this.notice = "";
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("of")) void this.load();
  }

  override render() {
    if (this.face === "loading") {
      return html`<p class="hidden" role="status">${t("versions.loading")}</p>
        <div class="bones" aria-hidden="true">${[1, 2, 3].map(() => html`<div class="bone"></div>`)}</div>`;
    }
    if (this.face === "failed") {
      return html`<div class="notice stop" role="alert">
        <p>${t("versions.failed")} ${this.#error}</p>
        <button class="button" type="button" @click=${this.load}>${t("action.retry")}</button>
      </div>`;
    }
    return html`${this.notice ? html`<p class="notice waiting" role="status">${this.notice}</p>` : nothing}
      <ol class="versions">
        ${this.lines.map((line) => this._line(line))}
      </ol>
      ${this.lines.length < 2 ? html`<p class="soft empty">${icon(History)}<span>${t("versions.only_now")}</span></p>` : nothing}
      ${this.lines.length >= mostNamed ? html`<p class="soft">${t("versions.most", { count: mostNamed })}</p>` : nothing}`;
  }

  _line(line: VersionLine) {
    const said = t("versions.line", { when: spokenInstant(new Date(line.at), new Date()), who: line.by });
    if (line.version === this.#now?.number) {
      return html`<li class="row"><span>${said}</span>${badge("live", t("versions.now"))}</li>`;
    }
    const open = this.compared?.version === line.version;
    return html`<li class=${open ? "open" : ""}>
      <button
        class="row opens"
        type="button"
        aria-expanded=${open ? "true" : "false"}
        aria-controls=${`compared-${line.version}`}
        @click=${() => this._toggle(line.version)}
      >
        <span>${said}</span><span class="compare">${t("versions.compare")}${icon(ChevronDown, 18)}</span>
      </button>
      <div id=${`compared-${line.version}`} ?hidden=${!open}>${open && this.compared ? this._compared(this.compared) : nothing}</div>
    </li>`;
  }

  _compared({ version, difference, failure }: Compared) {
    if (failure !== null) return html`<p class="notice stop" role="alert">${failure}</p>`;
    if (difference === null) return html`<p class="soft" role="status">${t("versions.comparing")}</p>`;
    const { gone, come, reordered } = difference;
    const same = gone.length + come.length === 0 && !reordered;
    if (same) return html`<p class="soft" role="status">${t("versions.same")}</p>`;
    return html`<div role="status">
        ${gone.length + come.length > 0 ? lineDiff(gone, come) : nothing} ${reordered ? html`<p>${t("versions.order")}</p>` : nothing}
      </div>
      <button class="button" type="button" ?disabled=${this.busy} @click=${() => this._restore(version)}>
        ${t(this.busy ? "versions.restoring" : "versions.restore")}
      </button>`;
  }

  async load(): Promise<void> {
    const { of } = this;
    if (!of) return;
    this.face = this.lines.length > 0 ? this.face : "loading";
    try {
      const [now, lines] = await Promise.all([of.now(), listVersions(of)]);
      if (of !== this.of) return;
      this.#now = now;
      this.lines = lines;
      this.face = "ready";
    } catch (error) {
      if (of !== this.of) return;
      this.#error = failureText(error);
      this.face = "failed";
    }
  }

  async _toggle(version: number): Promise<void> {
    this.notice = "";
    if (this.compared?.version === version) {
      this.compared = null;
      return;
    }
    this.compared = { version, difference: null, failure: null };
    const { of } = this;
    if (!of) return;
    const answer = await compareVersion(of, version).then(
      (difference) => ({ version, difference, failure: null }),
      (error: unknown) => ({ version, difference: null, failure: failureText(error) }),
    );
    if (this.compared?.version === version) this.compared = answer;
  }

  async _restore(version: number): Promise<void> {
    const { of } = this;
    if (!of || this.busy) return;
    this.busy = true;
    try {
      const auditId = await restoreVersion(of, version, this.#now?.version ?? null);
      this.tell<string | null>("versions-restored", auditId);
    } catch (error) {
      if (error instanceof ConflictError) {
        this.compared = null;
        await this.load();
        this.notice = t("versions.overtaken");
      } else this.compared = { version, difference: null, failure: failureText(error) };
    } finally {
      this.busy = false;
    }
  }

  static override styles = [
    shared,
    buttons,
    states,
    diffStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .versions {
        display: grid;
        margin: 0;
        padding: 0;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        list-style: none;
        overflow: hidden;
      }
      li + li {
        border-top: 1px solid var(--line);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 4px 16px;
        width: 100%;
        min-height: var(--control);
        padding: 10px 14px;
        border: 0;
        background: none;
        color: var(--ink);
        font: 400 var(--size-text) / 1.4 var(--text);
        text-align: start;
      }
      .opens {
        cursor: pointer;
      }
      .opens:hover,
      .open .opens {
        background: var(--sunk);
      }
      .opens:focus-visible {
        outline-offset: -3px;
      }
      .compare {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        color: var(--accent);
        font-weight: 600;
        font-size: var(--size-small);
      }
      .open .compare .icon {
        rotate: 180deg;
      }
      li > div:not([hidden]) {
        display: grid;
        gap: 12px;
        justify-items: start;
        padding: 12px 14px 16px;
      }
      li > div > div {
        display: grid;
        gap: 8px;
        width: 100%;
      }
      .diff {
        font: 400 var(--size-text) / 1.45 var(--text);
      }
      .diff li {
        border: 0;
        padding-block: 4px;
      }
      .empty {
        display: flex;
        gap: 8px;
        align-items: start;
      }
      .bones {
        display: grid;
        gap: 8px;
      }
      .bone {
        height: 44px;
        border-radius: var(--radius);
        background: var(--sunk);
      }
    `,
  ];
}

/** The panel over the page; it closes when a version has been restored. */
export class VersionsDialog extends KlykaElement {
  static override properties = { of: { attribute: false } };
  declare of: VersionsOf;
  /** `auditId` of the restoration; undefined: nothing was restored. */
  declare answer: (restored: string | null | undefined) => void;

  constructor() {
    super();
    this.answer = () => undefined;
  }

  override render() {
    return html`<modal-dialog heading=${t("versions.title_of", { name: this.of.name })} open wide @dialog-close=${() => this.answer(undefined)}>
      <versions-panel .of=${this.of} @versions-restored=${(event: CustomEvent<string | null>) => this.answer(event.detail)}></versions-panel>
    </modal-dialog>`;
  }
}

/** Shows earlier versions, and says what was restored with a way back. @param done after a restoration, and after it was undone */
export async function showVersions(of: VersionsOf, done: () => unknown): Promise<void> {
  const auditId = await answerOf(Object.assign(document.createElement("versions-dialog"), { of }));
  if (auditId === undefined) return;
  done();
  undoToast(api, t("versions.restored"), auditId, done);
}

customElements.define("versions-panel", VersionsPanel);
customElements.define("versions-dialog", VersionsDialog);
declare global {
  interface HTMLElementTagNameMap {
    "versions-panel": VersionsPanel;
    "versions-dialog": VersionsDialog;
  }
}
