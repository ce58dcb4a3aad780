// Syncing is kept to the night: the bar says until when it waits, and "sync now" goes all the same.
import assert from 'node:assert/strict'

// A part of the day that is not now, wherever the test runs.
function later() {
  const hour = (new Date().getHours() + 6) % 24
  return [`${String(hour).padStart(2, '0')}:00`, `${String((hour + 1) % 24).padStart(2, '0')}:00`]
}

const WORDS = {
  zh: { bound: '只在每天的这段时间', no_time: '请写时刻，如 22:00', save: '保存', until: '等到', sync: '立即同步' },
  en: { bound: 'Only in this part of each day', no_time: 'Write times such as 22:00', save: 'Save', until: 'waits until', sync: 'Sync now' },
}

export default async function (clerk, ask, { language }) {
  const say = WORDS[language]
  await clerk.read_in(language)
  const [from, to] = later()
  await clerk.wait_line('up')
  await clerk.go('/settings')
  await clerk.page.locator('main .el-radio').getByText(say.bound).click()
  await clerk.page.locator('#window-from').fill('25:00')
  await clerk.see(say.no_time)
  await clerk.page.locator('#window-from').fill(from)
  await clerk.page.locator('#window-to').fill(to)
  await clerk.page.locator('main').getByRole('button', { name: say.save, exact: true }).click()
  await clerk.wait_line('window')
  await clerk.see(new RegExp(`${say.until} (.+ )?${from}`), '.top-bar') // with the day where that is tomorrow
  await clerk.shot(`settings-window-${language}`)
  await clerk.check_access('settings-window')
  await clerk.go('/forms/dibao_household/new')
  await clerk.type('householder', '张三')
  await clerk.type('address', '北山街道 1 号')
  await clerk.button(say.save).click()
  await clerk.wait_to_send(1)
  assert.equal(await clerk.to_send(), 1)
  await clerk.button(say.sync).click()
  await clerk.wait_to_send(0)
  await clerk.wait_line('window')
}
