import { readFile, stat } from "node:fs/promises";
import type { SecureContextOptions } from "node:tls";
import type { Log } from "./log.ts";

export type TlsFiles = {
  /** PEM: the server's certificate and those between it and the root. */
  readonly certificate: string;
  readonly key: string;
  /** PEM: factory CAs of phones. Empty: phones are not asked for a certificate. */
  readonly phoneAuthorities: readonly string[];
};

/** Desk phones of ten years ago speak TLS 1.2 at best, with RSA key exchange at worst; older protocols stay shut. */
export async function readContext(files: TlsFiles): Promise<SecureContextOptions> {
  const [cert, key, ...ca] = await Promise.all(
    [files.certificate, files.key, ...files.phoneAuthorities].map((path) => readFile(path)),
  );
  const known = { minVersion: "TLSv1.2" as const, ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
  return ca.length > 0 ? { ...known, ca } : known;
}

/** New connections take the new certificates; one that cannot be read leaves the old in use. */
export function watchFiles(
  server: { setSecureContext(context: SecureContextOptions): void },
  files: TlsFiles,
  options: { readonly log: Log; readonly reloadMillis?: number },
): NodeJS.Timeout {
  let known: string | null = null;
  let looking = false;
  const look = async () => {
    const found = await stampOf(files);
    if (known !== null && found !== known) {
      server.setSecureContext(await readContext(files));
      options.log.info("The certificates were read again.", {});
    }
    known = found;
  };
  const guarded = () => {
    if (looking) return;
    looking = true;
    look()
      .catch((error: unknown) => options.log.error("The new certificates cannot be used; the old ones stay.", { error }))
      .finally(() => {
        looking = false;
      });
  };
  guarded();
  const timer = setInterval(guarded, options.reloadMillis ?? 10_000);
  timer.unref();
  return timer;
}

async function stampOf(files: TlsFiles): Promise<string> {
  const paths = [files.certificate, files.key, ...files.phoneAuthorities];
  const stats = await Promise.all(paths.map((path) => stat(path)));
  return stats.map(({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`).join(";");
}
