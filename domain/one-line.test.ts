import { expect, test } from "vitest";
import { oneLine } from "./one-line.ts";

test("line breaks, tabs, escapes and NUL become one blank; all other characters stay", () => {
  expect(oneLine("Åsa\r\naccount.1.enable = 0")).toBe("Åsa account.1.enable = 0");
  expect(oneLine("a\u0000b\tc\u001b[31md\u0085e\u2028f")).toBe("a b c [31md e f");
  expect(oneLine('Å & <Ö> "🦊" {{x}} %NULL%')).toBe('Å & <Ö> "🦊" {{x}} %NULL%');
});
