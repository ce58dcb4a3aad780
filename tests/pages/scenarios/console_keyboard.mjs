// No mouse at all: a reviewer logs in, goes to the conflicts, chooses a side, says why, decides, reads the answer and goes
// on from there. Wherever the focus is, it is seen.
import assert from 'node:assert/strict'
import { entered, tab_to } from '../reviewer.mjs'

const WORDS = {
  zh: { conflicts: /^冲突/, choose: /^原来的/, reason: /^理由/, decide: /^决定$/, answer: '已决定 1 条', language: 'English', out: '退出', code: /^动态码/ },
  en: { conflicts: /^Conflicts/, choose: /^Before/, reason: /^Reason/, decide: /^Decide$/, answer: '1 decided', language: '中文', out: 'Log out', code: /^Code/ },
}

export default async function (clerk, ask, { language, password, left }) {
  const say = WORDS[language]
  const { page } = clerk
  const keys = page.keyboard
  const held = (wanted) => page.waitForFunction((selector) => document.activeElement?.matches(selector), wanted)
  await held('#login-name')
  if (language === 'en') {
    await tab_to(clerk, 'English')
    await keys.press('Enter')
    await tab_to(clerk, /^User name/)
  }
  await keys.type('shenhe')
  await keys.press('Tab')
  await held('#login-password')
  await keys.type(password)
  await keys.press('Enter')
  await entered(clerk)

  await tab_to(clerk, say.conflicts)
  await keys.press('Enter')
  await page.locator('.sheet .choose').first().waitFor()
  await page.waitForFunction(() => document.querySelector('main').contains(document.activeElement))
  // Into the sides and along them with arrows: what was, what is shown, what the other wrote.
  await tab_to(clerk, say.choose)
  await keys.press('ArrowRight')
  await keys.press('ArrowRight')
  const card = page.locator('.sheet', { has: page.locator('input[value=incoming]:focus') })
  const name = await card.locator('.title').innerText()
  const wanted = (await card.locator('tbody td').nth(2).innerText()).trim()
  assert.equal((await card.locator('td.proposed').innerText()).trim(), wanted)
  await clerk.shot(`console-keyboard-choosing-${language}`)
  await tab_to(clerk, say.reason)
  await keys.type('与户主核实')
  await clerk.shot(`console-keyboard-reason-${language}`)
  await tab_to(clerk, say.decide)
  await keys.press('Enter')
  await clerk.see(say.answer)
  await page.locator('.sheet', { hasText: name }).waitFor({ state: 'detached' })
  assert.equal(await page.locator('.sheet .choose').count(), left)

  // The next one has the focus; with none left it is the list's.
  await page.waitForFunction((some) => document.activeElement?.matches(some ? 'main .sheet .title' : 'main'), left > 0)
  await clerk.shot(`console-keyboard-decided-${language}`)
  if (left > 0) await tab_to(clerk, say.choose)
  await tab_to(clerk, say.out)
  await keys.press('Enter')
  await held('#login-name')
}
