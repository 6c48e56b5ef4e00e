import { loadPlanSources } from "../db/plan-source.ts";
import { loadRendered, type RenderedRow, type Wanted } from "../db/rendered.ts";
import { bodyHash, type Keyring } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import type { Reason } from "../domain/admission-reasons.ts";
import { DomainError } from "../domain/errors.ts";
import type { Plan } from "../domain/plan.ts";
import { vendorOf } from "../templates/index.ts";
import type { CachedFile, FileContent } from "./cached-file.ts";
import type { FileCache } from "./file-cache.ts";
import { planOf, renderFile } from "./make-file.ts";
import type { PhonesMeter } from "./meter.ts";
import type { PhoneRow } from "./phone-row.ts";
import { PlanShelf } from "./plan-shelf.ts";
import type { SaveQueue } from "./save-queue.ts";

/** The file that is right for the phone, or the last good one with what went wrong; null: there is none. */
export type Made = { readonly file: CachedFile | null; readonly problem: Reason | null };

export type RenderQueueOptions = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly cache: FileCache;
  readonly saves: SaveQueue;
  /** Base of the URLs that phones are given. */
  readonly publicUrl: string;
  readonly clock: () => Date;
  readonly meter: PhonesMeter;
  readonly onRenderFailure: (phone: PhoneRow, role: string, error: unknown) => void;
  readonly onDatabaseFailure: (error: unknown) => void;
};

type Waiting = { readonly role: string; readonly resolve: (made: Made) => void };
type Job = {
  readonly phone: PhoneRow;
  /** When it was asked for first, as `performance.now()` gives it. */
  readonly at: number;
  readonly waiting: Waiting[];
  room: "make" | "spare";
  /** Read from the database; not all of it may have found room in memory. */
  readonly stored: CachedFile[];
};

const phonesAtOnce = 128;
const batchesAtOnce = 2;
/** The loop belongs to the phones: rendering gives it back after so many milliseconds. */
const sliceMillis = 6;
const retryMillis = 60_000;
/** Who would wait longer than this comes again instead. Milliseconds. */
const longestWait = 5_000;

/**
 * Makes files that are not in memory. What is asked for in the same moment is one batch: stored files are read with
 * one query, plans for the rest with a fixed number of queries.
 */
export class RenderQueue {
  readonly #options: RenderQueueOptions;
  readonly #plans = new PlanShelf();
  #jobs = new Map<PhoneRow, Job>();
  #running = 0;
  #fromDatabase = 0;
  #made = 0;
  #scheduled = false;
  #idle: (() => void)[] = [];

  constructor(options: RenderQueueOptions) {
    this.#options = options;
  }

