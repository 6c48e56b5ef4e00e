import { expect, test } from "vitest";
import { blankDraft, changedIn, inputOf, problemsOf } from "./contact-draft.ts";

const draft = { ...blankDraft("list"), company: "Trä AB", numbers: [{ kind: "work", number: "08-465 004 71" }] } as const;

test("A contact needs a name or a company, and a number that is one", () => {
  const codes = (say: object) => problemsOf({ ...draft, ...say }).map(({ field, code }) => `${field} ${code}`);
  expect(codes({})).toEqual([]);
  expect(codes({ company: " " })).toEqual(["firstName contact_nameless"]);
  expect(codes({ numbers: [] })).toEqual(["numbers.0 contact_numberless"]);
  expect(codes({ numbers: [{ kind: "work", number: " " }] })).toEqual(["numbers.0 contact_numberless"]);
  const numbers = [
    { kind: "mobile", number: "" },
    { kind: "work", number: "ring" },
    { kind: "other", number: "112" },
  ];
  expect(codes({ numbers })).toEqual(["numbers.1 number_invalid"]);
  expect(codes({ tags: Array.from({ length: 21 }, (_, n) => `t${n}`).join(",") })).toEqual(["tags contact_tags_many"]);
});

test("Writing a number or tags otherwise changes nothing, and empty numbers are not sent", () => {
  const numbers = [
    { kind: "work" as const, number: "+46 8 465 004 71" },
    { kind: "mobile" as const, number: "" },
  ];
  expect(changedIn({ ...draft, tags: "Trä, VIP" }, { ...draft, tags: " Trä,VIP,", numbers })).toEqual({});
  expect(Object.keys(changedIn(draft, { ...draft, numbers: [{ kind: "mobile", number: "08-465 004 71" }] }))).toEqual([
    "numbers",
  ]);
  expect(inputOf({ ...draft, tags: "Trä, trä ,VIP", numbers })).toMatchObject({
    ...{ tags: ["Trä", "VIP"], numbers: [{ kind: "work", number: "+46 8 465 004 71" }] },
  });
});
