import { html, nothing } from "lit";
import { DoorOpen } from "lucide";
import type { ClosedNow } from "../../../domain/schedule.ts";
import { spokenEnd } from "../../../domain/spoken-time.ts";
import { icon } from "../components/icon.ts";
import type { ServerClock } from "../data/server-clock.ts";
import { currentLanguage, t } from "../i18n/index.ts";
import type { ScheduleActs } from "./editor-acts.ts";
import { isOfDefault } from "./editor-rows.ts";
import type { Finding } from "./findings.ts";
import type { ScheduleDesk } from "./schedule-desk.ts";
import { type Announcements, doneWords } from "./words.ts";

/** What the notices need of the editor. */
type Noticed = {
  readonly desk: ScheduleDesk;
  readonly acts: ScheduleActs;
  readonly clock: ServerClock;
  readonly announcements: Announcements;
  readonly findings: readonly Finding[];
  readonly closedNow: ClosedNow | null;
  readonly called: string;
};

/** What one must know before anything else: closed for now, refused, changed by somebody else, and what is wrong with the whole. */
export function noticesOf(editor: Noticed) {
  const { refusal, merged, renewedBy } = editor.desk;
  return html`${editor.closedNow ? closedNotice(editor, editor.closedNow) : nothing}
    ${refusal ? html`<p class="notice stop" role="alert">${refusal}</p>` : nothing} ${overtakenNotice(editor.desk)}
    ${merged ? html`<p class="notice waiting" role="status">${t("calendar.merged", { who: merged })}</p>` : nothing}
    ${renewedBy ? html`<p class="notice" role="status">${t("calendar.renewed", { who: renewedBy })}</p>` : nothing}
    ${editor.findings.filter((one) => one.entryId === null && !isOfDefault(one)).map((finding) => findingNotice(editor.acts, finding))}`;
}

function closedNotice({ desk, acts, clock, announcements, called }: Noticed, closed: ClosedNow) {
  const end = spokenEnd(closed.until, clock.now(), desk.saved?.zone ?? "Europe/Stockholm", currentLanguage());
  const who = desk.saved?.closedNow?.by;
  return html`<div class="notice stop with-action" role="status">
    <span
      ><strong>${t("calendar.closed_now.heading", { end })}</strong> ${doneWords("closed", closed.announcementId, announcements)}
      ${who ? t("calendar.closed_now.by", { who }) : nothing} ${t("calendar.closed_now.after")}</span
    >
    <button class="button" type="button" @click=${() => void acts.openAgain(called)}>${icon(DoorOpen, 18)}${t("calendar.open_again")}</button>
  </div>`;
}

function overtakenNotice(desk: ScheduleDesk) {
  if (!desk.overtaken) return nothing;
  return html`<div class="notice waiting with-action" role="status">
    <span>${t("calendar.overtaken", { who: desk.overtaken.view.updatedBy })}</span>
    <button class="button" type="button" @click=${() => void desk.mergeNow()}>${t("calendar.merge")}</button>
  </div>`;
}

/** What the linter says of the whole. */
function findingNotice(acts: ScheduleActs, { key, text, repair }: Finding) {
  return html`<div class="notice waiting with-action">
    <span>${text}</span>
    ${repair ? html`<button class="button" type="button" @click=${() => acts.repair(key)}>${repair}</button>` : nothing}
  </div>`;
}
