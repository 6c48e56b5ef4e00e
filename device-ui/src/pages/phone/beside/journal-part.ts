import { html, nothing } from "lit";
import { reasonSentence } from "../../../../../domain/admission-reasons.ts";
import { type StateTone, state } from "../../../components/states.ts";
import { Loaded } from "../../../data/loaded.ts";
import { type JournalEntry, readJournal } from "../../../data/phone-files.ts";
import { formatCount, formatDay, shortDay, wallClock } from "../../../i18n/format.ts";
import { currentLanguage, isMessageKey, t } from "../../../i18n/index.ts";
import { buttons, shared, states } from "../../../style/controls.ts";
import { besideStyles } from "./beside-styles.ts";
import { BesidePart } from "./part.ts";

/** What this phone has asked for and got, newest first, as it happens. */
export class JournalPart extends BesidePart {
  static override properties = { ...BesidePart.properties, older: { state: true }, next: { state: true }, busy: { state: true } };
  /** Pages that were asked for beyond the newest. */
  declare older: readonly JournalEntry[];
  declare next: string | null;
  declare busy: boolean;
  readonly newest = new Loaded(this, async (signal) => {
    const page = await readJournal(this.phoneId, null, signal);
    if (this.older.length === 0) this.next = page.next;
    return page.entries;
  });
  protected readonly loads = [this.newest];

  constructor() {
    super();
    this.older = [];
    this.next = null;
    this.busy = false;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("phoneId")) this.older = [];
    super.willUpdate(changed);
  }

  override render() {
    return this.faced(this.newest, (newest) => {
      const known = new Set(newest.map(({ id }) => id));
      const all = [...newest, ...this.older.filter(({ id }) => !known.has(id))];
      if (all.length === 0) return html`<p class="soft">${t("keys.journal.none")}</p>`;
      return html`<ol class="journal" aria-label=${t("keys.journal")}>${all.map((entry, at) => this._entry(entry, all[at - 1] ?? null))}</ol>
        ${this.next ? html`<p><button class="button" type="button" ?disabled=${this.busy} @click=${this._older}>${t("keys.journal.older")}</button></p>` : nothing}`;
    });
  }

  _entry(entry: JournalEntry, before: JournalEntry | null) {
    const { at, wants, address, status, bytes, path, method, transport, reason } = entry;
    const moment = new Date(at);
    const day = formatDay(moment);
    const another = before === null || formatDay(new Date(before.at)) !== day;
    const left = method === "PUT" || method === "POST";
    const what = wants === "upload" && !left ? "keys.wants.own_upload" : `keys.wants.${wants}`;
    return html`${another ? html`<li class="day">${shortDay(day)}</li>` : nothing}
      <li class="entry">
        <time datetime=${at}>${wallClock(moment).time}<span class="soft">:${String(moment.getSeconds()).padStart(2, "0")}</span></time>
        <span class="what">${isMessageKey(what) ? t(what as "keys.wants.phone") : wants} <span class="mono soft">${fileOf(path)}</span></span>
        <span>${state(toneOf(entry), outcome(entry))}</span>
        <span class="soft">${reasonSentence(reason, currentLanguage())}</span>
        <span class="soft facts">${address} · ${transport.toUpperCase()} ${method} · ${status}${bytes > 0 ? ` · ${t("keys.journal.bytes", { bytes: formatCount(bytes) })}` : ""}</span>
      </li>`;
  }

  async _older(): Promise<void> {
    if (!this.next) return;
    this.busy = true;
    try {
      const { entries, next } = await readJournal(this.phoneId, this.next, new AbortController().signal);
      this.older = [...this.older, ...entries];
      this.next = next;
    } catch {
      // The button stays, to try again; the banner says when the server is away.
    } finally {
      this.busy = false;
    }
  }

  static override styles = [shared, buttons, states, besideStyles];
}

function toneOf({ status, decision }: JournalEntry): StateTone {
  if (decision === "nothing" || status >= 400 || status === 0) return "stop";
  return decision === "everything" ? "live" : "waiting";
}

/** What came of it, in two words. */
function outcome({ status, decision }: JournalEntry): string {
  if (status === 0) return t("keys.journal.broken");
  if (status === 304) return t("keys.journal.unchanged");
  if (status === 401) return t("keys.journal.asked_for_proof");
  if (decision === "nothing") return t("keys.journal.refused");
  if (status >= 400) return t("keys.journal.no_file");
  return t(decision === "everything" ? "keys.journal.served" : "keys.journal.bootstrap");
}

/** The file's own name: the token in the path is nobody's to read. */
function fileOf(path: string): string {
  return path.split("?")[0]?.split("/").at(-1) ?? "";
}

customElements.define("journal-part", JournalPart);
declare global {
  interface HTMLElementTagNameMap {
    "journal-part": JournalPart;
  }
}
