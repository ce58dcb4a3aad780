// A reviewer's first day: the hub has no users yet; then his own password, the overview, conflicts, the ranking.
import assert from 'node:assert/strict'
import { entered, log_in, log_out, row } from '../reviewer.mjs'

const WORDS = {
  zh: { again: '已经运行，重新检查', wrong: '不对', conflicts: '冲突', decide: '决定', rank: '排名', none: '没有待决定的冲突', first: '口令', back: '恢复', merged: '自动合并', parallel: '并行修改', restored: '已恢复' },
  en: { again: 'Done, look again', wrong: 'wrong', conflicts: 'Conflicts', decide: 'Decide', rank: 'Ranking', none: 'No conflicts to decide', first: 'password', back: 'Put back', merged: 'Merged values', parallel: 'In parallel', restored: 'Was put back' },
}

export default async function (clerk, ask, { language, password }) {
  const say = WORDS[language]
  const { page } = clerk
  if (language === 'en') await clerk.button('English').click()
  await clerk.see('user add')
  await clerk.shot(`console-founding-${language}`)
  await clerk.check_access('founding')
  const { first } = await ask('govern')
  await clerk.button(say.again).click()
  await page.locator('#login-name').waitFor()
  await clerk.check_access('login')

  clerk.expected.push(/^403 \/console\/api\/login$/)
  await log_in(clerk, 'shenhe', 'not the password')
  await page.locator('#login-fault').getByText(/\S/).waitFor()
  await clerk.shot(`console-login-${language}`)
  await log_in(clerk, 'shenhe', first)
  await page.locator('#password-present').fill(first)
  await page.locator('#password-next').fill(password)
  await page.locator('#password-again').fill(password)
  await clerk.shot(`console-first-password-${language}`)
  await clerk.check_access('first password')
  await page.locator('form button[type=submit]').click()

  await entered(clerk)
  const county = row(clerk, '西湖区')
  assert.match(await county.innerText(), /西湖区\s+28\s+1 \/ 12/)
  assert.equal(await page.locator('.side .badge').first().innerText().then((text) => parseInt(text, 10)), 3)
  await county.getByRole('link', { name: '西湖区' }).click()
  await row(clerk, '北山街道').waitFor()
  assert.match(page.url(), /under=330106000000/)
  await page.reload()
  await row(clerk, '北山街道').waitFor()

  await page.locator('.side').getByRole('link', { name: say.conflicts }).click()
  const card = page.locator('.sheet', { hasText: '张三' })
  await card.waitFor()
  const told = await card.innerText()
  for (const text of ['情况属实', '建议复核', '北山街道', '西湖区', 'old']) assert.ok(told.includes(text), text)
  const record = await card.locator('a[href*="/records/"]').first().getAttribute('href')
  await card.locator('input[value=incoming]').check()
  await card.locator('input[value=all]').check()
  await card.locator('.why input').fill('与户主核实')
  await clerk.shot(`console-deciding-${language}`)
  await card.getByRole('button', { name: say.decide }).click()
  await clerk.see(say.none)
  assert.equal(await page.locator('.side .badge').count(), 0)

  // The decision was wrong: what stood before is put back.
  await clerk.go(record.replace(/^.*#/, ''))
  const opinion = page.locator('.values > div', { hasText: '建议复核' }).first()
  await opinion.getByRole('button').click()
  await page.locator('#put-back-reason').fill('看错了')
  await clerk.shot(`console-put-back-${language}`)
  await clerk.check_access('put back')
  await page.getByRole('dialog').getByRole('button', { name: say.back }).click()
  await page.locator('tbody tr').first().getByText('看错了').waitFor()
  assert.ok((await page.locator('dl.fields').innerText()).includes('建议复核'))

  await look_over_merged(clerk, say, language)

  await page.locator('.side').getByRole('link', { name: say.rank }).click()
  await clerk.go('/rank?year=2016&as_of=2016-12-31')
  const best = page.locator('tbody').first()
  assert.match(await best.innerText(), /^1\s/)
  await best.getByRole('button').click()
  await best.locator('.inside table').waitFor()
  await clerk.shot(`console-rank-${language}`)
  await best.locator('.inside a').first().click()
  const report = page.locator('main .sheet').first().locator('a[href*="/records/"]').first()
  await report.click()
  await page.locator('main dl.fields').waitFor()
  await page.goBack()
  await page.goBack()
  await best.locator('.inside table').waitFor() // what was open is open again
  await log_out(clerk, language)
}

// What merging decided by itself: two addresses, of which one stands, and a phone beside them. The other address was right.
async function look_over_merged(clerk, say, language) {
  const { page } = clerk
  await page.locator('.side').getByRole('link', { name: say.merged }).click()
  await clerk.see(say.merged, 'main h1')
  const lines = page.locator('main tbody tr')
  await lines.first().waitFor()
  assert.equal(await lines.count(), 3)
  const told = await clerk.text()
  for (const text of ['赵六', '保俶路 8 号', '保俶路 9 号', '139****9000', '138****8000', '西湖区', '北山街道']) assert.ok(told.includes(text), text)
  await clerk.shot(`console-merged-${language}`)
  await page.getByText(say.parallel, { exact: true }).first().click()
  await page.waitForFunction(() => document.querySelectorAll('main tbody tr').length === 2)
  await page.reload()
  await lines.first().waitFor()
  assert.equal(await lines.count(), 2)
  await clerk.go('/merged?kind=overwritten')
  const line = lines.filter({ hasText: '保俶路 9 号' })
  await line.locator('input.choose').check()
  await clerk.shot(`console-merged-chosen-${language}`)
  await line.getByRole('button').click()
  await page.locator('#put-back-reason').fill('与户主核实')
  await clerk.shot(`console-merged-put-back-${language}`)
  await clerk.check_access('put back what was merged')
  await page.getByRole('dialog').getByRole('button', { name: say.back }).click()
  await line.getByText(say.restored, { exact: true }).waitFor()
  assert.equal(await line.locator('input.choose').count(), 0)
  await line.getByRole('link', { name: '赵六' }).click()
  await page.locator('main dl.fields').waitFor()
  await page.locator('tbody tr').first().getByText('与户主核实').waitFor()
  assert.ok((await page.locator('dl.fields').innerText()).includes('保俶路 9 号'))
}
