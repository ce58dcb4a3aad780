// Several clerks share a computer.
import assert from 'node:assert/strict'

const WORDS = {
  zh: { locked: '民政同步已锁定', work: '工作台', kept: '草稿已自动保存', lock: /锁定/, back: '已恢复上次没保存的内容' },
  en: { locked: 'Minsync is locked', work: 'Work list', kept: 'Draft kept at', lock: /Lock/, back: 'What had not been saved is back' },
}

export default async function (clerk, ask, { record, language }) {
  const say = WORDS[language]
  clerk.expected.push(/^40[03] \/api\/unlock/, /^423 /)
  await clerk.read_in(language)
  await clerk.see(say.locked, 'h1')
  await clerk.check_access('lock')
  await clerk.page.locator('#lock-pin').fill('000001')
  await clerk.page.keyboard.press('Enter')
  await clerk.page.locator('#lock-fault:not(:empty)').waitFor()
  await clerk.shot(`lock-${language}`)
  await clerk.page.locator('#lock-pin').fill('190283')
  await clerk.page.keyboard.press('Enter')
  await clerk.see(say.work, 'h1')
  await clerk.go(`/records/${record}/edit`)
  await clerk.field('survey_opinion').fill('没有保存的话')
  await clerk.see(say.kept)
  await clerk.page.getByRole('button', { name: say.lock }).click()
  await clerk.see(say.locked, 'h1')
  assert.doesNotMatch(await clerk.page.content(), /没有保存的话|情况属实/)
  await clerk.page.locator('#lock-pin').fill('190283')
  await clerk.page.keyboard.press('Enter')
  await clerk.see(say.back)
  assert.equal(await clerk.field('survey_opinion').inputValue(), '没有保存的话')
}
