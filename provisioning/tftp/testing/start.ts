import { createHash } from "node:crypto";
import { expect, onTestFinished } from "vitest";
import type { TftpAnswer, TftpOptions, TftpServer, TransferReport } from "../contract.ts";
import { startTftpServer } from "../server.ts";

export const sha256 = (body: Uint8Array): string => createHash("sha256").update(body).digest("hex");

/** Octets that differ from block to block, so that a lost, doubled or exchanged block shows. */
export function bodyOf(length: number): Buffer {
  const body = Buffer.alloc(length);
  for (let at = 0; at < length; at++) body[at] = (at * 31 + (at >>> 8) * 17 + (at >>> 16)) & 0xff;
  return body;
}

export const fileOf = (body: Uint8Array): TftpAnswer => ({ kind: "file", size: body.length, body });

/** Looks again and again until it is so, for half a minute at most: packets take their time. */
export const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 30_000 });

export type Started = { readonly server: TftpServer; readonly port: number; readonly reports: TransferReport[] };

/** A server for one test, on loopback, with `files` by name; stopped when the test is over. `pace`: see `startTftpServer`. */
export async function start(
  files: Readonly<Record<string, Uint8Array | TftpAnswer>>,
  options: Partial<TftpOptions> = {},
  pace?: number,
): Promise<Started> {
  const reports: TransferReport[] = [];
  const server = await startTftpServer(
    {
      host: "127.0.0.1",
      port: 0,
      serve: ({ file }) => {
        const found = files[file];
        if (found === undefined) return { kind: "refused" };
        return found instanceof Uint8Array ? fileOf(found) : found;
      },
      onTransfer: (report) => reports.push(report),
      ...options,
    },
    pace,
  );
  onTestFinished(() => server.stop(0));
  return { server, port: server.port, reports };
}
