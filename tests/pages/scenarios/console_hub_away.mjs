// The hub goes away while a reviewer works: each screen says so and what to do, what he typed stays, and once the hub is
// there again he goes on where he was.
import assert from 'node:assert/strict'
import { entered, log_in, row } from '../reviewer.mjs'

const WORDS = {
  zh: { again: '重试', decide: '决定', away: /没有回应/ },
  en: { again: 'Try again', decide: 'Decide', away: /does not answer/ },
}

export default async function (clerk, ask, { language, password, record }) {
  const say = WORDS[language]
  const { page } = clerk
  if (language === 'en') await clerk.button('English').click()
  await log_in(clerk, 'shenhe', password)
  await entered(clerk)
  await clerk.go('/conflicts')
  const card = page.locator('.sheet', { hasText: '张三' })
  await card.locator('input[value=incoming]').check()
  await card.locator('.why input').fill('与户主核实')

  await page.waitForLoadState('networkidle') // every screen's code has come
  await ask('hub_away')
  // The front may still answer for a hub that has gone.
  clerk.expected.push(/^50[234] \/console\/api\//, /net::ERR/)
  await card.getByRole('button', { name: say.decide }).click()
  await card.getByRole('alert').getByText(say.away).waitFor()
  assert.equal(await card.locator('.why input').inputValue(), '与户主核实')
  assert.equal(await card.locator('input[value=incoming]').isChecked(), true)
  await clerk.shot(`console-hub-away-deciding-${language}`)
  for (const [screen, address] of Object.entries({ overview: '/overview', register: '/registers/dibao_household', record: `/records/${record}`, duplicates: '/duplicates', rank: '/rank?year=2016' })) {
    await clerk.go(address)
    assert.ok(page.url().endsWith(address))
    await page.locator('main').getByText(say.away).first().waitFor()
    await clerk.button(say.again).waitFor()
    await clerk.shot(`console-hub-away-${screen}-${language}`)
  }
  await clerk.check_access('hub away')
  await clerk.go('/overview')
  await page.locator('main').getByText(say.away).first().waitFor()

  await ask('hub_back')
  await clerk.button(say.again).click()
  await row(clerk, '西湖区').waitFor()
}
