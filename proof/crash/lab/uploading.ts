import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import type { Db } from "../../../db/types.ts";
import type { Ledger } from "./ledger.ts";
import type { World } from "./world.ts";

const partBytes = 128 * 1024;
const asFile = { "content-type": "application/octet-stream" };

/** An image that comes in part by part, from somebody who goes on where the server says it has got to. */
type Upload = {
  readonly name: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  id: string | null;
  /** As much has been answered as received. */
  received: number;
};

let turn = 0;

function anUpload(random: () => number): Upload {
  turn += 1;
  const bytes = randomBytes(300_000 + Math.floor(random() * 300_000));
  const name = `T46U(T43U,T46U)-108.87.${Math.floor(turn / 250)}.${turn % 250}.rom`;
  return { name, bytes, sha256: createHash("sha256").update(bytes).digest("hex"), id: null, received: 0 };
}

/** Uploads of each ledger that have not come to their end. */
const unfinished = new WeakMap<Ledger, Upload[]>();

/** Sends an image; when something is in its way it is gone on with by `finishUploads`. */
export async function upload(world: World, random: () => number): Promise<void> {
  const one = anUpload(random);
  if ((await send(world, one)) === "taken") return remove(world, one);
  unfinished.set(world.ledger, [...(unfinished.get(world.ledger) ?? []), one]);
}

/** Goes on with what did not come whole, on a server that is well. @returns what is wrong */
export async function finishUploads(world: World, db: Db): Promise<string[]> {
  const wrong: string[] = [];
  for (const one of unfinished.get(world.ledger) ?? []) {
    const end = await send(world, one, (line) => wrong.push(line));
    if (end === "no room") continue;
    if (end !== "taken") wrong.push(`${one.name} cannot be gone on with: ${end}`);
    else {
      wrong.push(...(await look(world, one, db)));
      await remove(world, one);
    }
  }
  unfinished.delete(world.ledger);
  return wrong;
}

/** What was taken is in the catalogue, with the bytes that were sent. */
async function look({ disk }: World, { name, sha256, bytes }: Upload, db: Db): Promise<string[]> {
  const row = await db("firmware_image").where({ name }).first<{ sha256: string; bytes: number | string } | undefined>();
  if (!row) return [`${name} was taken, and is not in the catalogue`];
  if (row.sha256 !== sha256 || Number(row.bytes) !== bytes.length) return [`${name} was taken with other bytes`];
  const hash = createHash("sha256");
  const path = join(disk.data, "firmware", "content", sha256.slice(0, 2), sha256);
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex") === sha256 ? [] : [`${name} has other bytes on the disk`];
}

async function remove({ operator }: World, { name }: Upload): Promise<void> {
  const list = await operator.get("/operator/firmware").catch(() => null);
  const image = (list?.body?.images ?? []).find((one: { name: string }) => one.name === name);
  if (image) await operator.ask("DELETE", `/operator/firmware/images/${image.id}`, { version: image.version }).catch(() => null);
}

/** `cut`: something is in the way. Any other word is the server's. */
type End = "taken" | "no room" | "cut" | string;

async function send(world: World, one: Upload, wrong: (line: string) => void = (line) => world.ledger.fault(line)): Promise<End> {
  const { operator, ledger } = world;
  if (one.id === null) {
    const { fate, answer } = await ledger.answerTo(() =>
      operator.post("/operator/firmware/uploads", { name: one.name, bytes: one.bytes.length }),
    );
    if (fate !== "saved" || answer === null) return fate === "refused" ? endOf(answer?.body?.code) : "cut";
    one.id = String(answer.body.id);
  }
  const path = `/operator/firmware/uploads/${one.id}`;
  const { fate, answer } = await ledger.answerTo(() => operator.get(path));
  // Nobody heard that it was taken.
  if (answer?.status === 404) return (await isTaken(world, one)) ? "taken" : "it is gone";
  if (fate !== "saved" || answer === null) return "cut";
  let at = Number(answer.body.received);
  if (at < one.received) wrong(`${one.name}: ${one.received} bytes were answered as received, and ${at} are there`);
  while (at < one.bytes.length) {
    const body = one.bytes.subarray(at, at + partBytes);
    const put = await ledger.answerTo(() => operator.ask("PUT", `${path}/parts?offset=${at}`, { body, headers: asFile }));
    if (put.fate === "refused") return endOf(put.answer?.body?.code);
    if (put.fate !== "saved" || put.answer === null) return "cut";
    if (put.answer.body === null)
      wrong(`${one.name}: a part was answered with ${put.answer.status}, and nobody knows what has come`);
    if (put.answer.body === null) return "cut";
    at = Number(put.answer.body.received);
    one.received = at;
  }
  const end = await ledger.answerTo(() => operator.post(`${path}/finish`));
  if (end.fate === "saved") return "taken";
  return end.fate === "refused" ? endOf(end.answer?.body?.code) : "cut";
}

function endOf(code: unknown): End {
  return code === "firmware_space_full" || code === "disk_full" ? "no room" : String(code);
}

async function isTaken({ operator }: World, { sha256 }: Upload): Promise<boolean> {
  const list = await operator.get("/operator/firmware").catch(() => null);
  return (list?.body?.images ?? []).some((one: { sha256: string }) => one.sha256 === sha256);
}
