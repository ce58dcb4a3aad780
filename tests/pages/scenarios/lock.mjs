// Several clerks share a computer.
import assert from 'node:assert/strict'

export default async function (clerk, ask, { record }) {
  clerk.expected.push(/^40[03] \/api\/unlock/, /^423 /)
  await clerk.see('民政同步已锁定', 'h1')
  await clerk.check_access('lock')
  await clerk.shot('lock')
  await clerk.page.locator('#lock-pin').fill('000001')
  await clerk.page.keyboard.press('Enter')
  await clerk.page.locator('#lock-fault:not(:empty)').waitFor()
  await clerk.page.locator('#lock-pin').fill('190283')
  await clerk.page.keyboard.press('Enter')
  await clerk.see('工作台', 'h1')
  await clerk.go(`/records/${record}/edit`)
  await clerk.field('survey_opinion').fill('没有保存的话')
  await clerk.see('草稿已自动保存')
  await clerk.page.getByRole('button', { name: /锁定/ }).click()
  await clerk.see('民政同步已锁定', 'h1')
  assert.doesNotMatch(await clerk.page.content(), /没有保存的话|情况属实/)
  await clerk.page.locator('#lock-pin').fill('190283')
  await clerk.page.keyboard.press('Enter')
  await clerk.see('已恢复上次没保存的内容')
  assert.equal(await clerk.field('survey_opinion').inputValue(), '没有保存的话')
}
