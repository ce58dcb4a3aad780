// What people do at the console before they work: they log in, by hand as everybody does. And what every screen must be.
import assert from 'node:assert/strict'

export async function log_in(clerk, name, password, code = '') {
  const { page } = clerk
  await page.locator('#login-name').fill(name)
  await page.locator('#login-password').fill(password)
  if (code) await page.locator('#login-code').fill(code)
  await page.locator('form button[type=submit]').click()
}

// He is let in: what stands alone on the screen before is gone.
export async function entered(clerk) {
  await clerk.page.locator('.frame main h1').waitFor()
  await clerk.settled()
}

export async function log_out(clerk, language) {
  await clerk.button(language === 'en' ? 'Log out' : '退出').click()
  await clerk.page.locator('#login-name').waitFor()
}

export const row = (clerk, name) => clerk.page.locator('tr', { hasText: name }).first()

// Nothing is cut off sideways, no text is missing, nothing keeps people out.
export async function look(clerk, name, language) {
  const { page } = clerk
  await page.waitForLoadState('networkidle')
  await clerk.shot(`console-${name}-${language}`)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.querySelector('main').scrollWidth > document.querySelector('main').clientWidth)
  assert.equal(wide, false, `${name} is wider than the screen`)
  assert.doesNotMatch(await clerk.text('body'), /\b[a-z]+\.[a-z_]+\.[a-z_]+\b|undefined|\[object|NaN/, name)
  await clerk.check_access(name)
}
