export * from "../virtual/exchange.ts";
