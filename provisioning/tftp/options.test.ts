import { describe, expect, test } from "vitest";
import { negotiate } from "./options.ts";
import type { OptionName } from "./request.ts";
import { nameOf } from "./testing/wire.ts";

const limits = { maxBlockSize: 1_468, maxWindowSize: 64 };

function answer(asked: ConstructorParameters<typeof Map<OptionName, number>>[0]): string | null {
  const { acknowledgement } = negotiate(new Map(asked), limits, 24_000);
  return acknowledgement && nameOf({ packet: acknowledgement, port: 0 });
}

describe("negotiating options", () => {
  test("block and window come back at most as large as the server allows, timeout and size as they are", () => {
    expect(
      answer([
        ["blksize", 8_192],
        ["windowsize", 65_535],
        ["timeout", 255],
        ["tsize", 0],
      ]),
    ).toBe("OACK blksize=1468 timeout=255 tsize=24000 windowsize=64");
    expect(
      answer([
        ["blksize", 8],
        ["windowsize", 1],
        ["timeout", 1],
      ]),
    ).toBe("OACK blksize=8 timeout=1 windowsize=1");
  });

  test("what is out of range is left out, and nothing agreed means no answer but the first block", () => {
    expect(
      answer([
        ["blksize", 7],
        ["timeout", 256],
        ["windowsize", 0],
        ["tsize", 1],
      ]),
    ).toBeNull();
    expect(
      answer([
        ["blksize", 65_465],
        ["timeout", 0],
        ["windowsize", 65_536],
        ["tsize", 0],
      ]),
    ).toBe("OACK tsize=24000");
    expect(negotiate(new Map(), limits, 5)).toEqual({
      blockSize: 512,
      windowSize: 1,
      timeoutSeconds: null,
      acknowledgement: null,
    });
  });
});
