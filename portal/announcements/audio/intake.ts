import { Worker } from "node:worker_threads";
import type { AudioFiles } from "../../../db/announcement-audio.ts";
import { DomainError } from "../../../domain/errors.ts";
import { Gate } from "../../sign-in/gate.ts";
import { mustBeSound } from "./kind.ts";
import type { Converted } from "./worker.ts";

/** Milliseconds; three minutes of sound take about one second. */
const mostTime = 30_000;
/** Megabytes of the thread's own heap; what the decoders take beside it is bounded by how long sound may be. */
const mostHeap = 256;

/** Decoding takes memory: one at a time. */
const gate = new Gate(1);

/**
 * Sound from outside, made ready for exchanges in a thread of its own, which is ended when it takes too long.
 *
 * @throws DomainError as `convertAudio`; `audio_too_heavy`; EdgeError `too_many`
 */
export async function takeAudio(bytes: Uint8Array): Promise<AudioFiles> {
  mustBeSound(bytes);
  return gate.through(() => convertApart(bytes));
}

async function convertApart(bytes: Uint8Array): Promise<AudioFiles> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: mostHeap, maxYoungGenerationSizeMb: 32 },
    // Decoders have nothing to say to the log, and nothing to read.
    ...{ stdout: true, stderr: true, env: {} },
  });
  try {
    const answered = await answerOf(worker, bytes);
    if (answered.kind === "refused") throw new DomainError(answered.code, answered.detail);
    return answered.audio;
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, bytes: Uint8Array): Promise<Converted> {
  return new Promise((resolve) => {
    const heavy = () => resolve({ kind: "refused", code: "audio_too_heavy", detail: {} });
    const timer = setTimeout(heavy, mostTime);
    const settle = (answered: Converted) => {
      clearTimeout(timer);
      resolve(answered);
    };
    worker.once("message", settle);
    // Out of memory, or a decoder that took the thread with it.
    worker.once("error", (error: Error & { readonly code?: string }) => {
      const code = error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "audio_too_heavy" : "audio_unreadable";
      settle({ kind: "refused", code, detail: {} });
    });
    worker.once("exit", () => settle({ kind: "refused", code: "audio_unreadable", detail: {} }));
    worker.postMessage(bytes);
  });
}
