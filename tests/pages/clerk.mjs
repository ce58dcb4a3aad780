// Somebody before the page: what he does, and what he finds on the screen.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const SCREEN = { width: 1366, height: 768 }
const DEADLINE_MS = 20_000
const READ_ENGLISH = 'localStorage.setItem("minsync-language", "en")'

export class Clerk {
  constructor(browser, settings) {
    this.browser = browser
    this.settings = settings
    this.troubles = []
    this.expected = [] // patterns of answers that a scenario provokes
  }

  // A window of its own, as each start link opens one.
  async open(link, address = '') {
    await this.context?.close()
    // The hub's certificate is its own.
    this.context = await this.browser.newContext({ viewport: SCREEN, acceptDownloads: true, locale: 'zh-CN', reducedMotion: 'reduce', ignoreHTTPSErrors: Boolean(this.settings.console) })
    if (this.english) await this.context.addInitScript(READ_ENGLISH)
    this.page = await this.context.newPage()
    this.page.setDefaultTimeout(DEADLINE_MS)
    this.watch()
    await this.page.goto(link)
    await this.page.waitForFunction(() => location.hash.startsWith('#/') && document.querySelector('.page, .register, .lock, .outside'))
    if (address) await this.go(address)
  }
  watch() {
    this.page.on('pageerror', (error) => this.troubles.push(`error: ${error.stack}`))
    this.page.on('console', (message) => {
      // That an answer was no success is judged below, by its address.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) this.troubles.push(message.text())
    })
    this.page.on('response', (reply) => reply.status() >= 400 && this.troubles.push(`${reply.status()} ${new URL(reply.url()).pathname}`))
    this.page.on('request', (request) => {
      const { protocol, host } = new URL(request.url())
      const own = new URL(this.settings.link).host
      if (protocol.startsWith('http') && host !== own) this.troubles.push(`a request left the page's origin: ${request.url()}`)
    })
  }
  // Nothing went wrong that the scenario did not provoke.
  check_quiet() {
    assert.deepEqual(this.troubles.filter((trouble) => !this.expected.some((pattern) => pattern.test(trouble))), [])
  }

  // From now on in this language, as somebody has it who chose it another day.
  async read_in(language) {
    if (language !== 'en') return
    this.english = true
    await this.context.addInitScript(READ_ENGLISH)
    await this.page.reload()
    await this.page.waitForFunction(() => document.documentElement.lang === 'en' && document.querySelector('.page, .register, .lock'))
  }
  async go(address) {
    const [base, here = ''] = this.page.url().split('#')
    // Another screen has another heading; what is left must not be taken for it.
    if (here.split('?')[0] !== address.split('?')[0]) {
      await this.page.evaluate(() => document.querySelectorAll('main h1').forEach((heading) => heading.setAttribute('data-left', '')))
    }
    await this.page.goto(`${base}#${address}`)
    await this.settled()
  }
  // No list or record is being read any more.
  async settled() {
    await this.page.waitForFunction(() => !document.querySelector('main .turning, [data-left]') && document.querySelector('main h1, .lock h1, .ended h1'))
  }
  text(of = 'main') {
    return this.page.locator(of).innerText()
  }
  see(text, of = 'body') {
    return this.page.locator(of).getByText(text).first().waitFor()
  }
  button(name) {
    return this.page.getByRole('button', { name, exact: true })
  }
  link(name, of = 'body') {
    return this.page.locator(of).getByRole('link', { name, exact: true })
  }
  field(name) {
    return this.page.locator(`#field-${name}`)
  }
  async type(name, text) {
    await this.field(name).fill(text)
    await this.field(name).blur()
  }
  choose(name, label) {
    return this.page.locator(`[data-field="${name}"]`).getByText(label, { exact: true }).click()
  }
  // How many edits the bar says are to be sent.
  async to_send() {
    return Number((await this.page.locator('.top-bar a.count b').first().innerText()).replace(/,/g, ''))
  }
  wait_to_send(count) {
    return this.page.waitForFunction(
      (wanted) => document.querySelector('.top-bar a.count b')?.textContent.replace(/,/g, '') === String(wanted), count, { timeout: 90_000 })
  }
  // How many of the edits made here the bureau has, as the bar says. What it says of those to send is of no use to who waits
  // right after saving: it may not have heard of them yet.
  async received() {
    return Number((await this.page.locator('.top-bar a.count b').nth(1).innerText()).replace(/,/g, ''))
  }
  wait_received(count) {
    return this.page.waitForFunction(
      (wanted) => document.querySelectorAll('.top-bar a.count b')[1]?.textContent.replace(/,/g, '') === String(wanted), count, { timeout: 90_000 })
  }
  wait_line(state) {
    return this.page.locator(`.top-bar .line.${state}`).waitFor({ timeout: 90_000 })
  }

  // Keys alone: Tab until what has the focus is wanted; fails after a whole round.
  async tab_to(wanted, limit = 80) {
    for (let step = 0; step < limit; step += 1) {
      await this.page.keyboard.press('Tab')
      const [label, seen] = await this.page.evaluate(() => {
        const at = document.activeElement
        const around = at?.closest('label') // of a box to tick, which is drawn by its label
        const label = at?.getAttribute('aria-label') || at?.innerText || (around ?? document.querySelector(`label[for="${at?.id}"]`))?.innerText || ''
        const box = (around ?? at)?.getBoundingClientRect()
        return [label.trim(), Boolean(box && box.width > 0 && box.bottom > 0 && box.top < innerHeight)]
      })
      assert.ok(seen || !label, `the focus is on something that is not seen: ${label}`)
      if (wanted instanceof RegExp ? wanted.test(label) : label === wanted) return
    }
    assert.fail(`no Tab leads to ${wanted}`)
  }

  async shot(name) {
    if (this.page) await this.page.screenshot({ animations: 'disabled', path: `${this.settings.screens}/${name}.png` })
  }
  async check_access(name) {
    // Put in by the browser's own tools: the page's policy lets no other script in.
    await this.page.evaluate(AXE)
    const { violations } = await this.page.evaluate('axe.run(document, { resultTypes: ["violations"] })')
    const told = violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .map((one) => `${name}: ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`)
    assert.deepEqual(told, [])
  }
}
