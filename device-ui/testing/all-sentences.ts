import { loadOfficeSentences } from "../src/i18n/index.ts";

/** Tests without a page see every sentence, as a page does that needs them. */
await loadOfficeSentences();
