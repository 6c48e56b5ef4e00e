import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Language } from "../../domain/calendar-words.ts";
import type { NotificationReading } from "../../domain/camt054.ts";
import type { Invoice } from "../../domain/invoice.ts";
import type { UblReading } from "../../domain/ubl/read-invoice.ts";

/** What is done beside the thread that answers people and phones: it takes tenths of seconds. */
export type Task =
  | { readonly task: "invoice"; readonly bytes: Uint8Array }
  | { readonly task: "payments"; readonly bytes: Uint8Array }
  | { readonly task: "pdf"; readonly invoice: Invoice; readonly language: Language };
type Answer = { readonly done: unknown } | { readonly failed: unknown };

/** Milliseconds that the thread waits for more before it ends. */
const idle = 30_000;

/** Reads files and makes PDFs in a thread of its own, one after the other. The thread lives while there is something to do. */
export class Workshop {
  #worker: Worker | null = null;
  #timer: NodeJS.Timeout | null = null;
  #last: Promise<unknown> = Promise.resolve();

  readInvoice(bytes: Uint8Array): Promise<UblReading> {
    return this.#ask<UblReading>({ task: "invoice", bytes });
  }

  readPayments(bytes: Uint8Array): Promise<NotificationReading> {
    return this.#ask<NotificationReading>({ task: "payments", bytes });
  }

  async makePdf(invoice: Invoice, language: Language): Promise<Buffer> {
    return Buffer.from(await this.#ask<Uint8Array>({ task: "pdf", invoice, language }));
  }

  async stop(): Promise<void> {
    await this.#last.catch(() => undefined);
    if (this.#timer) clearTimeout(this.#timer);
    await this.#worker?.terminate();
    this.#worker = null;
  }

  #ask<T>(task: Task): Promise<T> {
    const answer = this.#last.catch(() => undefined).then(() => this.#run(task));
    this.#last = answer;
    // What each task answers is in worker.ts, beside it.
    return answer as Promise<T>;
  }

  async #run(task: Task): Promise<unknown> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#worker ??= this.#start();
    const worker = this.#worker;
    worker.postMessage(task);
    const gone = new AbortController();
    try {
      const died = once(worker, "error", { signal: gone.signal }).then(([error]) => Promise.reject(error));
      const [answer] = (await Promise.race([once(worker, "message", { signal: gone.signal }), died])) as [Answer];
      if ("failed" in answer) throw answer.failed;
      return answer.done;
    } finally {
      gone.abort();
      this.#timer = setTimeout(() => {
        void worker.terminate();
        if (this.#worker === worker) this.#worker = null;
      }, idle);
      this.#timer.unref();
    }
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url));
    worker.once("exit", () => {
      if (this.#worker === worker) this.#worker = null;
    });
    worker.unref();
    return worker;
  }
}
