import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** The web app: `npm run build:ui` writes `device-ui/dist`, which the portal serves as it is. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  publicDir: "public",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    // Everything is a file of its own: the policy for content allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
  },
});
