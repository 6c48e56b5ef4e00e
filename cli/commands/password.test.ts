import { afterAll, expect, it } from "vitest";
import { cliHouse } from "../testing/run-cli.ts";

const house = cliHouse();
afterAll(() => house.remove());

it("`klyka password set` lets the first administrator in: the password works, is printed once and must be changed", async () => {
  await house.json("organisation", "add", "Björkö Bygg AB");
  await house.json("user", "add", "Anna", "Ek", "--number", "08-465 004 01", "--extension", "401");
  const made = await house.json("password", "set", "401", "--right", "administrator");
  expect(made).toMatchObject({ signIn: "08-465\u00a0004\u00a001", rights: ["user", "administrator"] });
  const audit = JSON.stringify(await house.json("audit"));
  expect(audit).toContain("user.password_set");
  expect(audit).not.toContain(String(Object(made).password));
  const wrong = await house.klyka("password", "set", "401", "--right", "king");
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining("administrator")]);
});
