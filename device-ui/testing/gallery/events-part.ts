import { html } from "lit";
import { KlykaElement } from "../../src/components/element.ts";
import { ServerEvents } from "../../src/data/server-events.ts";

/** Listens while it is there. */
export class EventsPart extends KlykaElement {
  static override properties = { waiting: { state: true } };
  declare waiting: readonly string[];
  readonly events = new ServerEvents(this, () => "/api/stream", {
    phone: (data) => {
      this.waiting = [...this.waiting, JSON.stringify(data)];
    },
  });

  constructor() {
    super();
    this.waiting = [];
  }

  override render() {
    return html`<p role="status">${this.events.live ? "hör" : "hör inte"} ${this.waiting.join(" ")}</p>`;
  }
}
customElements.define("events-part", EventsPart);
