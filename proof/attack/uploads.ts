import { existsSync } from "node:fs";
import { callRoute, own } from "../../portal/testing/calls.ts";
import type { Claim } from "../contract.ts";
import { Tally } from "../tally.ts";
import { withFirms } from "../world.ts";
import { baitShows, bombs } from "./bombs.ts";
import { entries, everyRoute, nameOf } from "./rights.ts";

/** What the process may grow by while a bomb is in it. */
const mostGrowth = 700 * 1024 * 1024;
/** For how long others may have to wait while one bomb is looked at, on a machine that does other things too. */
const longestWait = 20_000;

const uploads: Claim = {
  id: "upload-bombs",
  suite: "attack",
  promise:
    "Files that are small and become large, or lie about themselves, are refused by every route that takes one, in bounded memory, while others are served; nothing of the machine is read for them.",
  prove: async (setup) =>
    withFirms(
      setup,
      { finance: { work: setup.folder, watched: null }, firmware: { folder: setup.folder } },
      async (house, firm) => {
        const tally = new Tally();
        const visitor = await house.somebody(firm.organisation, ["user", "administrator", "operator"], { operates: "all" });
        const takers = everyRoute.filter(({ file }) => file !== null);
        const all = bombs(setup.size === "full" ? 1024 ** 3 : 1024 ** 2);
        const watch = watched(house.url);
        let [mostMemory, slowest] = [0, 0];
        for (const route of takers) {
          const chosen = setup.size === "full" ? all : all.filter(() => setup.random() < 0.07);
          for (const { what, name, bytes } of chosen) {
            if (route.file && bytes.length > 4 * route.file.most) continue;
            const path = route.path.replace(/:([a-zA-Z]+)/g, (_, kind: string) => own(firm)(kind));
            const query = Object.hasOwn(route.query.shape, "name") ? `?name=${encodeURIComponent(name)}` : "";
            const before = [await entries(house.db), process.memoryUsage().rss] as const;
            watch.reset();
            const type = route.file?.types.find((one) => !one.endsWith("/")) ?? "application/octet-stream";
            const { status, body } = await visitor.ask(route.method.toUpperCase(), `${path}${query}`, {
              body: bytes,
              headers: { "content-type": type, ...(route.versioned ? { "if-match": '"1"' } : {}) },
            });
            const [growth, wait] = [watch.memory() - before[1], watch.slowest()];
            [mostMemory, slowest] = [Math.max(mostMemory, growth), Math.max(slowest, wait)];
            const told = JSON.stringify(body) ?? "";
            tally.check(status < 500, () => `${nameOf(route)}: ${what} gives ${status}`);
            tally.check(!baitShows.test(told), () => `${nameOf(route)}: ${what} tells what stands in a file of the machine`);
            tally.check(growth < mostGrowth, () => `${nameOf(route)}: ${what} takes ${Math.round(growth / 1e6)} MB`);
            tally.check(wait < longestWait, () => `${nameOf(route)}: others wait ${Math.round(wait)} ms for ${what}`);
          }
          setup.say(`${nameOf(route)}: ${chosen.length} files`);
        }
        watch.stop();
        tally.check(!existsSync("/tmp/klyka-escaped"), "an archive has written outside its folder");
        const alive = await callRoute(
          visitor,
          everyRoute.find(({ path }) => path === "/me") ?? everyRoute[0] ?? fail(),
          own(firm),
        );
        tally.check(alive.status === 200, "nobody is served afterwards");
        const measured = `${all.length} files for ${takers.length} routes; at most ${Math.round(mostMemory / 1e6)} MB more memory, others waited at most ${Math.round(slowest)} ms`;
        return tally.outcome({ measured });
      },
    ),
};

function fail(): never {
  throw new Error("no route");
}

/** Asks for the server's health all the while, and looks at the memory. */
function watched(url: string) {
  let [slowest, most, on] = [0, 0, true];
  const look = async () => {
    while (on) {
      const began = performance.now();
      await fetch(`${url}/api/ready`).then((answer) => answer.arrayBuffer());
      slowest = Math.max(slowest, performance.now() - began);
      most = Math.max(most, process.memoryUsage().rss);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  void look().catch(() => undefined);
  return {
    reset: () => {
      [slowest, most] = [0, process.memoryUsage().rss];
    },
    slowest: () => slowest,
    memory: () => Math.max(most, process.memoryUsage().rss),
    stop: () => {
      on = false;
    },
  };
}

export const uploadClaims: readonly Claim[] = [uploads];
