import { trySuite } from "./try-suite.ts";

trySuite("attack");
