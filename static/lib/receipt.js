// Reads a receipt, a log and a key, strictly, and writes the bytes that are hashed and signed. The layouts are those of
// the server's domain (rooms/receipt and rooms/chain). Nothing here knows a page or asks a server.
import { instantUs } from "./instant.js";

const RECEIPT_CHARACTERS_MAX = 16 * 1024;
const LOG_CHARACTERS_MAX = 64 * 1024 * 1024;
const HEX_16 = /^[0-9a-f]{16}$/;
const HEX_64 = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CLOSED_BY = { submit: 1, deadline: 2, ended: 3 };

const RECEIPT = {
  sitting: isUuid,
  attempt: isUuid,
  person: isUuid,
  paper_digest: isDigest,
  last_seq: isCount,
  head: isDigest,
  answers: isCount,
  closed_at_us: isCount,
  closed_by: (value) => Object.hasOwn(CLOSED_BY, value),
  issued_at_us: isCount,
  key_id: (value) => isText(value) && HEX_16.test(value),
  signature: (value) => base64Bytes(value)?.length === 64,
  closed_at: (value) => isText(value) && !Number.isNaN(instantUs(value)),
};
const LOG = { attempt: isUuid, paper_digest: isDigest, rows: Array.isArray };
const ROW = { seq: isCount, kind: isCount, at_us: isCount, inner: isDigest, chain: isDigest };
const KEPT = { salt: (value) => base64Bytes(value)?.length === 16, body: isText };

/** Why something cannot be read: `reason` is too_long, no_json, no_object, missing, strange or malformed. */
export class Unreadable extends Error {
  constructor(reason, field = "") {
    super(`${reason} ${field}`);
    this.reason = reason;
    this.field = field;
  }
}

/** A receipt as it is downloaded; throws Unreadable. */
export function readReceipt(text) {
  const receipt = parse(text, RECEIPT_CHARACTERS_MAX);
  require(receipt, RECEIPT);
  return receipt;
}

/** An answer log as it is downloaded; throws Unreadable. */
export function readLog(text) {
  const log = parse(text, LOG_CHARACTERS_MAX);
  require(log, LOG);
  for (const row of log.rows) require(row, "body" in row ? { ...ROW, ...KEPT } : ROW);
  return log;
}

/** A public key of 32 bytes in base64; throws Unreadable. */
export function readKey(text) {
  const key = base64Bytes(text.trim());
  if (key?.length !== 32) throw new Unreadable("malformed", "public_key");
  return key;
}

/** The name of a public key. */
export async function keyId(key) {
  return hex((await sha256(key)).slice(0, 8));
}

/** The bytes that are signed. */
export function signedBytes(receipt) {
  return join(
    ascii("examhall.receipt"),
    [1],
    uuidBytes(receipt.sitting),
    uuidBytes(receipt.attempt),
    uuidBytes(receipt.person),
    hexBytes(receipt.paper_digest),
    integer(receipt.last_seq),
    hexBytes(receipt.head),
    integer(receipt.answers),
    integer(receipt.closed_at_us),
    [CLOSED_BY[receipt.closed_by]],
    integer(receipt.issued_at_us),
    hexBytes(receipt.key_id),
  );
}

/** Where the chain of a log begins, hexadecimal. */
export async function firstHead({ attempt, paper_digest }) {
  return hex(await sha256(join(ascii("examhall.chain.0"), uuidBytes(attempt), hexBytes(paper_digest))));
}

/** The head after `row`, hexadecimal. */
export async function nextHead(head, { seq, kind, at_us, inner }) {
  const parts = [hexBytes(head), integer(seq), [kind], integer(at_us), hexBytes(inner)];
  return hex(await sha256(join(ascii("examhall.chain.n"), ...parts)));
}

/** The digest of a row's salt and body, hexadecimal. */
export async function innerDigest({ salt, body }) {
  return hex(await sha256(join(base64Bytes(salt), new TextEncoder().encode(body))));
}

/** The bytes of a base64 text, or null. */
export function base64Bytes(text) {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function parse(text, charactersMax) {
  if (text.length > charactersMax) throw new Unreadable("too_long");
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable("no_json");
  }
}

// A field that is not signed must not pass for one that is.
function require(value, shape) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Unreadable("no_object");
  for (const [field, holds] of Object.entries(shape)) {
    if (!(field in value)) throw new Unreadable("missing", field);
    if (!holds(value[field])) throw new Unreadable("malformed", field);
  }
  const strange = Object.keys(value).find((field) => !(field in shape));
  if (strange !== undefined) throw new Unreadable("strange", strange);
}

function isUuid(value) {
  return isText(value) && UUID.test(value);
}

function isDigest(value) {
  return isText(value) && HEX_64.test(value);
}

function isText(value) {
  return typeof value === "string";
}

function isCount(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function join(...parts) {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function ascii(text) {
  return new TextEncoder().encode(text);
}

function integer(number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(number));
  return bytes;
}

function uuidBytes(uuid) {
  return hexBytes(uuid.replaceAll("-", ""));
}

function hexBytes(text) {
  return Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16));
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
