// Every screen of every role once: nothing goes wrong, nothing is cut off sideways, nothing keeps people out, texts are there.
import assert from 'node:assert/strict'
import { entered, log_in, log_out, look } from '../reviewer.mjs'

export default async function (clerk, ask, { language, password, record }) {
  if (language === 'en') await clerk.button('English').click()
  const day = 'year=2016&as_of=2016-12-31'
  const screens = {
    shenhe: {
      overview: '/overview', 'overview-county': '/overview?under=330106000000', conflicts: '/conflicts', merged: '/merged', 'merged-parallel': '/merged?kind=parallel', 'merged-none': '/merged?form=disaster_event',
      registers: '/registers', register: '/registers/dibao_household', 'register-none': '/registers/dibao_household?search=zz&state=draft', record: `/records/${record}`,
      targets: `/targets?${day}`, item: `/targets/${(await ask('item')).key}?${day}`, rank: `/rank?${day}&open=330106000000`, publication: '/publication?year=2016', trend: '/trend', 'trend-indicator': '/trend?org=330106000000', requests: '/requests', account: '/account',
      'duplicates-empty': '/duplicates', 'duplicates-nothing-decided': '/duplicates?show=decided',
    },
    xitong: { 'devices-system': '/devices' },
    anquan: { devices: '/devices', users: '/users' },
    shenji: { audit: '/audit' },
  }
  for (const [name, addresses] of Object.entries(screens)) {
    const { code } = await ask('code', { name })
    await log_in(clerk, name, password, code)
    await entered(clerk)
    for (const [screen, address] of Object.entries(addresses)) {
      await clerk.go(address)
      await look(clerk, screen, language)
    }
    if (name === 'shenhe') await print_and_reveal(clerk, record, language)
    if (name === 'xitong') await ask_for_code(clerk, language)
    if (name === 'anquan') await add_user(clerk, language)
    await log_out(clerk, language)
  }
}

async function print_and_reveal(clerk, record, language) {
  const { page } = clerk
  await clerk.go(`/records/${record}`)
  assert.match(await clerk.text(), /138\*{4}8000/)
  await clerk.button(language === 'en' ? 'Show whole values' : '查看完整信息').click()
  await page.locator('#reveal-reason').fill('回访')
  await clerk.shot(`console-reveal-${language}`)
  await clerk.check_access('reveal')
  await page.locator('.el-dialog button[type=submit]').click()
  await clerk.see('13800138000', 'main')
  await page.emulateMedia({ media: 'print' })
  await clerk.shot(`console-print-record-${language}`)
  assert.equal(await page.locator('.top-bar').isVisible(), false)
  await page.emulateMedia({ media: 'screen' })
}

// An enrolment code for a township: shown once, in the dialog alone.
async function ask_for_code(clerk, language) {
  const { page } = clerk
  await clerk.go('/devices')
  await clerk.button(language === 'en' ? 'Make enrolment code' : '生成登记码').click()
  const dialog = page.locator('.el-dialog')
  await dialog.locator('#enrol-address').waitFor()
  await clerk.check_access('enrolment')
  await dialog.locator('.el-select').first().click()
  await page.getByRole('option', { name: '西湖区' }).click()
  await dialog.locator('.el-select').nth(1).click()
  await page.getByRole('option', { name: '西溪街道' }).click()
  await dialog.locator('button[type=submit]').click()
  assert.match(await dialog.locator('.secret').innerText(), /^\S{20,}$/)
  await clerk.shot(`console-enrolment-${language}`)
  await dialog.locator('.el-button').click()
}

async function add_user(clerk, language) {
  const { page } = clerk
  await clerk.go('/users')
  await clerk.button(language === 'en' ? 'Add user' : '添加用户').click()
  await page.locator('#user-name').fill(language === 'en' ? 'lisi' : 'zhangsan')
  await page.locator('#user-display').fill(language === 'en' ? '李四' : '张三')
  await page.locator('.el-dialog .el-checkbox').filter({ hasText: language === 'en' ? 'Publisher' : '发布' }).last().click()
  await clerk.shot(`console-add-user-${language}`)
  await clerk.check_access('add user')
  await page.locator('.el-dialog button[type=submit]').click()
  await page.locator('.secret').waitFor()
}
