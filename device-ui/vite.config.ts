import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/**
 * Pieces that the first page has loaded in any case. Each page that is fetched later would name them again in the list of what it
 * needs, and all those lists are part of the first script. One that is missing here is merely named.
 */
const there =
  /assets.(?:card-styles|client|directive-helpers|element|errors|failure|fields|format|icons|keyed|live|mac|modal-dialog|page-styles|password|paths|person-avatar|problem|states|toasts|view-labels)-[\w-]{8}\.js$/;

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
    modulePreload: { polyfill: false, resolveDependencies: (_page, needed) => needed.filter((file) => !there.test(file)) },
    // A hundred icons are smaller together than a file and a name for each.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "icons", test: /node_modules.lucide/ }] } } },
    manifest: true,
  },
});
