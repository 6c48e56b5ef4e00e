import { html } from "lit";
import { KlykaElement } from "../../src/components/element.ts";
import { EventStream, ServerEvents } from "../../src/data/server-events.ts";

const stream = new EventStream(() => (document.querySelector("events-part") ? "/api/stream" : null));

/** Listens while it is there. */
export class EventsPart extends KlykaElement {
  static override properties = { waiting: { state: true } };
  declare waiting: readonly string[];
  readonly events = new ServerEvents(this, stream, {
    phone: (data) => {
      this.waiting = [...this.waiting, JSON.stringify(data)];
    },
  });

  constructor() {
    super();
    this.waiting = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    stream.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    stream.follow();
  }

  override render() {
    return html`<p role="status">${this.events.live ? "hör" : "hör inte"} ${this.waiting.join(" ")}</p>`;
  }
}
customElements.define("events-part", EventsPart);
