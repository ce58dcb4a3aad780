// There is no line at all: edits leave on a stick and the answer comes back on it.
import assert from 'node:assert/strict'
import { join } from 'node:path'

export default async function (clerk, ask, { files }) {
  await clerk.button('暂停').click()
  await clerk.wait_line('paused')
  await clerk.go('/forms/dibao_household/new')
  await clerk.type('householder', '张三')
  await clerk.type('address', '北山街道 1 号')
  await clerk.button('保存').click()
  await clerk.wait_to_send(1)
  await clerk.go('/bundles')
  const [download] = await Promise.all([clerk.page.waitForEvent('download'), clerk.button('做离线包').click()])
  const bundle = join(files, 'out.bundle')
  await download.saveAs(bundle)
  await clerk.see('收到答复后才算上传')
  assert.equal(await clerk.to_send(), 1)
  const { answer } = await ask('carry', { bundle })
  await clerk.page.locator('input[type=file]').setInputFiles(answer)
  await clerk.see('已读入')
  await clerk.see('已并入：1')
  await clerk.shot('bundle-read')
  await clerk.wait_to_send(0)
}
