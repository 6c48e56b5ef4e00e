import { join, resolve } from "node:path";

/** Builds the web app after `npm ci`. An installation without development packages has no Vite and brings its own build. */
const root = resolve(import.meta.dirname, "..");
const vite = await import("vite").catch(() => null);
if (vite === null) process.stdout.write("Vite is not installed: the web app is not built.\n");
else await vite.build({ configFile: join(root, "device-ui/vite.config.ts"), logLevel: "warn" });
