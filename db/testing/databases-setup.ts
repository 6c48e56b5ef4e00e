import { afterAll } from "vitest";
import { closeDatabases } from "./databases.ts";

// Runs for each test file; the modules that the files share are loaded once a worker.
afterAll(closeDatabases);
