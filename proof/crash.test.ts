import { trySuite } from "./try-suite.ts";

trySuite("crash");
