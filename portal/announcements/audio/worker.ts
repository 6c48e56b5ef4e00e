import { parentPort } from "node:worker_threads";
import type { AudioFiles } from "../../../db/announcement-audio.ts";
import { DomainError, type ErrorCode, type ErrorDetail } from "../../../domain/errors.ts";
import { convertAudio } from "./convert.ts";

/** What the thread answers: once. */
export type Converted =
  | { readonly kind: "done"; readonly audio: AudioFiles }
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly detail: ErrorDetail };

parentPort?.once("message", (bytes: Uint8Array) => void convert(bytes));

async function convert(bytes: Uint8Array): Promise<void> {
  parentPort?.postMessage(await answer(bytes));
}

async function answer(bytes: Uint8Array): Promise<Converted> {
  try {
    return { kind: "done", audio: await convertAudio(bytes) };
  } catch (error) {
    // Whatever a decoder falls over, it is the file that it cannot read.
    const { code, detail } = error instanceof DomainError ? error : new DomainError("audio_unreadable");
    return { kind: "refused", code, detail };
  }
}
