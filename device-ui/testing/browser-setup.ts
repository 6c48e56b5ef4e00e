import { afterAll, afterEach } from "vitest";
import { closePages, leaveBrowser } from "./browser.ts";

afterEach(closePages);
afterAll(leaveBrowser);
