// The program is killed while a form is filled in.
const WORDS = {
  zh: { change: '更改', kept: '草稿已自动保存', back: '已恢复上次没保存的内容', save: '保存' },
  en: { change: 'Change', kept: 'Draft kept at', back: 'What had not been saved is back', save: 'Save' },
}

export default async function (clerk, ask, { record, language }) {
  const say = WORDS[language]
  await clerk.read_in(language)
  await clerk.go(`/records/${record}/edit`)
  await clerk.page.locator('[data-field="phone"]').getByText(say.change).click()
  await clerk.field('phone').fill('13800000009')
  await clerk.field('survey_opinion').fill('建议复核')
  await clerk.see(say.kept)
  clerk.expected.push(/^error/, /ERR_CONNECTION/)
  const { link } = await ask('kill_server')
  clerk.settings.link = link
  await clerk.open(link)
  await clerk.see('张三')
  await clerk.shot(`work-draft-${language}`)
  await clerk.go(`/records/${record}/edit`)
  await clerk.see(say.back)
  await clerk.shot(`entry-restored-${language}`)
  // Reloading loses nothing either.
  await clerk.page.reload()
  await clerk.see(say.back)
  await clerk.button(say.save).click()
  await clerk.see('建议复核', '.fields')
}
