import { DomainError } from "../../domain/errors.ts";
import type { LiveFile } from "../../templates/live/contract.ts";
import { isZip } from "../csv/fleet-file.ts";
import { unpack } from "../csv/unpack.ts";
import { csvTable, dumpTables, type Table } from "./exchange-rows.ts";
import { type Found, type Note, nothingFound } from "./found.ts";
import { type FreeKind, freeKind, readFree } from "./freepbx.ts";
import { fusionKind, readFusion } from "./fusionpbx.ts";
import { phonesOf, readLiveFile } from "./live-files.ts";

/** `tooLarge`: it was left where it is. */
export type NamedFile = { readonly name: string; readonly bytes: Uint8Array; readonly tooLarge?: boolean };

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
  const left: NamedFile[] = [];
  const wants = (path: string, size: number) => {
    const wanted = !others.test(path) && size <= mostDumpBytes;
    if (!wanted && left.length < mostNotes) left.push({ name: path, bytes: new Uint8Array(0), tooLarge: !others.test(path) });
    return wanted;
  };
  const files: NamedFile[] = await unpack(bytes, { wants, mostFiles, mostBytes: mostAllBytes });
  return [...files, ...left];
}

/** What files say, of whatever system they are. Each that says nothing is named, with why. */
export function readFound(files: readonly NamedFile[]): Found {
  const live: LiveFile[] = [];
  const fusion: (readonly [NonNullable<ReturnType<typeof fusionKind>>, Table])[] = [];
  const free: (readonly [FreeKind, Table])[] = [];
  const notes: Note[] = [];
  for (const { name, bytes, tooLarge = false } of files) {
    const unknown = (code: Note["code"]) => notes.push({ file: name, line: null, code, text: "", mac: null });
    const why = others.test(name) ? "file_other" : tooLarge ? "file_too_large" : bytes.length === 0 ? "file_empty" : null;
    if (why !== null) {
      unknown(why);
      continue;
    }
    const tables = tablesIn(name, bytes);
    if (tables.length > 0) {
      // A dump of a whole exchange has many tables of no matter here.
      let known = false;
      for (const table of tables) {
        const [ofFusion, ofFree] = [fusionKind(table), freeKind(table)];
        if (ofFusion) fusion.push([ofFusion, table]);
        else if (ofFree) free.push([ofFree, table]);
        known ||= ofFusion !== null || ofFree !== null;
      }
      if (!known) unknown("file_unknown");
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
