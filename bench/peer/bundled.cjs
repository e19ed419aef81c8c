#!/usr/bin/env node
// Start of a bundled peer, PEER names which: with V8's code cache, which Node has by itself from version 22 on
// (NODE_COMPILE_CACHE). The first start writes it, after a second in which the peer is asked.

const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const vm = require("node:vm");

const file = join(__dirname, "bundled", `${process.env.PEER}.cjs`);
const cache = `${file}.cache`;
const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
const text = readFileSync(file, "utf8").replace(/^#!.*/, "");
const source = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
const script = new vm.Script(source, { filename: file, cachedData, importModuleDynamically });
const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, require, bundle, file, dirname(file));
if (!cachedData || script.cachedDataRejected) setTimeout(() => writeFileSync(cache, script.createCachedData()), 1_000);
