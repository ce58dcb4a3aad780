// There is no line at all: edits leave on a stick and the answer comes back on it.
import assert from 'node:assert/strict'
import { join } from 'node:path'

const WORDS = {
  zh: { pause: '暂停', save: '保存', make: '做离线包', made: '收到答复后才算上传', read: '已读入', merged: '已并入：1' },
  en: { pause: 'Pause', save: 'Save', make: 'Make a bundle', made: 'count as sent when the answer is here', read: 'Read. Changes received', merged: 'merged: 1' },
}

export default async function (clerk, ask, { files, language }) {
  const say = WORDS[language]
  await clerk.read_in(language)
  await clerk.button(say.pause).click()
  await clerk.wait_line('paused')
  await clerk.go('/forms/dibao_household/new')
  await clerk.type('householder', '张三')
  await clerk.type('address', '北山街道 1 号')
  await clerk.button(say.save).click()
  await clerk.wait_to_send(1)
  await clerk.go('/bundles')
  const [download] = await Promise.all([clerk.page.waitForEvent('download'), clerk.button(say.make).click()])
  const bundle = join(files, 'out.bundle')
  await download.saveAs(bundle)
  await clerk.see(say.made)
  assert.equal(await clerk.to_send(), 1)
  const { answer } = await ask('carry', { bundle })
  await clerk.page.locator('input[type=file]').setInputFiles(answer)
  await clerk.see(say.read)
  await clerk.see(say.merged)
  await clerk.shot(`bundle-read-${language}`)
  await clerk.wait_to_send(0)
}
