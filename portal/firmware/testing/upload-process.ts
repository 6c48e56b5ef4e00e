import { createReadStream } from "node:fs";
import { openDatabase } from "../../../db/connect.ts";
import { beginUpload } from "../../../db/firmware-uploads.ts";
import type { Actor } from "../../../db/types.ts";
import { ContentStore } from "../../../firmware/content-store.ts";
import { FirmwareUploads } from "../../../firmware/uploads.ts";
import { imageReader } from "../../../templates/firmware-image.ts";

/** What a process is told that takes an upload, and may be killed at it. */
export type UploadProcess = {
  readonly file: string;
  readonly folder: string;
  readonly source: string;
  readonly name: string;
  readonly bytes: number;
  /** Bytes of a part. */
  readonly part: number;
};

const say: UploadProcess = JSON.parse(process.argv[2] ?? "");
const db = await openDatabase({ file: say.file });
const uploads = new FirmwareUploads({ db, content: new ContentStore(say.folder), reader: imageReader });
const actor: Actor = { kind: "operator", id: null, name: "Ottilia Testare", organisationId: null };
const now = () => new Date();
process.send?.("begun");
const { id, received } = await beginUpload(db, { ...say, fingerprint: `of ${say.source}` }, actor, now());
for (let at = received; at < say.bytes; ) {
  const end = Math.min(say.bytes, at + say.part) - 1;
  at = await uploads.receive(id, at, createReadStream(say.source, { start: at, end, highWaterMark: 16 * 1024 }), now);
}
await uploads.finish(id, null, actor, now());
await db.destroy();
