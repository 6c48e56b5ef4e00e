import { describe, expect, it } from "vitest";
import {
  type Access,
  demand,
  isLastAdministrator,
  keepAnAdministrator,
  mayActFor,
  mayAdminister,
  mayGrant,
  mayOperate,
} from "./rights.ts";

const access = (rights: Access["rights"], more: Partial<Access> = {}): Access => ({
  userId: "anna",
  organisationId: "bygg",
  rights,
  operates: [],
  ...more,
});
const anna = { id: "anna", organisationId: "bygg" };
const bo = { id: "bo", organisationId: "bygg" };
const foreigner = { id: "cy", organisationId: "annan" };

describe("rights", () => {
  it("let a user act for the own person alone (H1)", () => {
    const user = access(["user"]);
    expect([anna, bo, foreigner].map((person) => mayActFor(user, person))).toEqual([true, false, false]);
    expect(mayAdminister(user, "bygg")).toBe(false);
  });

  it("let an administrator act for everybody in the organisation, and for nobody in another (H1)", () => {
    const administrator = access(["user", "administrator"]);
    expect([anna, bo, foreigner].map((person) => mayActFor(administrator, person))).toEqual([true, true, false]);
    expect([mayAdminister(administrator, "bygg"), mayAdminister(administrator, "annan")]).toEqual([true, false]);
  });

  it("let an operator into the organisations that are named, or into all", () => {
    const some = access(["operator"], { organisationId: null, operates: ["annan"] });
    const all = access(["operator"], { organisationId: null, operates: "all" });
    expect([mayOperate(some, "bygg"), mayOperate(some, "annan"), mayOperate(all, "bygg")]).toEqual([false, true, true]);
    expect([mayActFor(some, foreigner), mayActFor(some, bo)]).toEqual([true, false]);
  });

  it("do not come from organisations to look after without the right", () => {
    expect(mayOperate(access(["user"], { operates: "all" }), "bygg")).toBe(false);
  });

  it("are a set: an administrator without the user's right still administers, and nothing at all may do nothing", () => {
    expect(mayAdminister(access(["administrator"]), "bygg")).toBe(true);
    expect(mayActFor(access([]), anna)).toBe(false);
  });

  it("are given by administrators in their own organisation; operators are made by unlimited operators", () => {
    const administrator = access(["administrator"]);
    const all = access(["operator"], { organisationId: null, operates: "all" });
    expect([mayGrant(administrator, "administrator", "bygg"), mayGrant(administrator, "administrator", "annan")]).toEqual([
      true,
      false,
    ]);
    expect([mayGrant(administrator, "operator", "bygg"), mayGrant(all, "operator", "bygg")]).toEqual([false, true]);
    expect(mayGrant(access(["user"]), "administrator", "bygg")).toBe(false);
    expect(mayGrant(access(["operator"], { organisationId: null, operates: ["bygg"] }), "operator", "bygg")).toBe(false);
  });

  it("that are missing are an error with its own code", () => {
    expect(() => demand(false)).toThrow(expect.objectContaining({ code: "right_missing" }));
    expect(() => demand(true)).not.toThrow();
  });
});

describe("the last administrator", () => {
  const people = [
    { id: "anna", active: true },
    { id: "bo", active: false },
  ];

  it("is the only active one, and cannot be lost", () => {
    expect(isLastAdministrator("anna", people)).toBe(true);
    expect(() => keepAnAdministrator("anna", people)).toThrow(expect.objectContaining({ code: "last_administrator" }));
  });

  it("is nobody while there are two, and an inactive one can always go", () => {
    expect(() =>
      keepAnAdministrator(
        "anna",
        people.map((one) => ({ ...one, active: true })),
      ),
    ).not.toThrow();
    expect(() => keepAnAdministrator("bo", people)).not.toThrow();
  });
});
