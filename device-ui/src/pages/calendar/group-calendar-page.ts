import { CalendarPage } from "./calendar-page.ts";

/** When a response group is open. */
export class GroupCalendarPage extends CalendarPage {
  protected override readonly kind = "group";
}

customElements.define("group-calendar-page", GroupCalendarPage);
declare global {
  interface HTMLElementTagNameMap {
    "group-calendar-page": GroupCalendarPage;
  }
}