  /** Phones that nobody has begun to make files for, and where files came from since the start. */
  get state(): { readonly waiting: number; readonly fromDatabase: number; readonly made: number } {
    return { waiting: this.#jobs.size, fromDatabase: this.#fromDatabase, made: this.#made };
  }

  /** Since the phone that is next was asked for, milliseconds. */
  get wait(): number {
    for (const { at } of this.#jobs.values()) return performance.now() - at;
    return 0;
  }

  /** So many wait that who asks now would wait too long. */
  get crowded(): boolean {
    return this.#jobs.size > phonesAtOnce && this.wait > longestWait;
  }

  get busy(): boolean {
    return this.#running > 0 || this.#jobs.size > 0;
  }

  /** Resolves always; a failure is in the answer. */
  request(phone: PhoneRow, role: string, room: "make" | "spare" = "make"): Promise<Made> {
    return new Promise((resolve) => {
      const job = this.#jobs.get(phone);
      if (job) {
        job.waiting.push({ role, resolve });
        if (room === "make") job.room = "make";
      } else this.#jobs.set(phone, { phone, at: performance.now(), waiting: [{ role, resolve }], room, stored: [] });
      this.#schedule();
    });
  }

  /** What is kept of a phone is void. */
  forget(phone: PhoneRow): void {
    this.#plans.forget(phone.id);
  }

  async drain(): Promise<void> {
    while (this.busy) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#scheduled || this.#running >= batchesAtOnce) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const jobs = this.#takeJobs();
      if (jobs.length === 0) return;
      this.#running += 1;
      void this.#run(jobs).finally(() => {
        this.#running -= 1;
        if (this.#jobs.size > 0) this.#schedule();
        else if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
      });
    });
  }

  #takeJobs(): Job[] {
    const jobs: Job[] = [];
    for (const [phone, job] of this.#jobs) {
      if (jobs.length >= phonesAtOnce) break;
      this.#jobs.delete(phone);
      jobs.push(job);
    }
    return jobs;
  }

  async #run(jobs: readonly Job[]): Promise<void> {
    try {
      await this.#readStored(jobs.filter(({ phone }) => phone.files === null));
      const left = jobs.filter((job) => !this.#answerFresh(job));
      if (left.length > 0) await this.#render(left);
    } catch (error) {
      await this.#runApart(jobs, error);
    }
  }

  /** One phone's rows that cannot be read must not stop the others: halves, until it stands alone. */
  async #runApart(jobs: readonly Job[], error: unknown): Promise<void> {
    const [first] = jobs;
    if (!(error instanceof DomainError)) {
      this.#options.onDatabaseFailure(error);
      for (const job of jobs) this.#answerOld(job, "database_unavailable");
    } else if (jobs.length > 1) {
      const middle = jobs.length >> 1;
      await this.#run(jobs.slice(0, middle));
      await this.#run(jobs.slice(middle));
    } else if (first) {
      for (const { role, resolve } of first.waiting.splice(0)) resolve(await this.#failed(first.phone, role, error));
    }
  }

  async #readStored(jobs: readonly Job[]): Promise<void> {
    if (jobs.length === 0) return;
    const byId = new Map(jobs.map((job) => [job.phone.id, job]));
    const rows = await loadRendered(this.#options.db, this.#options.keyring, [...byId.keys()]);
    for (const row of rows) {
      const job = byId.get(row.phoneId);
      this.#fromDatabase += 1;
      if (job) job.stored.push(this.#options.cache.put(job.phone, toContent(row), job.room));
    }
  }

  /** True when everything that this phone waits for is there. */
  #answerFresh(job: Job): boolean {
    for (let at = job.waiting.length - 1; at >= 0; at--) {
      const waiting = job.waiting[at];
      const file = waiting ? this.#find(job, waiting.role) : null;
      if (!waiting || !file || file.revision < job.phone.revision) continue;
      job.waiting.splice(at, 1);
      waiting.resolve({ file, problem: null });
    }
    return job.waiting.length === 0;
  }

  #find(job: Job, role: string): CachedFile | null {
    return this.#options.cache.find(job.phone, role) ?? job.stored.find((file) => file.role === role) ?? null;
  }

  async #render(jobs: readonly Job[]): Promise<void> {
    const now = performance.now();
    const unplanned = jobs.filter(({ phone }) => !this.#plans.take(phone.id, phone.revision, now)).map(({ phone }) => phone.id);
    const { db, keyring, publicUrl } = this.#options;
    const sources = unplanned.length > 0 ? await loadPlanSources(db, keyring, unplanned) : null;
    let began = performance.now();
    for (const job of jobs) {
      if (performance.now() - began > sliceMillis) {
        await new Promise((resolve) => setImmediate(resolve));
        began = performance.now();
      }
      const { phone } = job;
      const kept = this.#plans.take(phone.id, phone.revision, began);
      const source = sources?.get(phone.id);
      if (kept) await this.#renderAll(job, () => kept.plan, kept.revision);
      else if (!source) this.#answerOld(job, "file_none");
      else await this.#renderAll(job, () => this.#plan(phone, source, publicUrl), source.phone.revision);
    }
  }

  #plan(phone: PhoneRow, source: Parameters<typeof planOf>[0], publicUrl: string): Plan {
    const kept = this.#plans.take(phone.id, source.phone.revision, performance.now());
    if (kept) return kept.plan;
    const plan = planOf(source, publicUrl);
    this.#plans.put(phone.id, plan, source.phone.revision, performance.now());
    return plan;
  }

  /** @param revision of the rows that the plan is made of; later than the index knows when a change came meanwhile */
  async #renderAll(job: Job, plan: () => Plan, revision: number): Promise<void> {
    for (const { role, resolve } of job.waiting) {
      const known = this.#options.cache.find(job.phone, role);
      if (known && known.revision >= revision) resolve({ file: known, problem: null });
      else {
        try {
          resolve({ file: this.#renderOne(job, role, plan(), revision), problem: null });
        } catch (error) {
          resolve(await this.#failed(job.phone, role, error));
        }
      }
    }
  }

  #renderOne(job: Job, role: string, plan: Plan, revision: number): CachedFile {
    const { cache, keyring, saves, meter } = this.#options;
    const began = performance.now();
    const rendered = renderFile(plan, role);
    this.#made += 1;
    meter.rendered(job.phone.vendor ?? "none", (performance.now() - began) * 1000, "made");
    const made = { phoneId: job.phone.id, role, revision, at: this.#options.clock().toISOString(), wanted: wantedBy(plan) };
    if (!rendered) {
      const none = { role, revision, hash: "", contentType: "", text: null };
      saves.push({ ...made, ...none, text: "" });
      return cache.put(job.phone, none, job.room);
    }
    const body = Buffer.from(rendered.body.buffer, rendered.body.byteOffset, rendered.body.byteLength);
    const content = {
      role,
      revision,
      hash: bodyHash(keyring, body),
      contentType: rendered.contentType,
      text: body.toString("latin1"),
    };
    saves.push({ ...made, ...content });
    return cache.put(job.phone, content, job.room);
  }

  /** The last good file stays; it is not tried again at once, and somebody is told. */
  async #failed(phone: PhoneRow, role: string, error: unknown): Promise<Made> {
    if (error instanceof DomainError && error.code === "model_unknown") return { file: null, problem: "model_unknown" };
    this.#options.meter.rendered(phone.vendor ?? "none", 0, "failed");
    this.#options.onRenderFailure(phone, role, error);
    const old = this.#options.cache.find(phone, role) ?? (await this.#storedOne(phone, role));
    old?.failed(phone.revision, performance.now() + retryMillis);
    return { file: old, problem: old ? "render_failed" : "render_failed_nothing_kept" };
  }

  async #storedOne(phone: PhoneRow, role: string): Promise<CachedFile | null> {
    const rows = await loadRendered(this.#options.db, this.#options.keyring, [phone.id]);
    const row = rows.find((candidate) => candidate.role === role);
    return row
      ? this.#options.cache.put(phone, { ...toContent(row), revision: Math.min(row.revision, phone.revision - 1) })
      : null;
  }

  #answerOld(job: Job, problem: Reason): void {
    for (const { role, resolve } of job.waiting.splice(0)) {
      const file = problem === "file_none" ? null : this.#find(job, role);
      resolve({ file, problem: file ? null : problem });
    }
  }
}

/** A stored file as the cache keeps it. */
export function toContent({ role, revision, hash, contentType, body }: RenderedRow): FileContent {
  return { role, revision, hash, contentType, text: hash === "" ? null : body.toString("latin1") };
}

function wantedBy({ phone, firmware, settings }: Plan): Wanted {
  const roles = vendorOf(phone.vendor).roles(phone.modelId);
  return { roles, firmware: firmware?.version ?? null, pollHours: settings.pollHours.value };
}
