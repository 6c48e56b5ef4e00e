import { DomainError } from "../../domain/errors.ts";
import type { LiveFile } from "../../templates/live/contract.ts";
import { isZip } from "../csv/fleet-file.ts";
import { unpack } from "../csv/unpack.ts";
import { csvTable, dumpTables, type Table } from "./exchange-rows.ts";
import { type Found, type Note, nothingFound } from "./found.ts";
import { type FreeKind, freeKind, readFree } from "./freepbx.ts";
import { fusionKind, readFusion } from "./fusionpbx.ts";
import { phonesOf, readLiveFile } from "./live-files.ts";

export type NamedFile = { readonly name: string; readonly bytes: Uint8Array };

/** Bounds of what is taken in at once: more is taken in parts. */
export const mostFiles = 20_000;
export const mostFileBytes = 2_000_000;
export const mostAllBytes = 200_000_000;
/** A dump of a whole exchange may be larger than one phone's file. */
const mostDumpBytes = 60_000_000;
/** Notes that are kept; all are counted. */
const mostNotes = 50_000;

/** Files that phones fetch and that say nothing of how they are set up. */
const others = /\.(?:rom|ld|bin|jpe?g|png|gif|bmp|wav|mp3|ver|zip|gz|tar|log|pdf|lang|dob|ico|crt|pem|key)$/i;

/** The files of an archive, or the one file itself. @throws DomainError `input_invalid`, `upload_too_large` */
export async function filesIn(name: string, bytes: Uint8Array): Promise<NamedFile[]> {
  if (!isZip(bytes)) return [{ name, bytes }];
  const wants = (path: string, size: number) => !others.test(path) && size <= mostDumpBytes;
  return unpack(bytes, { wants, mostFiles, mostBytes: mostAllBytes });
}

/** What files say, of whatever system they are. Those that nobody knows are named. */
export function readFound(files: readonly NamedFile[]): Found {
  const live: LiveFile[] = [];
  const fusion: (readonly [NonNullable<ReturnType<typeof fusionKind>>, Table])[] = [];
  const free: (readonly [FreeKind, Table])[] = [];
  const notes: Note[] = [];
  for (const { name, bytes } of files) {
    const unknown = (code: Note["code"]) => notes.push({ file: name, line: null, code, text: "", mac: null });
    if (others.test(name) || bytes.length === 0) continue;
    const tables = tablesIn(name, bytes);
    if (tables.length > 0) {
      for (const table of tables) {
        const [ofFusion, ofFree] = [fusionKind(table), freeKind(table)];
        if (ofFusion) fusion.push([ofFusion, table]);
        else if (ofFree) free.push([ofFree, table]);
        else if (table.name === null) unknown("file_unknown");
      }
      continue;
    }
    if (bytes.length > mostFileBytes) {
      unknown("file_too_large");
      continue;
    }
    const file = readLiveFile(name, bytes);
    if (file) live.push(file);
    else unknown("file_unknown");
  }
  const found = [
    phonesOf(live),
    fusion.length > 0 ? readFusion(fusion) : nothingFound,
    free.length > 0 ? readFree(free) : nothingFound,
  ];
  return {
    users: found.flatMap(({ users }) => users),
    accounts: found.flatMap(({ accounts }) => accounts),
    phones: found.flatMap(({ phones }) => phones),
    notes: [...notes, ...found.flatMap((one) => one.notes)].slice(0, mostNotes),
  };
}

function tablesIn(name: string, bytes: Uint8Array): Table[] {
  if (/\.sql$/i.test(name)) return bytes.length > mostDumpBytes ? [] : (dumpTables(name, bytes) ?? []);
  if (!/\.csv$/i.test(name)) return [];
  try {
    return [csvTable(name, bytes)];
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}
