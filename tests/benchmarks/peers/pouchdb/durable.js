// LevelDB as PouchDB uses it, but every write reaches the disk before it is answered, as ours does.
"use strict";
const leveldown = require("leveldown");

function durable(path) {
  const store = leveldown(path);
  const batch = store._batch.bind(store), put = store._put.bind(store);
  store._batch = (operations, options, done) => batch(operations, { ...options, sync: true }, done);
  store._put = (key, value, options, done) => put(key, value, { ...options, sync: true }, done);
  return store;
}
durable.destroy = leveldown.destroy;

const PouchDB = require("pouchdb");
exports.open = (folder) => PouchDB.defaults({ prefix: folder + "/", adapter: "leveldb", db: durable });
