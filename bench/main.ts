import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchBooks } from "./books.ts";
import { benchFleet } from "./fleet.ts";
import { benchHttp, benchLarge, clear } from "./http.ts";
import { benchInvoices } from "./invoices.ts";
import { nginxVersion } from "./nginx.ts";
import { benchNodes } from "./nodes.ts";
import { otherSections } from "./page.ts";
import { benchPortal } from "./portal.ts";
import { benchRename } from "./rename.ts";
import type { BenchRow } from "./row.ts";
import { benchSchedules } from "./schedules.ts";
import { benchStall } from "./stall.ts";
import { benchPage, benchTable, machine, reaches } from "./table.ts";
import { runTftpBench } from "./tftp.ts";
import { hpaVersion } from "./tftp-peer.ts";
import { benchWeb } from "./web.ts";

/**
 * `npm run bench`: measures, prints a table and writes docs/bench.md. Loopback only, installs nothing; what is not installed to
 * compare with is left out. `--quick`: small counts, for a look; `--only http,large,tftp,rename,stall,portal,web,schedules,invoices,books,fleet,nodes`: these sections.
 */
type Order = { readonly folder: string; readonly quick: boolean; readonly say: (line: string) => void };

const sections: Readonly<Record<string, (order: Order) => Promise<readonly BenchRow[]>>> = {
  http: benchHttp,
  large: benchLarge,
  tftp: runTftpBench,
  rename: benchRename,
  stall: benchStall,
  portal: benchPortal,
  web: benchWeb,
  schedules: benchSchedules,
  invoices: benchInvoices,
  books: benchBooks,
  fleet: benchFleet,
  nodes: benchNodes,
};

const usage = `Usage: npm run bench -- [options]

Measures on loopback, beside nginx and tftpd-hpa where they are installed, and prints a table.
A whole run (about 20 minutes) writes docs/bench.md.

  --only LIST    these sections alone: ${Object.keys(sections).join(",")}
  --quick        small counts, for a look
  --write FILE   writes the page there, also when the run is not whole
  --help         this text
`;
const { values } = readOptions();
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const wanted = values.only === undefined ? Object.keys(sections) : values.only.split(",");
const unknown = wanted.filter((name) => !(name in sections));
if (unknown.length > 0) {
  process.stderr.write(`--only: no section is called ${unknown.join(", ")}; there are ${Object.keys(sections).join(", ")}\n`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "klyka-bench-"));
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const rows: BenchRow[] = [];
try {
  for (const name of wanted) {
    say(`${name} …`);
    const found = await sections[name]?.({ folder, quick: values.quick, say });
    rows.push(...(found ?? []));
    process.stdout.write(benchTable(found ?? []));
  }
} finally {
  clear(folder);
}
const peers = [nginxVersion(), hpaVersion()].filter((version) => version !== null);
const whole = !values.quick && values.only === undefined;
const page = values.write ?? (whole ? join(import.meta.dirname, "..", "docs", "bench.md") : null);
const how = [values.quick ? "--quick" : "", values.only === undefined ? "" : `--only ${values.only}`].filter(Boolean).join(" ");
if (page !== null) {
  const others = otherSections(page, rows, (title) => /^(?:Storm|Soak|Growth)\b/.test(title));
  writeFileSync(page, benchPage(rows, peers, new Date(), how) + (others === "" ? "" : `\n${others}`));
}
const short = rows.filter((row) => reaches(row) === false);
say(
  `${machine(peers).join("\n")}\n${rows.length} figures, ${short.length} below their bar${page === null ? "" : `; written to ${page}`}`,
);

function readOptions() {
  try {
    return parseArgs({
      options: {
        quick: { type: "boolean", default: false },
        only: { type: "string" },
        write: { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}
