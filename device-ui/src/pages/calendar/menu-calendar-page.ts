import { CalendarPage } from "./calendar-page.ts";

/** When a menu is open. */
export class MenuCalendarPage extends CalendarPage {
  protected override readonly kind = "menu";
}

customElements.define("menu-calendar-page", MenuCalendarPage);
declare global {
  interface HTMLElementTagNameMap {
    "menu-calendar-page": MenuCalendarPage;
  }
}
