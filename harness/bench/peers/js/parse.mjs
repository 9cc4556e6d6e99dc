// The official parser in JavaScript, measured as harness/bench/parse.cpp measures ours. node parse.mjs FOLDER [PASSES]
import fs from 'node:fs'
import path from 'node:path'

import { AstBuilder, GherkinClassicTokenMatcher, Parser, compile } from '@cucumber/gherkin'
import { IdGenerator } from '@cucumber/messages'

const [folder, passes = '3'] = process.argv.slice(2)
const sources = fs.readdirSync(folder).filter((name) => name.endsWith('.feature'))
  .map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))
const bytes = sources.reduce((sum, source) => sum + Buffer.byteLength(source), 0)

let found = 0
function best(withPickles) {
  let seconds = Infinity
  for (let pass = 0; pass < Number(passes); ++pass) {
    const newId = IdGenerator.incrementing()
    const from = performance.now()
    found = 0
    for (const source of sources) {
      const document = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher()).parse(source)
      found += withPickles ? compile(document, 'a.feature', newId).length : document.feature.children.length
    }
    seconds = Math.min(seconds, (performance.now() - from) / 1000)
  }
  return bytes / 1e6 / seconds
}

console.log(JSON.stringify({ ast: best(false), pickles: best(true), found }))
