// What a receipt and its log prove: the signature, then the chain row by row, then that both say the same. Everything is
// computed in this browser; `examhall verify answers` comes to the same findings from the server's store.
import { instantUs } from "./instant.js";
import { base64Bytes, firstHead, innerDigest, keyId, nextHead, signedBytes } from "./receipt.js";

const KIND_SAVED = 2;
const KIND_CLOSED = 4;

/**
 * The findings in order, each `{step, state, ...}` with `state` good, bad or unknown. `keys` are public keys of 32
 * bytes; `log` may be null.
 */
export async function verifyReceipt({ receipt, log, keys }) {
  const findings = [await signature(receipt, keys)];
  if (instantUs(receipt.closed_at) !== receipt.closed_at_us) findings.push({ step: "closed_at", state: "bad" });
  if (log === null) return [...findings, { step: "no_log", state: "unknown" }];
  const broken = await firstBroken(log);
  if (broken) return [...findings, broken];
  return [...findings, { step: "chain", state: "good", rows: log.rows.length }, agreement(receipt, log)];
}

async function signature(receipt, keys) {
  const key = await keyNamed(receipt.key_id, keys);
  if (key === null) return { step: "unknown_key", state: "unknown", key: receipt.key_id };
  const right = await isSignedBy(key, signedBytes(receipt), base64Bytes(receipt.signature));
  return right
    ? { step: "signature", state: "good", key: receipt.key_id }
    : { step: "signature_wrong", state: "bad", key: receipt.key_id };
}

async function keyNamed(id, keys) {
  for (const key of keys) if ((await keyId(key)) === id) return key;
  return null;
}

// Browsers learned Ed25519 one after another; the vendored library does it where they have not.
async function isSignedBy(key, bytes, signature) {
  try {
    const known = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", known, signature, bytes);
  } catch {
    const { verifyAsync } = await import("../vendor/noble-ed25519/index.js");
    return verifyAsync(signature, bytes, key, { zip215: false });
  }
}

async function firstBroken(log) {
  let head = await firstHead(log);
  let seq = 0;
  for (const row of log.rows) {
    seq += 1;
    if (row.seq !== seq) return { step: "gap", state: "bad", seq: row.seq, expected: seq };
    if ("body" in row && (await innerDigest(row)) !== row.inner) return { step: "body", state: "bad", seq };
    head = await nextHead(head, row);
    if (head !== row.chain) return { step: "link", state: "bad", seq };
  }
  return null;
}

function agreement(receipt, log) {
  const last = log.rows.at(-1);
  const differs = (field) => ({ step: "disagree", state: "bad", field });
  if (log.attempt !== receipt.attempt) return differs("attempt");
  if (log.paper_digest !== receipt.paper_digest) return differs("paper_digest");
  if (log.rows.length !== receipt.last_seq) return differs("last_seq");
  if (last?.chain !== receipt.head) return differs("head");
  if (last.kind !== KIND_CLOSED || last.at_us !== receipt.closed_at_us) return differs("closed_at");
  if (reasonOf(last) !== receipt.closed_by) return differs("closed_by");
  const answered = questionsOf(log);
  if (answered !== null && answered !== receipt.answers) return differs("answers");
  return { step: "agree", state: "good", answers: receipt.answers };
}

function reasonOf({ body }) {
  return bodyOf(body)?.reason;
}

// Deleted answers cannot be counted any more; the chain holds without them.
function questionsOf({ rows }) {
  const saved = rows.filter(({ kind }) => kind === KIND_SAVED);
  if (saved.some((row) => !("body" in row))) return null;
  return new Set(saved.map(({ body }) => bodyOf(body)?.question)).size;
}

function bodyOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
