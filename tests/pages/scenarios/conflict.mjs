// Township and county write different opinions without knowing of each other.
const WORDS = {
  zh: { up: '线路正常', pause: '暂停', resume: '继续', save: '保存', waiting: '待上传', conflicts: '冲突', other: '另一处的', decide: '决定', none: '没有冲突' },
  en: { up: 'Line is up', pause: 'Pause', resume: 'Resume', save: 'Save', waiting: 'still to be sent', conflicts: 'Conflicts', other: 'The other', decide: 'Decide', none: 'No conflicts' },
}

export default async function (clerk, ask, { record, language }) {
  const say = WORDS[language]
  await clerk.read_in(language)
  await clerk.see(say.up, '.top-bar')
  await clerk.button(say.pause).click()
  await clerk.wait_line('paused')
  await clerk.go(`/records/${record}/edit`)
  await clerk.field('survey_opinion').fill('收入偏高')
  await clerk.button(say.save).click()
  await clerk.see(say.waiting, '.page')
  await ask('county', { do: 'edit', record, fields: { survey_opinion: '建议复核', address: '保俶路 2 号' } })
  await clerk.button(say.resume).click()
  await clerk.wait_to_send(0)
  await clerk.go('/work')
  await clerk.see(say.conflicts, '.group')
  await clerk.page.locator('#work-conflicts a').first().click()
  await clerk.see('建议复核', '.conflict')
  await clerk.see('收入偏高', '.conflict')
  await clerk.page.locator('.conflict thead').getByText(say.other).click()
  await clerk.page.locator('.conflict .why input').fill('与户主核实')
  await clerk.shot(`conflict-chosen-${language}`)
  const had = await clerk.received()
  await clerk.button(say.decide).click()
  await clerk.see(say.none, 'h2')
  await clerk.wait_received(had + 1)
}
