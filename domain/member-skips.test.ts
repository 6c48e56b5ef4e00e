import { expect, it } from "vitest";
import { type MemberState, whySkipped } from "./member-skips.ts";

const there: MemberState = { deactivated: false, loggedIn: true, hasLine: true, diverted: false, forwarded: false };

it.each([
  [{}, null],
  [{ loggedIn: false, diverted: true }, "loggedOut"],
  [{ deactivated: true, loggedIn: false }, "deactivated"],
  [{ hasLine: false, diverted: true }, "noNumber"],
  [{ diverted: true, forwarded: true }, "diverted"],
  [{ forwarded: true }, "forwarded"],
] as const)("A member who is %o is skipped: %s", (said, why) => {
  expect(whySkipped({ ...there, ...said }, { ringsDiverted: false })).toBe(why);
});

it("A group may ring those who are away too, not those whose calls all go elsewhere", () => {
  expect(whySkipped({ ...there, diverted: true }, { ringsDiverted: true })).toBeNull();
  expect(whySkipped({ ...there, diverted: true, forwarded: true }, { ringsDiverted: true })).toBe("forwarded");
});
