// Plays one scenario in a browser: node drive.mjs SCENARIO, with settings as JSON in the environment. What it needs done
// outside of the browser it asks the test for, a line each way.
import { chromium } from 'playwright-core'
import { createInterface } from 'node:readline'
import { Clerk } from './clerk.mjs'

const settings = JSON.parse(process.env.MINSYNC_PAGE_TEST)
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

// The test does `what` and says what came of it.
async function ask(what, more = {}) {
  process.stdout.write(JSON.stringify({ what, ...more }) + '\n')
  return JSON.parse((await lines.next()).value)
}

async function play(name) {
  const { default: scenario } = await import(`./scenarios/${name}.mjs`)
  const browser = await chromium.launch({ executablePath: settings.chromium, args: ['--no-sandbox'] })
  const clerk = new Clerk(browser, settings)
  try {
    await clerk.open(settings.link)
    await scenario(clerk, ask, settings)
    clerk.check_quiet()
  } catch (fault) {
    await clerk.shot(`failed-${name}`)
    throw fault
  } finally {
    await browser.close()
  }
}

try {
  await play(process.argv[2])
  process.exit(0)
} catch (fault) {
  process.stderr.write(`${fault.stack ?? fault}\n`)
  process.exit(1)
}
