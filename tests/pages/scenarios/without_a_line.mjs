// The hub is away. A clerk enters a household, changes one, imports a list, and sees what waits; then the hub is back.
import assert from 'node:assert/strict'
import { join } from 'node:path'

export default async function (clerk, ask, { record, files }) {
  clerk.expected.push(/^400 \/api\/record/) // the wrong check digit
  await clerk.see('线路正常', '.top-bar')
  await ask('hub_down')

  await clerk.go('/forms/dibao_household')
  await clerk.button('新登记').click()
  await clerk.settled()
  await clerk.type('householder', '赵六')
  await clerk.type('id_number', '110105194912310021')
  await clerk.type('address', '北山街道 6 号')
  await clerk.choose('household_kind', '城镇')
  await clerk.choose('category', 'A类')
  await clerk.type('member_count', '２')
  await clerk.type('insured_count', '3')
  await clerk.see('保障人口不能多于家庭人口')
  await clerk.type('insured_count', '2')
  await clerk.type('applied_on', '2016年3月1日')
  assert.equal(await clerk.field('applied_on').inputValue(), '2016-03-01')
  assert.equal(await clerk.field('member_count').inputValue(), '2')
  await clerk.shot('entry-checks')
  await clerk.button('保存').click()
  // The check digit is wrong, and stands so on the card.
  await clerk.see('这些内容看起来有误')
  await clerk.page.waitForFunction(() => document.activeElement?.id === 'accept-reason')
  await clerk.shot('entry-accept')
  await clerk.page.keyboard.type('与身份证原件一致')
  await clerk.button('写明原因并保存').click()
  await clerk.see('有 1 条变更已存本机，待上传')
  assert.equal(await clerk.to_send(), 1)

  await clerk.go(`/records/${record}/edit`)
  await clerk.type('address', '保俶路 9 号')
  await clerk.page.keyboard.press('Control+s')
  await clerk.see('有 1 条变更已存本机，待上传')
  await clerk.wait_to_send(2)

  await clerk.go('/forms/dibao_household/import')
  await clerk.page.locator('input[type=file]').setInputFiles(join(files, 'list.csv'))
  await clerk.see('什么都没有写入')
  const faults = await clerk.text('main')
  assert.match(faults, /3\s+救助类别/)
  await clerk.shot('import-faults')
  await clerk.button('换一个文件').click()
  await clerk.page.locator('input[type=file]').setInputFiles(join(files, 'mended.csv'))
  await clerk.see('检查通过')
  await clerk.shot('import-check')
  await clerk.button('写入 2 条').click()
  await clerk.see('导入完成')
  await clerk.wait_to_send(4)
  await clerk.button('再导入一个文件').click()
  await clerk.page.locator('input[type=file]').setInputFiles(join(files, 'mended.csv'))
  await clerk.see('没有需要写入的内容')

  await clerk.button('立即同步').click()
  await clerk.wait_line('down')
  await clerk.shot('line-down')
  await clerk.go('/forms/dibao_household?search=ls')
  await clerk.see('李四', '.table')

  await ask('hub_up')
  await clerk.button('立即同步').click()
  await clerk.wait_to_send(0)
  await clerk.wait_line('up')
}
