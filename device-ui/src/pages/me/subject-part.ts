import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import type { Subject } from "../../data/absence.ts";
import type { Versioned } from "../../data/api.ts";
import { session } from "../../data/client.ts";
import { ConflictError } from "../../data/problem.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";

type Host = ReactiveControllerHost & { subject: Subject };

/**
 * A part of what there is about a person (`me`) or a user: read when its host gets another subject, saved with the version
 * that was read, and what somebody else has saved meanwhile in its place.
 */
export class SubjectPart<T> implements ReactiveController {
  readonly #host: Host;
  readonly #load: (subject: Subject) => Promise<Versioned<T>>;
  readonly #taken: (value: T) => void;
  #subject: Subject | null = null;
  read: Versioned<T> | null = null;
  failure: unknown = null;
  busy = false;

  /** @param taken called with what was read or saved, and not with what somebody else has */
  constructor(host: Host, load: (subject: Subject) => Promise<Versioned<T>>, taken: (value: T) => void = () => undefined) {
    this.#host = host;
    this.#load = load;
    this.#taken = taken;
    host.addController(this);
  }

  hostUpdate(): void {
    const { subject } = this.#host;
    if (subject === this.#subject) return;
    this.#subject = subject;
    this.read = null;
    void this.reload();
  }

  async reload(): Promise<void> {
    const { subject } = this.#host;
    try {
      const read = await this.#load(subject);
      if (subject === this.#subject) this.#take(read);
    } catch (error) {
      if (subject === this.#subject) this.failure = error;
    }
    this.#host.requestUpdate();
  }

  /** An event tells of somebody: read anew when it is this one. Null: something may have been missed. */
  heard(data: unknown): void {
    const about = typeof data === "object" && data !== null && "userId" in data ? data.userId : null;
    const whose = this.#subject === "me" ? session.current?.user.id : this.#subject;
    if (!this.busy && (about === null || about === whose)) void this.reload();
  }

  /**
   * One write at a time, of what was read.
   *
   * @returns false: nothing is read yet, or the one before is on its way
   * @throws what the write throws
   */
  async write(save: (version: string | null) => Promise<Versioned<T>>): Promise<boolean> {
    if (this.read === null || this.busy) return false;
    this.busy = true;
    this.#host.requestUpdate();
    try {
      this.#take(await save(this.read.version));
    } catch (error) {
      // What is there now is shown, and the next save is made from it.
      if (error instanceof ConflictError) this.read = { value: error.theirs as T, version: error.version };
      throw error;
    } finally {
      this.busy = false;
      this.#host.requestUpdate();
    }
    return true;
  }

  /** Instead of the part, until it is read. */
  missing(): TemplateResult {
    if (this.failure === null) return html`<p class="soft" role="status">${t("away.loading")}</p>`;
    return html`<div class="notice stop" role="alert">
      <p>${t("away.failed")} ${failureText(this.failure)}</p>
      <button class="button small" type="button" @click=${() => this.reload()}>${t("action.retry")}</button>
    </div>`;
  }

  #take(read: Versioned<T>): void {
    this.read = read;
    this.failure = null;
    this.#taken(read.value);
  }
}
