import { describe, expect, it } from "vitest";
import { keyProblem, keyRules } from "./key-rules.ts";
import { keyKinds } from "./phone-key.ts";

describe("what a key needs", () => {
  it("is said for every kind", () => {
    expect(Object.keys(keyRules).sort()).toEqual([...keyKinds].sort());
  });

  it.each([
    [{ kind: "blf", target: null, value: null }, "target_missing"],
    [{ kind: "blf", target: { kind: "contact" }, value: null }, "target_refused"],
    [{ kind: "dnd", target: { kind: "user" }, value: null }, "target_refused"],
    [{ kind: "url", target: null, value: null }, "value_missing"],
    [{ kind: "url", target: null, value: "javascript:alert(1)" }, "value_refused"],
    [{ kind: "url", target: null, value: "https://dorr.example.se/\n" }, "value_refused"],
    [{ kind: "dnd", target: null, value: "1" }, "value_refused"],
    [{ kind: "dtmf", target: null, value: "12#,*" }, null],
    [{ kind: "blf", target: { kind: "user" }, value: null }, null],
    [{ kind: "blank", target: null, value: null }, null],
  ] as const)("%j: %s", (key, problem) => {
    expect(keyProblem(key)).toBe(problem);
  });
});
