export { phonesSheet as phones } from "../../portal/csv/phones-sheet.ts";
