// An office's side, told what to do by lines of JSON on its standard input; answers with a line each.
// usage: node client.js FOLDER URL
"use strict";
const fs = require("fs");
const readline = require("readline");
const { open } = require("./durable");

const [folder, url] = process.argv.slice(2);
fs.mkdirSync(folder, { recursive: true });
const PouchDB = open(folder);
const local = new PouchDB("households");
let batch = 1000;

const lines = (file) => fs.readFileSync(file, "utf8").split("\n").filter(Boolean).map(JSON.parse);
const remote = () => new PouchDB(url, { adapter: "http" });
const replication = () => ({ batch_size: batch, batches_limit: 10 });

async function fill({ file }) {
  const rows = lines(file);
  for (let i = 0; i < rows.length; i += 1000) await local.bulkDocs(rows.slice(i, i + 1000));
  return { rows: rows.length };
}

// `edits`: lines {_id, fields…} that are put over what is here.
async function edit({ file }) {
  const edits = lines(file);
  const found = await local.allDocs({ keys: edits.map((e) => e._id), include_docs: true });
  await local.bulkDocs(found.rows.map((row, i) => ({ ...row.doc, ...edits[i] })));
  return { rows: edits.length };
}

const counts = (done) => ({ written: done.docs_written, failures: done.doc_write_failures, errors: done.errors.length });
const push = async () => counts(await local.replicate.to(remote(), replication()));
const pull = async () => counts(await local.replicate.from(remote(), replication()));
async function sync() {
  const done = await local.sync(remote(), replication());
  return { push: counts(done.push), pull: counts(done.pull) };
}

// Tries again by itself, as PouchDB does on a bad line, until all is there; at the most `seconds` long.
async function retrying_push({ seconds }) {
  const here = await local.info();
  const running = local.replicate.to(remote(), { ...replication(), live: true, retry: true });
  const begin = Date.now();
  let finished = false;
  await new Promise((resolve) => {
    running.on("paused", (error) => {
      if (error) return;
      finished = true;
      resolve();
    });
    running.on("error", resolve);
    setTimeout(resolve, seconds * 1000).unref();
  });
  running.cancel();
  return { finished, rows: here.doc_count, waited: (Date.now() - begin) / 1000 };
}

async function conflicts() {
  const all = await local.allDocs({ include_docs: true, conflicts: true });
  return { hidden: all.rows.filter((row) => row.doc._conflicts).length, rows: all.rows.length };
}

// How many of the lines' values are what the shown documents have.
async function standing({ file }) {
  const edits = lines(file);
  const found = await local.allDocs({ keys: edits.map((e) => e._id), include_docs: true });
  const same = (doc, wanted) => Object.entries(wanted).every(([k, v]) => JSON.stringify(doc[k]) === JSON.stringify(v));
  return { standing: found.rows.filter((row, i) => same(row.doc, edits[i])).length };
}

const set_batch = async ({ size }) => ({ size: (batch = size) });
const work = { fill, edit, push, pull, sync, retrying_push, conflicts, standing, set_batch };

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const order = JSON.parse(line);
    const begin = process.hrtime.bigint();
    let answer;
    try {
      answer = await work[order.do](order);
    } catch (error) {
      answer = { error: String(error.message || error) };
    }
    answer.seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    console.log(JSON.stringify(answer));
  }
  await local.close();
}
main();
