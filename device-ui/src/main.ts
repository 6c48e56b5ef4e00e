import { startApp } from "./app.ts";
import { startLanguage } from "./data/choices.ts";

await startLanguage();
startApp();
