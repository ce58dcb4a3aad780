// The hub's side: express-pouchdb with as little as replication needs. usage: node server.js FOLDER
"use strict";
const fs = require("fs");
const express = require("express");
const expressPouchDB = require("express-pouchdb");
const { open } = require("./durable");

const folder = process.argv[2];
fs.mkdirSync(folder, { recursive: true });
process.chdir(folder);
const app = express();
app.use("/", expressPouchDB(open(folder), { mode: "minimumForPouchDB", inMemoryConfig: true }));
const server = app.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
