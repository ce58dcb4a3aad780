// Makes a built page part of a program: node embed.mjs NAME FOLDER TABLE.cpp BYTES.S
// BYTES.S holds the files, texts compressed; TABLE.cpp names them, as NAME_page_table(). The same page gives the same bytes.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'

const KINDS = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
}
const COMPRESSED = new Set(['.css', '.html', '.js', '.svg'])

function files_below(folder) {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name)
      return statSync(path).isDirectory() ? files_below(path) : [path]
    })
}

function embed(name, folder, table, bytes) {
  const rows = []
  const parts = ['    .section .rodata']
  const names = []
  files_below(folder)
    .filter((path) => !path.endsWith('.gz'))
    .forEach((path, at) => {
      const kind = extname(path)
      if (!(kind in KINDS)) throw new Error(`${path}: no content type is known for ${kind}`)
      const compressed = COMPRESSED.has(kind)
      if (compressed) writeFileSync(path + '.gz', gzipSync(readFileSync(path), { level: 9 }))
      const stored = compressed ? path + '.gz' : path
      const symbol = `minsync_${name}_page_${at}`
      parts.push(`    .global ${symbol}`, `${symbol}:`, `    .incbin "${stored}"`)
      names.push(`extern const char ${symbol}[];`)
      const url = '/' + relative(folder, path).split('\\').join('/')
      rows.push(`      {"${url}", {{${symbol}, ${statSync(stored).size}}, "${KINDS[kind]}", ${compressed}}},`)
    })
  parts.push('    .section .note.GNU-stack,"",%progbits', '')
  writeFileSync(bytes, parts.join('\n'))
  writeFileSync(
    table,
    `#include "shared/page/page_file.h"

extern "C" {
${names.join('\n')}
}

namespace minsync {

std::span<const NamedPageFile> ${name}_page_table() {
  static const NamedPageFile table[] = {
${rows.join('\n')}
  };
  return table;
}

}  // namespace minsync
`,
  )
}

const [name, folder, table, bytes] = process.argv.slice(2)
embed(name, folder, table, bytes)
