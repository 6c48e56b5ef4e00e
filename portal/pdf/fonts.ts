import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);

/** Whole fonts, not subsets by script: a name in Polish must not leave boxes. Each document embeds what it uses of them. */
export const fontFiles = {
  text: resolve("@expo-google-fonts/hanken-grotesk/400Regular/HankenGrotesk_400Regular.ttf"),
  strong: resolve("@expo-google-fonts/hanken-grotesk/700Bold/HankenGrotesk_700Bold.ttf"),
  heading: resolve("@expo-google-fonts/schibsted-grotesk/700Bold/SchibstedGrotesk_700Bold.ttf"),
} as const;
export type FontName = keyof typeof fontFiles;
