// One person in two counties: a reviewer compares the records, merges them, takes it back, and finds that they are two.
import assert from 'node:assert/strict'
import { entered, log_in, log_out, row } from '../reviewer.mjs'

const WORDS = {
  zh: {
    duplicates: '疑似重复', compare: '对照', reveal: '查看完整信息', merge: '合并', split: '拆分', dismiss: '不是重复', open: '待核', decided: '已处理', reopen: '重新列入待核',
    merged: '已合并', parted: '已拆分', any: '不限', apart: '跨区、县（市）', none: '没有待核的疑似重复',
  },
  en: {
    duplicates: 'Duplicates', compare: 'Compare', reveal: 'Show whole values', merge: 'Merge', split: 'Split', dismiss: 'Not the same', open: 'Open', decided: 'Decided', reopen: 'List it again',
    merged: 'Merged', parted: 'Split again', any: 'Any units', apart: 'In two counties', none: 'No likely duplicates wait',
  },
}

export default async function (clerk, ask, { language, password, kept, merged }) {
  const say = WORDS[language]
  const { page } = clerk
  const shot = async (name) => {
    await clerk.shot(`console-${name}-${language}`)
    await clerk.check_access(name)
  }
  const show = (what) => page.locator('.filters .el-radio', { hasText: what }).click()
  if (language === 'en') await clerk.button('English').click()
  await log_in(clerk, 'shenhe', password)
  await entered(clerk)
  await page.locator('.side').getByRole('link', { name: say.duplicates }).click()
  await row(clerk, '桐庐县').or(row(clerk, '旧县街道')).or(row(clerk, '张三')).first().waitFor()
  await shot('duplicates')
  await page.locator('.filters .el-select', { hasText: say.any }).click()
  await page.getByRole('option', { name: say.apart }).click()
  const pair = page.locator('tbody tr', { hasText: '张三' })
  await pair.waitFor()
  assert.match(page.url(), /apart=county/)
  assert.equal(await pair.count(), 1)
  await page.reload()
  await pair.waitFor()

  // Which of the two stands left is the officer's choice.
  await clerk.go(`/duplicates/compare?kept=${merged}&merged=${kept}`)
  await page.locator('.sides').waitFor()
  await page.locator('.page-head').getByRole('button').last().click()
  await page.waitForURL(new RegExp(`kept=${kept}`))
  const line = (text) => page.locator('.sides tbody tr', { hasText: text })
  const address = line('富春路二号')
  await address.waitFor()
  assert.match(await address.locator('.result').innerText(), /西湖路一号/)
  assert.match(await line('138').locator('.result').innerText(), /138\*{4}0000/)
  await address.locator('input[value=merged]').check()
  assert.match(await address.locator('.result').innerText(), /富春路二号/)
  await shot('compare')
  await clerk.button(say.reveal).click()
  await page.locator('#reveal-reason').fill('核对')
  await page.locator('.el-dialog button[type=submit]').click()
  await clerk.see('13800000000', 'main')
  await page.locator('.why input').fill('两地核实为同一人')
  await page.locator('.why').getByRole('button', { name: say.merge, exact: true }).click()

  const decision = page.locator('tbody tr', { hasText: '两地核实为同一人' })
  await decision.waitFor()
  assert.ok((await decision.innerText()).includes(say.merged))
  await shot('duplicates-decided')
  assert.deepEqual(await ask('offices'), { address: '富春路二号', phone: '13800000000', far: 0 })
  await clerk.go(`/records/${merged}`)
  await clerk.see(kept, 'main')

  await clerk.go('/duplicates?show=decided')
  await decision.getByRole('button', { name: say.split }).click()
  await page.locator('#deed-reason').fill('号码录错，实为两人')
  await shot('duplicates-split')
  await page.locator('.el-dialog button[type=submit]').click()
  const parted = page.locator('tbody tr', { hasText: '号码录错，实为两人' })
  await parted.waitFor()
  assert.ok((await parted.innerText()).includes(say.parted))
  assert.deepEqual(await ask('offices'), { address: '西湖路一号', phone: null, far: 1 })

  await ask('compared')
  await show(say.open)
  await pair.getByRole('link', { name: say.compare }).click()
  await page.locator('.why input').fill('同号不同人，已通知单位更正')
  await page.locator('.why').getByRole('button', { name: say.dismiss }).click()
  await clerk.see(say.none)
  await shot('duplicates-none')
  await show(say.dismiss)
  await pair.waitFor()
  await shot('duplicates-dismissed')
  await show(say.decided)
  await page.getByRole('button', { name: say.reopen }).click()
  await page.getByRole('button', { name: say.reopen }).waitFor({ state: 'detached' })
  await show(say.open)
  await pair.waitFor()
  await log_out(clerk, language)
}
