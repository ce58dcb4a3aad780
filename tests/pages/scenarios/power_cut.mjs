// The program is killed while a form is filled in.
export default async function (clerk, ask, { record }) {
  await clerk.go(`/records/${record}/edit`)
  await clerk.page.locator('[data-field="phone"]').getByText('更改').click()
  await clerk.field('phone').fill('13800000009')
  await clerk.field('survey_opinion').fill('建议复核')
  await clerk.see('草稿已自动保存')
  clerk.expected.push(/^error/, /ERR_CONNECTION/)
  const { link } = await ask('kill_server')
  clerk.settings.link = link
  await clerk.open(link)
  await clerk.see('张三')
  await clerk.shot('work-draft')
  await clerk.go(`/records/${record}/edit`)
  await clerk.see('已恢复上次没保存的内容')
  await clerk.shot('entry-restored')
  // Reloading loses nothing either.
  await clerk.page.reload()
  await clerk.see('已恢复上次没保存的内容')
  await clerk.button('保存').click()
  await clerk.see('建议复核', '.fields')
}
