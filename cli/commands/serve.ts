import type { Command } from "commander";
import { createLog } from "../../process/log.ts";
import { announceServer, retractServer } from "../../process/running-server.ts";
import { refuseUnsafe } from "../../process/safety.ts";
import { openStore } from "../../process/store.ts";
import { untilSignal } from "../../process/until-signal.ts";
import { version } from "../../process/version.ts";
import { startServer } from "../../server.ts";
import type { App } from "../app.ts";
import { addCommand } from "../command.ts";
import { publicUrlOf } from "../public-url.ts";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "serve",
    summary: "Serves phones and people: the production command. Refuses to start on unsafe settings, with the reason.",
    examples: ["serve", "KLYKA_SETTINGS=/etc/klyka.env klyka serve"],
    options: {},
    run: async () => {
      const { settings, unknown } = app.settings();
      refuseUnsafe(settings);
      const log = createLog(settings.logLevel, process.stdout);
      for (const name of unknown) log.warn("A setting is set but means nothing.", { name });
      const store = await openStore(settings, app.io.now());
      app.atEnd(() => store.db.destroy());
      // Again, now that the key file is there for certain.
      refuseUnsafe(settings);
      const server = await startServer({ settings, store, publicUrl: publicUrlOf(settings), log });
      announceServer(settings.data);
      log.info("Klyka serves.", { version, pid: process.pid });
      const signal = await untilSignal();
      log.info("Stopping.", { signal });
      await server.stop();
      retractServer(settings.data);
      log.info("Stopped.", {});
    },
  });
}
