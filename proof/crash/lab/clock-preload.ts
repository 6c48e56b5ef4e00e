import { readFileSync } from "node:fs";

/**
 * Loaded before the server (`--import`): its wall clock differs from the machine's by as many milliseconds as stand in a file, and
 * jumps when another number is written there. Timers go on as they do when a machine's clock is put right.
 */
const file = process.env.TORTURE_CLOCK ?? "";
const Machine = Date;
let offset = 0;
const look = (): void => {
  const said = Number(readFileSync(file, "utf8"));
  if (Number.isFinite(said)) offset = said;
};
const now = (): number => Machine.now() + offset;

globalThis.Date = new Proxy(Machine, {
  construct: (target, given: [], as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
  apply: () => new Machine(now()).toString(),
  get: (target, name, receiver) => (name === "now" ? now : Reflect.get(target, name, receiver)),
});
look();
setInterval(look, 20).unref();
