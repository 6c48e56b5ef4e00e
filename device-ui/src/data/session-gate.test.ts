import { expect, test } from "vitest";
import { SessionGate } from "./session-gate.ts";

test("Many questions that meet the end of the session wait for one sign-in", async () => {
  const target = new EventTarget();
  let told = 0;
  target.addEventListener("klyka-session-expired", () => told++);
  const gate = new SessionGate(target);
  const waiting = [gate.expired(), gate.expired()];
  gate.signedIn();
  expect([await Promise.all(waiting), told]).toEqual([[true, true], 1]);
  const later = gate.expired();
  gate.gaveUp();
  expect([await later, told]).toEqual([false, 2]);
});

test("A sign-in that nobody waited for lets nothing through later", async () => {
  const gate = new SessionGate(new EventTarget());
  gate.signedIn();
  const asked = gate.expired();
  gate.gaveUp();
  expect(await asked).toBe(false);
});
