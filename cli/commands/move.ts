import type { Command } from "commander";
import { moveDatabase } from "../../process/move.ts";
import type { App } from "../app.ts";
import { progressOf } from "../backup/progress.ts";
import { addCommand, needed } from "../command.ts";
import { table } from "../output.ts";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "move",
    summary:
      "Moves everything from SQLite to an empty PostgreSQL database, and compares every row there. Stop the server first; the SQLite database stays as it is.",
    examples: [
      "move --to postgres://klyka@db.example.se/klyka",
      "PGPASSWORD=… klyka move --to postgres://klyka@db.example.se/klyka",
    ],
    options: {
      to: needed("--to <url>", "the PostgreSQL database; its password rather in PGPASSWORD, which no list of processes shows"),
    },
    run: async (_, { to }) => {
      const { settings } = app.settings();
      const { tell, end } = progressOf(app);
      const { tables, rows, mended } = await moveDatabase(settings, to, app.actor, tell, app.io.now()).finally(end);
      app.print({ tables, rows, mended }, () => {
        const filled = tables.filter((one) => one.rows > 0);
        const list = table(
          ["table", "rows", "sum of sha-256"],
          filled.map(({ name, rows: count, sum }) => [name, count, `${sum.slice(0, 16)}…`]),
        );
        const replaced = mended > 0 ? `${mended} texts held a character that PostgreSQL does not keep; it was replaced.\n` : "";
        return `${list}${rows} rows in ${tables.length} tables, each compared. ${replaced}Set DATABASE_URL to the new database and start the server.\n`;
      });
    },
  });
}
