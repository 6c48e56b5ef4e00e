import { describe, expect, it } from "vitest";
import { changeEveryLogin, changeLogin, countLoggedIn, type GroupMember, lastMemberWarning } from "./group-login.ts";

const member = (userId: string, more: Partial<GroupMember> = {}): GroupMember => ({
  groupId: "g1",
  userId,
  loggedIn: true,
  mayToggle: true,
  ...more,
});

describe("logging in and out of a group", () => {
  it("writes the wanted state once, however often it is tapped or from how many devices", () => {
    const anna = member("anna");
    const change = changeLogin(anna, false, "self");
    expect(change).toEqual({ groupId: "g1", userId: "anna", loggedIn: false });
    expect(changeLogin({ ...anna, ...change }, false, "self")).toBeNull();
  });

  it("is refused where the login is fixed, and open to an administrator", () => {
    const fixed = member("anna", { mayToggle: false });
    expect(() => changeLogin(fixed, false, "self")).toThrow(expect.objectContaining({ code: "group_login_fixed" }));
    expect(changeLogin(fixed, false, "administrator")?.loggedIn).toBe(false);
    expect(changeLogin(fixed, true, "self")).toBeNull();
  });

  it("of every group leaves those that are fixed or out already, and none is no matter", () => {
    const all = [
      member("anna"),
      member("anna", { groupId: "g2", mayToggle: false }),
      member("anna", { groupId: "g3", loggedIn: false }),
    ];
    expect(changeEveryLogin(all, false, "self").map(({ groupId }) => groupId)).toEqual(["g1"]);
    expect(changeEveryLogin(all, false, "administrator").map(({ groupId }) => groupId)).toEqual(["g1", "g2"]);
    expect(changeEveryLogin([], false, "self")).toEqual([]);
  });
});

describe("the last one logged in", () => {
  const [anna, bo] = [member("anna"), member("bo", { loggedIn: false })];

  it("is told what callers of an open group then meet", () => {
    expect(lastMemberWarning(anna, [anna, bo], { open: true, whenNobody: "overflow" })).toBe("overflow");
    expect(countLoggedIn([anna, bo])).toBe(1);
  });

  it("is not told of a closed group, nor while another is logged in, nor when out already", () => {
    expect(lastMemberWarning(anna, [anna, bo], { open: false, whenNobody: "closed" })).toBeNull();
    expect(lastMemberWarning(anna, [anna, member("bo")], { open: true, whenNobody: "closed" })).toBeNull();
    expect(lastMemberWarning(bo, [anna, bo], { open: true, whenNobody: "closed" })).toBeNull();
  });
});
