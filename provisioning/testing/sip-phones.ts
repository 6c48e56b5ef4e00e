export * from "../virtual/sip-phones.ts";
