const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** The longest body that is converted, octets: conversion makes a copy, and nobody fetches an image as text. */
export const longestText = 4 * 1024 * 1024;

/** RFC 764's text form that RFC 1350 names netascii: a line feed becomes CR LF, a lone carriage return CR NUL. */
export function toNetascii(body: Uint8Array): Buffer {
  let extra = 0;
  for (const octet of body) if (octet === lineFeed || octet === carriageReturn) extra += 1;
  const text = Buffer.allocUnsafe(body.length + extra);
  let at = 0;
  for (const octet of body) {
    if (octet === lineFeed) text[at++] = carriageReturn;
    text[at++] = octet;
    if (octet === carriageReturn) text[at++] = 0;
  }
  return text;
}
