// A photo is attached while there is no line, seen at once, and sent when the line is back.
import { join } from 'node:path'

const WORDS = {
  zh: { up: '线路正常', save: '保存', waiting: '附件待上传', received: '市局已收到', sync: '立即同步', large: '最大 20.0 MB' },
  en: { up: 'Line is up', save: 'Save', waiting: 'to be sent', received: 'received', sync: 'Sync now', large: 'at most 20.0 MB' },
}

export default async function (clerk, ask, { language, record, files }) {
  const say = WORDS[language]
  if (language === 'en') await clerk.button('English').click()
  await clerk.see(say.up, '.top-bar')
  await ask('hub_down')
  await clerk.go(`/records/${record}/edit`)
  const box = clerk.page.locator('[data-field="photo"] input[type=file]')
  await box.setInputFiles(join(files, 'large.jpg'))
  await clerk.see(say.large)
  await box.setInputFiles(join(files, '现场.png'))
  await clerk.page.locator('[data-field="photo"] canvas').waitFor()
  await clerk.page.locator('[data-field="photo"]').scrollIntoViewIfNeeded()
  await clerk.shot(`entry-photo-${language}`)
  await clerk.check_access('entry-photo')
  await clerk.button(say.save).click()
  await clerk.see(say.waiting, '.fields')
  await clerk.page.locator('.fields canvas').waitFor()
  await ask('hub_up')
  await clerk.button(say.sync).click()
  await clerk.wait_to_send(0)
  await clerk.wait_line('up')
  await clerk.see(say.received, '.fields')
  await clerk.shot(`record-photo-${language}`)
  await clerk.check_access('record-photo')
}
