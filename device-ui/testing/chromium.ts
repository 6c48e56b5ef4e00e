import { execFile } from "node:child_process";
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createBrotliDecompress } from "node:zlib";
import { type BrowserServer, chromium } from "playwright-core";

/**
 * A real Chromium for tests and pictures: the one of the npm package, so that every machine tests with the same. Where the
 * system lacks what Chromium is linked to (nss, say), the package's own libraries are unpacked beside it.
 */
const run = promisify(execFile);

/** Chromium looks for its maker's servers on its own; nothing here may ask anybody but us. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-domain-reliability",
  "--font-render-hinting=none",
];

/**
 * Starts the browser. Others reach it at `wsEndpoint()`; whoever started it closes it.
 *
 * @param more flags of one test: a microphone that plays a file
 */
export async function startChromium(more: readonly string[] = []): Promise<BrowserServer> {
  const { executable, env } = await unpacked();
  return chromium.launchServer({
    executablePath: executable,
    headless: true,
    args: [...flags, ...more],
    env: { ...definedEnv(), ...env },
  });
}

type Unpacked = { readonly executable: string; readonly env: Readonly<Record<string, string>> };

async function unpacked(): Promise<Unpacked> {
  const packed = join(createRequire(import.meta.url).resolve("@sparticuz/chromium"), "../../../bin");
  // Another version of the package has another size: it is unpacked into a folder of its own.
  const folder = join(process.env.KLYKA_UNPACKED ?? tmpdir(), `klyka-chromium-${statSync(join(packed, "chromium.br")).size}`);
  if (!existsSync(folder)) await unpackInto(folder, packed);
  const executable = join(folder, "chromium");
  const { stdout } = await run("ldd", [executable]);
  const libraries = join(folder, "al2023", "lib");
  const env = stdout.includes("not found") ? { LD_LIBRARY_PATH: libraries } : {};
  return { executable, env: existsSync("/etc/fonts") ? env : { ...env, FONTCONFIG_PATH: join(folder, "fonts") } };
}

/** Unpacked aside and then put in place at once: two runs that start together do not meet a half-written file. */
async function unpackInto(folder: string, packed: string): Promise<void> {
  const aside = mkdtempSync(`${folder}-`);
  await pipeline(
    createReadStream(join(packed, "chromium.br")),
    createBrotliDecompress(),
    createWriteStream(join(aside, "chromium"), { mode: 0o700 }),
  );
  for (const name of ["al2023", "fonts"]) {
    const tar = join(aside, `${name}.tar`);
    await pipeline(createReadStream(join(packed, `${name}.tar.br`)), createBrotliDecompress(), createWriteStream(tar));
    mkdirSync(join(aside, name));
    await run("tar", ["-xf", tar, "-C", join(aside, name)]);
    rmSync(tar);
  }
  try {
    renameSync(aside, folder);
  } catch (error) {
    rmSync(aside, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
