// The hub is away. A clerk enters a household, changes one, imports a list, and sees what waits; then the hub is back.
import assert from 'node:assert/strict'
import { join } from 'node:path'

const WORDS = {
  zh: {
    up: '线路正常', new: '新登记', urban: '城镇', category: 'A类', too_many: '保障人口不能多于家庭人口', save: '保存', wrong: '这些内容看起来有误', accept: '写明原因并保存',
    waiting: '有 1 条变更已存本机，待上传', unwritten: '什么都没有写入', fault: /3\s+救助类别/, other: '换一个文件', clean: '检查通过', write: '写入 2 条', imported: '导入完成',
    import_next: '再导入一个文件', nothing: '没有需要写入的内容', sync: '立即同步',
  },
  en: {
    up: 'Line is up', new: 'New', urban: 'Urban', category: 'Category A', too_many: 'there cannot be more insured members than members', save: 'Save', wrong: 'This seems to be wrong',
    accept: 'Save with this reason', waiting: 'Stored here and still to be sent: 1', unwritten: 'Nothing was written', fault: /3\s+救助类别\s+Category/, other: 'Another file',
    clean: 'No faults.', write: 'Write 2', imported: 'Imported', import_next: 'Import another file', nothing: 'There is nothing to write', sync: 'Sync now',
  },
}

export default async function (clerk, ask, { record, files, language }) {
  const say = WORDS[language]
  await clerk.read_in(language)
  clerk.expected.push(/^400 \/api\/record/) // the wrong check digit
  await clerk.see(say.up, '.top-bar')
  await ask('hub_down')

  await clerk.go('/forms/dibao_household')
  await clerk.button(say.new).click()
  await clerk.settled()
  await clerk.type('householder', '赵六')
  await clerk.type('id_number', '110105194912310021')
  await clerk.type('address', '北山街道 6 号')
  await clerk.choose('household_kind', say.urban)
  await clerk.choose('category', say.category)
  await clerk.type('member_count', '２')
  await clerk.type('insured_count', '3')
  await clerk.see(say.too_many)
  await clerk.type('insured_count', '2')
  await clerk.type('applied_on', '2016年3月1日')
  assert.equal(await clerk.field('applied_on').inputValue(), '2016-03-01')
  assert.equal(await clerk.field('member_count').inputValue(), '2')
  await clerk.shot(`entry-checks-${language}`)
  await clerk.button(say.save).click()
  // The check digit is wrong, and stands so on the card.
  await clerk.see(say.wrong)
  await clerk.page.waitForFunction(() => document.activeElement?.id === 'accept-reason')
  await clerk.shot(`entry-accept-${language}`)
  await clerk.page.keyboard.type('与身份证原件一致')
  await clerk.button(say.accept).click()
  await clerk.see(say.waiting)
  assert.equal(await clerk.to_send(), 1)

  await clerk.go(`/records/${record}/edit`)
  await clerk.type('address', '保俶路 9 号')
  await clerk.page.keyboard.press('Control+s')
  await clerk.see(say.waiting)
  await clerk.wait_to_send(2)

  await clerk.go('/forms/dibao_household/import')
  await clerk.page.locator('input[type=file]').setInputFiles(join(files, 'list.csv'))
  await clerk.see(say.unwritten)
  const faults = await clerk.text('main')
  assert.match(faults, say.fault)
  await clerk.shot(`import-faults-${language}`)
  await clerk.button(say.other).click()
  await clerk.page.locator('input[type=file]').setInputFiles(join(files, 'mended.csv'))
  await clerk.see(say.clean)
  await clerk.shot(`import-check-${language}`)
  await clerk.button(say.write).click()
  await clerk.see(say.imported)
  await clerk.wait_to_send(4)
  await clerk.button(say.import_next).click()
  await clerk.page.locator('input[type=file]').setInputFiles(join(files, 'mended.csv'))
  await clerk.see(say.nothing)

  await clerk.button(say.sync).click()
  await clerk.wait_line('down')
  await clerk.shot(`line-down-${language}`)
  await clerk.go('/forms/dibao_household?search=ls')
  await clerk.see('李四', '.table')

  await ask('hub_up')
  await clerk.button(say.sync).click()
  await clerk.wait_to_send(0)
  await clerk.wait_line('up')
}
