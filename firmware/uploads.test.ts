import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { writeWhole } from "./uploads.ts";

it("A part is on the disk with every byte, also when the disk takes less at a time than it is given", async () => {
  const folder = await mkdtemp(join(tmpdir(), "klyka-parts-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "part");
  const property = fc.asyncProperty(
    fc.uint8Array({ maxLength: 60 }),
    fc.nat(20),
    fc.integer({ min: 1, max: 9 }),
    async (bytes, at, most) => {
      await rm(path, { force: true });
      const file = await open(path, "w");
      // What a disk does that is nearly full.
      const short: Pick<typeof file, "write"> = Object.create(file, {
        write: {
          value: (of: Uint8Array, from: number, length: number, to: number) => file.write(of, from, Math.min(length, most), to),
        },
      });
      await writeWhole(short, bytes, at).finally(() => file.close());
      expect([...(await readFile(path)).subarray(at)]).toEqual([...bytes]);
    },
  );
  await fc.assert(property, { numRuns: 40 });
});

it("A disk that takes nothing more is full, and is not tried for ever", async () => {
  const full = { write: async (buffer: Uint8Array) => ({ bytesWritten: 0, buffer }) } as unknown as Parameters<
    typeof writeWhole
  >[0];
  await expect(writeWhole(full, Buffer.from("a"), 0)).rejects.toMatchObject({ code: "ENOSPC" });
});
