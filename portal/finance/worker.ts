import { parentPort } from "node:worker_threads";
import { readCreditNotifications } from "../../domain/camt054.ts";
import { readUblInvoice } from "../../domain/ubl/read-invoice.ts";
import { invoicePdf } from "./invoice-pdf.ts";
import type { Task } from "./workshop.ts";

/** The thread of `workshop.ts`. */
async function done(task: Task): Promise<unknown> {
  if (task.task === "invoice") return readUblInvoice(task.bytes);
  if (task.task === "payments") return readCreditNotifications(task.bytes);
  return new Uint8Array(await invoicePdf(task.invoice, task.language));
}

parentPort?.on("message", (task: Task) => {
  done(task).then(
    (answer) => parentPort?.postMessage({ done: answer }),
    (failed: unknown) => parentPort?.postMessage({ failed }),
  );
});
