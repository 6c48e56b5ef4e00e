import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TftpAnswer } from "../provisioning/tftp/contract.ts";
import { startTftpServer } from "../provisioning/tftp/server.ts";

/**
 * The server under test, in a process of its own: `node bench/tftp-server.ts <folder>` serves `config.cfg` from memory and
 * `firmware.rom` piece by piece from the disk, prints its port, and ends when its standard input does.
 */
if (import.meta.main) {
  const folder = process.argv[2] ?? ".";
  const config = await readFile(join(folder, "config.cfg"));
  const image = await open(join(folder, "firmware.rom"));
  const { size } = await image.stat();
  const reader = {
    read: async (offset: number, length: number, into: Buffer) => (await image.read(into, 0, length, offset)).bytesRead,
  };
  const files: Record<string, TftpAnswer> = {
    "config.cfg": { kind: "file", size: config.length, body: config },
    "firmware.rom": { kind: "file", size, body: reader },
  };
  const serve = ({ file }: { file: string }): TftpAnswer => files[file] ?? { kind: "refused" };
  const server = await startTftpServer({ host: "127.0.0.1", port: 0, serve });
  process.stdout.write(`${server.port}\n`);
  process.stdin.on("end", () => void server.stop(0).then(() => image.close()));
  process.stdin.resume();
}
