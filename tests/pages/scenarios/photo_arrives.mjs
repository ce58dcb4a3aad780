// The county brings a township's photo onto its computer, looks at it and saves it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const WORDS = { zh: { sync: '立即同步', fetch: /^取回|从市局取回/, save: /^下载/, large: /^放大/ }, en: { sync: 'Sync now', fetch: /^Fetch/, save: /^Download/, large: /^Enlarge/ } }

export default async function (clerk, ask, { language, record, files }) {
  const say = WORDS[language]
  if (language === 'en') await clerk.button('English').click()
  await clerk.button(say.sync).click()
  await clerk.wait_line('up')
  await clerk.go(`/records/${record}`)
  await clerk.page.getByRole('button', { name: say.fetch }).click()
  await clerk.page.locator('.fields canvas').waitFor()
  const [download] = await Promise.all([clerk.page.waitForEvent('download'), clerk.page.getByRole('button', { name: say.save }).click()])
  assert.equal(download.suggestedFilename(), '现场.png')
  const saved = join(files, `saved-${language}.png`)
  await download.saveAs(saved)
  assert.deepEqual(readFileSync(saved), readFileSync(join(files, '现场.png')))
  await clerk.page.getByRole('button', { name: say.large }).click()
  await clerk.page.locator('.el-dialog canvas').waitFor()
  await clerk.shot(`photo-county-${language}`)
  await clerk.check_access('photo-county')
}
