import type { Claim } from "../contract.ts";
import { migrating } from "./migrating.ts";
import { roundsClaim } from "./rounds.ts";
import { walCuts } from "./wal-cuts.ts";

/** What holds when a server is ended, starved or confused in the middle of people's work. */
export const crashClaims: readonly Claim[] = [
  roundsClaim(
    "crash-kill",
    "kill",
    "A server that is killed at any moment has everything that it answered as saved, has the rest whole or not at all, and goes on with imports, uploads, roll-outs, orders and mail when it is started again.",
  ),
  roundsClaim(
    "crash-term",
    "term",
    "A server that is told to end does so within a minute while it is asked all the time, and loses nothing that it answered as saved.",
  ),
  roundsClaim(
    "crash-full-disk",
    "full",
    "While the disk is full the server lives and phones get their last good files; nothing is called saved that is not, and when there is room it goes on by itself.",
  ),
  roundsClaim(
    "crash-read-only",
    "readonly",
    "While nothing can be written to the disk the server lives and phones get their last good files; nothing is called saved that is not.",
  ),
  roundsClaim(
    "crash-database-away",
    "database",
    "While the database is gone, silent, killed or locked phones get their last good files, and when it is back everything goes on without a restart.",
  ),
  roundsClaim(
    "crash-clock",
    "clock",
    "A clock that jumps forward or back by hours loses nothing, and orders, mail and roll-outs go on.",
  ),
  roundsClaim("crash-half-request", "half", "A request or file whose line breaks in the middle has done nothing."),
  roundsClaim(
    "crash-power-cut",
    "power",
    "What was answered as saved is there when the power has been cut at any moment and the machine is switched on again.",
  ),
  walCuts,
  migrating,
];
