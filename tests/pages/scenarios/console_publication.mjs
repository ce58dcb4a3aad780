// A year's results: the publisher looks at the preview and hands it in, the reviewer checks and publishes it; then a county
// corrects a figure, and the preview says what differs.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { entered, log_in, log_out, look } from '../reviewer.mjs'

const WORDS = {
  zh: { hand_in: '提交复核', confirm: '确认并公布', look: '核对', csv: '下载表格（CSV）', waits: '等待另一人确认', frozen: '已公布，内容固定', restated: '与 2016-1 相比的更正', handed_in: '已提交' },
  en: { hand_in: 'Ask for confirmation', confirm: 'Confirm and publish', look: 'Check', csv: 'Save tables (CSV)', waits: 'Another person has to confirm this', frozen: 'Published, frozen', restated: 'What differs from 2016-1', handed_in: 'Handed in' },
}
const COLUMNS = ['目标(指标)名称', '考核内容及指标', '完成情况', '累计完成', '工作量', '项目清单']
const FIGURES = ['5380张（目标 5250张）', '105000人/92000人，完成率 114.13%', '175家', '占需要进行消防设施改造提升的养老机构（123家）的 40.65%', '1.68%', '低保对象公示：未报告', '【为民办实事项目】']

async function enter(clerk, ask, name, password) {
  const { code } = await ask('code', { name })
  await log_in(clerk, name, password, code)
  await entered(clerk)
}

async function holds_the_source(clerk) {
  await clerk.page.locator('table.results').first().waitFor()
  assert.deepEqual(await clerk.page.locator('table.results thead th').allInnerTexts(), COLUMNS)
  const told = await clerk.text()
  for (const figure of FIGURES) assert.ok(told.includes(figure), figure)
  assert.match(told, /示例数据/)
}

export default async function (clerk, ask, { language, password }) {
  const say = WORDS[language]
  const { page } = clerk
  if (language === 'en') await clerk.button('English').click()
  const dialog = page.locator('.el-dialog')

  await enter(clerk, ask, 'fabu', password)
  await clerk.go('/publication?year=2016')
  await holds_the_source(clerk)
  await look(clerk, 'publication-preview', language)
  await clerk.button(say.hand_in).click()
  await dialog.waitFor()
  await look(clerk, 'publication-hand-in', language)
  await dialog.getByRole('button', { name: say.hand_in }).click()
  await clerk.see(say.handed_in)
  await look(clerk, 'publication-handed-in', language)
  await clerk.link(say.look).click()
  await clerk.see(say.waits) // nobody confirms his own
  assert.equal(await clerk.button(say.confirm).count(), 0)
  await log_out(clerk, language)

  await enter(clerk, ask, 'shenhe', password)
  await clerk.go('/publication?year=2016')
  assert.equal(await clerk.button(say.hand_in).count(), 0) // a reviewer confirms, he does not prepare
  await clerk.go('/requests')
  await clerk.link(say.look).click()
  await clerk.button(say.confirm).waitFor()
  await holds_the_source(clerk)
  await look(clerk, 'publication-waiting', language)
  await clerk.button(say.confirm).click()
  await dialog.waitFor()
  await look(clerk, 'publication-confirm', language)
  await dialog.getByRole('button', { name: say.confirm }).click()
  await page.waitForURL(/#\/publication\/2016-1$/)
  await clerk.see(say.frozen)
  await holds_the_source(clerk)
  await look(clerk, 'publication-frozen', language)
  await page.reload()
  await clerk.see(say.frozen)

  const coming = page.waitForEvent('download', (file) => file.suggestedFilename() === '2016-1.csv')
  await clerk.button(say.csv).click()
  const table = readFileSync(await (await coming).path(), 'utf8')
  assert.ok(table.startsWith('\uFEFF' + COLUMNS.map((column) => `"${column}"`).join(',')), table.slice(0, 200))
  assert.ok(table.includes('105000人/92000人'))

  await page.emulateMedia({ media: 'print' })
  await clerk.shot(`console-publication-print-${language}`)
  assert.equal(await page.locator('.side').isVisible(), false)
  assert.equal(await page.locator('main .who').isVisible(), false) // names of officers stay inside
  await page.emulateMedia({ media: 'screen' })

  await ask('correction')
  await clerk.go('/publication?year=2016')
  await clerk.see(say.restated)
  await look(clerk, 'publication-restated', language)
  await clerk.go('/publication/2016-1')
  await holds_the_source(clerk)
  await log_out(clerk, language)
}
