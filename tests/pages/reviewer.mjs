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
  await clerk.settled()
  await clerk.shot(`console-${name}-${language}`)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.querySelector('main').scrollWidth > document.querySelector('main').clientWidth)
  assert.equal(wide, false, `${name} is wider than the screen`)
  assert.doesNotMatch(await clerk.text('body'), /\b[a-z]+\.[a-z_]+\.[a-z_]+\b|undefined|\[object|NaN/, name)
  await clerk.check_access(name)
}

// What has the focus, by its name, and whether people see that it has: on the screen, with a line or a ring around it.
function focus_told(page) {
  return page.evaluate(() => {
    const at = document.activeElement
    const name = at.getAttribute('aria-label') || at.labels?.[0]?.innerText || at.innerText || ''
    const shown = (one) => {
      const style = getComputedStyle(one)
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
    }
    const around = at.closest('.el-input__wrapper, .el-select__wrapper, .el-textarea') ?? at.parentElement.querySelector('.el-radio__inner, .el-checkbox__inner') ?? at
    const box = around.getBoundingClientRect()
    const on_screen = box.width > 0 && box.bottom > 0 && box.top < innerHeight
    return { name: name.trim(), plain: at === document.body, seen: on_screen && (shown(at) || shown(around)), what: `${at.tagName} ${at.id} ${at.className}` }
  })
}

// Tab until what has the focus is wanted. At every step the focus is seen; fails after a whole round.
export async function tab_to(clerk, wanted, limit = 80) {
  for (let step = 0; step < limit; step += 1) {
    await clerk.page.keyboard.press('Tab')
    const at = await focus_told(clerk.page)
    assert.ok(at.seen || at.plain, `nobody sees that this has the focus: ${at.what}`)
    if (wanted instanceof RegExp ? wanted.test(at.name) : at.name === wanted) return
  }
  assert.fail(`no Tab leads to ${wanted}`)
}
