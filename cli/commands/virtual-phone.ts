import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { parseVirtualPhoneOptions, runVirtualPhone, terminalOf } from "../../templates/virtual/command.ts";
import type { App } from "../app.ts";
import { addCommand, flag, needed, text } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "virtual-phone",
    summary: "Boots a virtual phone against a server as its make does, and draws its screen and keys; or a whole fleet.",
    examples: [
      'virtual-phone --model "Yealink T46U" --server http://localhost:8080/p/<token>/',
      'virtual-phone --model "Snom D785" --server localhost:6969 --tftp --mac 00:04:13:aa:bb:cc',
      "virtual-phone --model all --server http://localhost:8080 --fleet 1000",
    ],
    options: {
      model: needed("--model <model>", "as `klyka models` lists it; for a fleet several with commas, or all"),
      server: needed("--server <address>", "where it asks first: http, https or tftp"),
      tftp: flag("--tftp", "ask over TFTP"),
      mac: text("--mac <mac>", "its MAC address; a fleet counts up from it"),
      modules: text("--modules <count>", "expansion modules attached"),
      firmware: text(
        "--firmware <version>",
        "firmware that it says it runs; an image it is told of is fetched, and it comes back with that",
      ),
      firmwareFails: {
        flags: "--firmware-fails [percent]",
        meaning: "whatever image it flashes ends it: it never comes back; of a fleet so many percent",
        kind: "text",
        read: (value) => (typeof value === "string" ? value : value === true),
      },
      fleet: text("--fleet <count>", "boot so many"),
      atOnce: text("--at-once <count>", "of a fleet, so many at a time"),
      page: text("--page <number>", "page of keys to draw"),
      press: text("--press <key>", "then press a key that opens a page, as 0/3, and say what is shown"),
      choose: text("--choose <number>", "and choose this on that page"),
      call: text("--call <number>", "then let that number call, and say the name that is shown"),
      search: text("--search <text>", "then type this in the directory that the phone searches, and say who is found"),
      svg: text("--svg <file>", "draw a picture too"),
      verbose: flag("--verbose", "say each request"),
    },
    run: async (_, options) => {
      const parsed = parseVirtualPhoneOptions({ ...options, json: app.json });
      if ("problems" in parsed) {
        for (const problem of parsed.problems) app.io.stderr.write(`${problem}\n`);
        app.exitCode = exitCodes.usage;
        return;
      }
      const tty = "isTTY" in app.io.stdout && app.io.stdout.isTTY === true;
      app.exitCode = await runVirtualPhone(parsed.options, {
        out: (one) => app.io.stdout.write(one),
        err: (one) => app.io.stderr.write(one),
        writeFile: (path, content) => writeFile(path, content),
        ...terminalOf(tty, app.io.env),
      });
    },
  });
}
