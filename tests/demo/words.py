"""Every text of the story: key → (Chinese, English)."""

TEXTS = {
    # Frame
    "title": ("民政同步 · 演示", "Minsync: the demo"),
    "intro": (
        "这里用一台电脑演一遍完整的工作：市民政局、一个区、两个街道，各有各的数据。街道没有网络时照常填报，网络一通，自动与区里、"
        "市里合到一起，一条不丢，一条不重。演示中运行的都是正式程序。\n"
        "区划和全市目标是真实、公开的；家庭、人员、灾情和各区县的数字都是编造的，标为「示例数据」。",
        "One computer plays a whole working day: the city's civil affairs bureau, one district and two of its townships "
        "(streets), each with its own data. Townships go on entering records while there is no line; when it comes "
        "back, everything is merged with the district and the bureau, nothing lost and nothing doubled. These are the "
        "real programs.\n"
        "Divisions and the city's targets are real and public. Households, persons, the disaster and all figures of "
        "single counties are invented and marked as sample data.",
    ),
    "step": ("第 {n} 步  {title}", "Step {n}  {title}"),
    "yes": ("一致 ✓", "equal ✓"),
    "sample": ("示例数据", "sample data"),
    "seconds": ("{n} 秒", "{n} s"),
    "city": ("杭州市民政局", "Hangzhou bureau"),
    "county": ("西湖区", "Xihu District"),
    "town_a": ("北山街道", "Beishan Street"),
    "town_b": ("西溪街道", "Xixi Street"),
    "office": ("单位", "office"),
    "what": ("内容", "what"),
    "households": ("低保家庭（户）", "households"),
    "members": ("家庭成员（人）", "members"),
    "working": ("（正在进行……）", "(working…)"),

    # 1
    "hub.title": ("市民政局的服务器启动", "The bureau's hub starts"),
    "hub.about": (
        "市局的服务器汇总全市数据。外面的电脑只能从一个加密的入口进来，不合规矩的访问在入口就被挡住。",
        "The hub collects the records of the whole city. Computers outside reach it through one encrypted entrance "
        "(its front), which turns away what does not belong.",
    ),
    "hub.address": ("入口地址", "address"),
    "hub.code": ("区划代码", "code"),
    "hub.units": ("管辖（区、县 / 乡镇、街道）", "counties / townships"),

    # 2
    "enrol.title": ("区和街道的电脑登记入网", "A district and two townships enrol"),
    "enrol.about": (
        "市局给每台电脑一个登记码。电脑凭码登记到自己的单位，此后只能填报和查看本单位范围内的数据。登记码只能用一次：捡到别人用过的码，"
        "也进不来。",
        "The bureau hands each computer a code. With it the computer belongs to its office and from then on enters and "
        "sees that office's records only. A code works once: whoever finds a used one does not get in.",
    ),
    "enrol.result": ("登记结果", "result"),
    "enrol.sees": ("看得到的范围", "sees"),
    "enrol.done": ("已登记", "enrolled"),
    "enrol.all_of": ("{unit}的全部街道、镇", "all townships of {unit}"),
    "enrol.only": ("只有{unit}", "{unit} only"),
    "enrol.stranger": ("拿旧码的另一台电脑", "a computer with a used code"),
    "enrol.refused": ("被拒绝", "refused"),
    "enrol.nothing": ("什么也看不到", "nothing"),

    # 3
    "offline.title": ("网络断了，街道照常填报", "The line is down; the townships go on"),
    "offline.about": (
        "现在市局的服务器真的停了，街道连不上。两个街道各从电子表格导入 1,000 户低保家庭和他们的成员（{sample}）；随后北山街道遇上暴雨"
        "内涝，报了初报。每一条都先存在街道自己的电脑上，关机、断电也不会丢，网络通了再上传。",
        "The hub is really stopped now. Each township imports 1,000 dibao households and their members from "
        "spreadsheets ({sample}); then a rainstorm floods part of Beishan and its first disaster report is entered. "
        "Everything is kept on the township's own computer, safe from power cuts, until the line is back.",
    ),
    "offline.imported": ("已导入{what}", "imported: {what}"),
    "offline.report": ("灾害事件和灾情初报（件）", "disaster event and first report"),
    "offline.took": ("导入用时", "time of the import"),
    "offline.stored": ("本机已存（条）", "records kept here"),
    "offline.waiting": ("等待上传（条）", "waiting to be sent"),
    "offline.tried": ("这时点「同步」", "a sync now"),
    "offline.no_line": ("连不上，数据都在", "no line; all is kept"),
    "offline.told": ("程序的提示：{text}", "The program says: {text}"),

    "disaster.name": ("北山街道暴雨内涝（示例）", "Rainstorm at Beishan (sample)"),
    "disaster.place": ("北山街道沿山河一带（示例）", "along Yanshan River (sample)"),
    "disaster.needs": ("帐篷、饮用水（示例）", "tents, drinking water (sample)"),

    # 4
    "online.title": ("网络恢复，自动补传，灾情优先", "The line is back; the disaster goes first"),
    "online.about": (
        "市局的服务器恢复，两个街道开始同步。灾情初报虽然最后才填，却排在 2,000 户低保家庭前面，最先到市局：救灾不等人。",
        "The hub is back and both townships sync. The disaster report was entered last, yet it reaches the bureau "
        "before 2,000 households do: relief cannot wait.",
    ),
    "online.syncing": ("{unit}正在同步……", "{unit} is syncing…"),
    "online.sent": ("上传（条）", "records sent"),
    "online.file": ("原表格大小", "size as CSV"),
    "online.bytes": ("实际发出", "sent over the line"),
    "online.received": ("收回", "received"),
    "online.seconds": ("用时", "time"),
    "online.order": ("北山街道上传的数据，市局按这个次序收到：", "What Beishan sent reached the bureau in this order:"),
    "online.place": ("次序", "place"),
    "online.kind": ("内容", "what"),
    "online.event": ("灾害事件", "disaster event"),
    "online.report": ("灾情初报：转移安置 {n} 人", "first disaster report: {n} persons evacuated"),
    "online.rest": ("低保家庭和成员", "households and members"),
    "online.range": ("第 {a} 至 {b}", "{a} to {b}"),
    "online.nth": ("第 {a}", "{a}"),

    # 5
    "arrived.title": ("区里、市里都收齐了", "The district and the bureau have everything"),
    "arrived.about": (
        "西湖区同步一次，就有了两个街道的全部数据，可以审核。下面逐一清点：街道填了多少，区里、市里就应有多少。",
        "Xihu District syncs once and has all records of both townships, ready for review. Counted one by one: what "
        "the townships entered is what the district and the bureau must have.",
    ),
    "arrived.entered": ("两个街道共填报", "entered by both"),
    "arrived.at": ("{unit}收到", "{unit} has"),
    "arrived.check": ("核对", "check"),

    "form.dibao_household": ("低保家庭（户）", "households"),
    "form.dibao_member": ("家庭成员（人）", "members"),
    "form.disaster_event": ("灾害事件（件）", "disaster event"),
    "form.disaster_report": ("灾情初报（份）", "first report"),

    # 6
    "merge.title": ("街道和区里同时改了同一户", "Township and district edit the same household at once"),
    "merge.about": (
        "网络又断了。户主{name}这一户（{sample}），北山街道在改，西湖区也在改，谁也看不到谁。网络恢复后两边先后同步。一般的系统是后传的"
        "盖掉先传的，先填的人白干。这里逐项合并：改的不是同一项，都算数；改了同一项，按事先定好的规矩办，两边填的值都留着。",
        "The line is down again. The household of {name} ({sample}) is edited at Beishan Street and at Xihu District, "
        "neither seeing the other. Then both sync. Commonly the later upload replaces the earlier one and somebody's "
        "work is gone. Here fields are merged one by one: different fields all count; for the same field a rule agreed "
        "beforehand decides, and both values are kept.",
    ),
    "merge.field": ("项目", "field"),
    "merge.town": ("街道填的", "township entered"),
    "merge.county": ("区里填的", "district entered"),
    "merge.now": ("现在的值", "what stands now"),
    "merge.became": ("怎么办的", "what became of it"),
    "merge.untouched": ("（没动）", "(untouched)"),
    "merge.phone": ("联系电话", "phone"),
    "merge.address": ("家庭住址", "address"),
    "merge.survey_opinion": ("入户调查意见", "survey opinion"),
    "merge.worker": ("经办人", "worker"),
    "merge.aid_items_given": ("已发放物资件数", "aid items given"),
    "merge.cause": ("致困原因", "causes of hardship"),
    "merge.only_one": ("只有一处改，照改", "edited at one place: taken"),
    "merge.in_review": ("意见不同：都留着，等市局定", "they differ: both kept, the bureau decides"),
    "merge.overwritten": ("后填的为准；先填的列出来，可以恢复", "the later stands; the earlier is listed, can be put back"),
    "merge.summed": ("两处发的加在一起，不会少算", "what both gave out is added up"),
    "merge.united": ("两处各加的都在", "what both added is there"),
    "merge.sum_side": ("又发 {n} 件", "{n} more given"),
    "merge.sum_now": ("{now}（原 {a}，加 {x}，加 {y}）", "{now} ({a} + {x} + {y})"),
    "merge.union_side": ("加上「{option}」", "adds {option}"),
    "merge.nothing_else": (
        "市局、区里、街道三处看到的都是这个样子。两处改的 {edits} 项，没有一项不见了。",
        "The bureau, the district and the township all see exactly this. Of the {edits} values entered, none is gone.",
    ),
    "merge.back": (
        "经办人本来应是街道填的「{value}」。街道在「被覆盖」的清单里把它恢复，写明理由「{reason}」，再同步一次：",
        "The worker should have been '{value}' as the township entered it. The township puts it back from the list of "
        "overwritten values, with the reason '{reason}', and syncs again:",
    ),
    "merge.reason": ("本户由街道经办", "the township handles this household"),
    "merge.before": ("恢复前", "before"),
    "merge.after": ("恢复后", "after"),
    "merge.town_phone": ("13800000002", "13800000002"),
    "merge.county_address": ("曙光社区 8-101 室", "8-101 Shuguang"),
    "merge.town_opinion": ("情况属实，可以保障", "as stated; support it"),
    "merge.county_opinion": ("收入偏高，建议复核", "income high; check again"),
    "merge.town_worker": ("陈晓（街道）", "Chen (township)"),
    "merge.county_worker": ("周立（区局）", "Zhou (district)"),
    "option.illness": ("因病", "illness"),
    "option.disability": ("因残", "disability"),
    "option.study": ("因学", "study"),
    "option.accident": ("意外事故", "accident"),
    "option.unemployment": ("失业", "unemployment"),
    "option.other": ("其他", "other"),
    "list.colon": ("\uff1a", ": "),
    "list.both": (" / ", " / "),
    "list.comma": ("、", ", "),

    # 7
    "decide.title": ("看回执，市局拍板", "Receipts, and the bureau's decision"),
    "decide.about": (
        "每一笔上传，市局都有回执，收到没有、采用没有，一看便知。刚才那一户，北山街道先上传，西湖区后上传，当时得到的回执是：",
        "The hub answers every edit: whether it arrived and what became of it. For the household above, Beishan's upload came first and Xihu's second; they were told:",
    ),
    "decide.answer": ("回执", "answer"),
    "decide.officer": (
        "调查意见还悬着。市局业务处室把两个意见放在一起看，作出决定，写明理由；决定和理由跟着这一户一直留着，两边同步后都看得到。",
        "The survey opinion is still open. An officer of the bureau sees both values side by side and decides, with a "
        "reason that stays with the household; both offices have it with their next sync.",
    ),
    "decide.base": ("原来的意见", "before both edits"),
    "decide.side": ("{unit}的意见", "by {unit}"),
    "decide.kept": ("市局决定采用", "the bureau keeps"),
    "decide.reason_label": ("理由", "reason"),
    "decide.reason": ("经查该户月收入有变化，按区里意见复核", "the income has changed; check again as the district says"),
    "decide.seen": ("{unit}现在看到", "{unit} now sees"),
    "decide.open": ("还没处理的冲突（件）", "conflicts still open"),

    "decide.fields": ("项目", "fields"),
    "decide.item": ("事项", "what"),
    "decide.text": ("内容", "text"),
    "outcome.applied": ("已采用", "taken"),
    "outcome.parallel": ("已采用（同时别处改了别的项目）", "taken, beside edits from elsewhere"),
    "outcome.overwritten": ("被后填的盖过，已留底，可恢复", "overwritten by a later value, kept"),
    "outcome.in_review": ("两处不同，都留着，等决定", "differs; both kept until decided"),

    # 8
    "equal.title": ("逐处对账：数据完全一样", "Are all places the same?"),
    "equal.about": (
        "把一处的全部数据算成一个「校验码」，差一个字，码就不同。市局按各单位的范围算，各单位算自己的，两个码必须一样。",
        "All records of a place make one check code; a single different character changes it. The hub computes it for "
        "each office's scope, the office for what it holds: the two must be equal.",
    ),
    "equal.hub": ("市局的校验码", "at the hub"),
    "equal.own": ("本单位的校验码", "at the office"),
    "equal.waiting": ("待上传", "waiting"),

    # 9
    "cost.title": ("走了多少流量", "How much went over the line"),
    "cost.about": (
        "街道的网络慢、按流量收费，所以只传改动的内容，并且压缩。没有改动时同步，一个来回就够。",
        "Townships have slow, metered lines: only what changed travels, compressed. Where nothing changed, one short "
        "round trip is all.",
    ),
    "cost.record": ("平均每条", "per record"),
    "cost.slow": ("64K 老线路约需", "on a 64 kbit/s line, about"),
    "cost.trips": ("往返（次）", "round trips"),
    "cost.total": ("收发合计", "both ways"),
    "cost.first": ("{unit}首次上传 {n} 条", "{unit}, first upload, {n} records"),
    "cost.county": ("{unit}首次下载 {n} 条", "{unit}, first download, {n} records"),
    "cost.edit": ("{unit}改一户的 {n} 项", "{unit}, {n} fields of a household"),
    "cost.nothing": ("{unit}没有改动", "{unit}, nothing changed"),
    "cost.note": (
        "线路用时按流量推算，不含线路等候。",
        "The time on the slow line is computed from the bytes; its latency comes on top.",
    ),

    # 10
    "target.title": ("全年目标：完成多少，谁先谁后", "The year's targets: how far, and who leads"),
    "target.about": (
        "市局把 2016 年度绩效考核目标（公开文件：{source}）导入系统。公布的完成率一律是 100 %；系统按目标和结果另算「未封顶完成率」，超额"
        "多少一目了然，两个数并排放着，互不替代。★ 为民办实事项目。",
        "The bureau imports its targets of 2016 (published: {source}). The published rate is 100 % throughout; "
        "the raw rate is computed from target and result and stands beside it. ★ marks the year's projects for the "
        "people. Names stand in Chinese.",
    ),
    "target.source": ("2016 年度市民政局绩效考核目标完成情况公示，2017-01-10", "Hangzhou bureau, results of 2016, 2017-01-10"),
    "target.number": ("序号", "no."),
    "target.name": ("考核内容及指标", "item and indicator"),
    "target.target": ("目标", "target"),
    "target.value": ("完成", "result"),
    "target.raw": ("未封顶完成率", "raw rate"),
    "target.published": ("公布完成率", "published"),
    "target.deeds": ("办成 {n} 件事", "deeds: {n}"),
    "target.deeds_done": ("办成 {n} 件", "done: {n}"),
    "target.note": (
        "「办成」只算公开文件里提到的：第 {items} 行各有一件事，公开文件没有单独交代结果。",
        "'Done' counts what the source mentions: of rows {items}, it does not tell the result of one deed each.",
    ),
    "unit.家": ("家", "places"),
    "unit.张": ("张", "beds"),
    "unit.人": ("人", "persons"),
    "unit.个": ("个", "places"),
    "unit.%": ("%", "%"),
    "rank.about": (
        "【{sample}】公开文件没有各区、县（市）的数字。下面的分解目标、完成数和名次都是按规则编造的，只用来演示排名怎么算，与任何区、县"
        "（市）的实际工作无关。区划按 2016 年：还有下城区、江干区，没有临平区、钱塘区。",
        "[{sample}] The source has no figures of counties. Their targets, results and ranks are made up by a rule, to "
        "show how a ranking comes about; they say nothing about any county's work. Counties are those of 2016.",
    ),
    "rank.place": ("名次（{sample}）", "rank ({sample})"),
    "rank.county": ("区、县（市）", "county"),
    "rank.base": ("基本分", "points"),
    "rank.bonus": ("超额加分", "bonus"),
    "rank.deduction": ("未报扣分", "deduction"),
    "rank.total": ("总分", "total"),

    # 11
    "end.title": ("接下来", "How to go on"),
    "end.once": (
        "演示到此结束，每一步都与讲的一致。服务器已停，临时数据已清除。想自己动手：./run demo（不加 --once），服务器会一直开着。",
        "That was the story; every step did what it tells. The hub is stopped and the temporary data removed. To try "
        "things by hand: ./run demo without --once; the hub then stays up.",
    ),
    "end.once_kept": (
        "演示到此结束，每一步都与讲的一致。服务器已停，数据留在 {folder}。",
        "That was the story; every step did what it tells. The hub is stopped; the data is in {folder}.",
    ),
    "end.pages": (
        "演示到此结束，每一步都与讲的一致。服务器还开着，两个单位的页面也开着；链接用一次，在浏览器里打开：",
        "That was the story; every step did what it tells. The hub stays up, and so do the pages of two offices; each link "
        "opens its page once, in a browser:",
    ),
    "end.console": (
        "市局的页面也开着。证书是市局自己签的，浏览器会提醒一次，这里选继续；第一次登录要改密码，管理员还要绑定手机验证码：",
        "So is the bureau's page. The hub signs its own certificate, of which a browser warns once: go on here. At the first "
        "log-in everybody sets a password of their own, and administrators set up codes from a phone as well:",
    ),
    "end.console_address": ("市局页面", "the bureau's page"),
    "end.log_in": ("用户名", "log-in name"),
    "end.password": ("首次密码", "first password"),
    "end.role": ("角色", "role"),
    "role.bureau_reviewer": ("市局审核员", "bureau reviewer"),
    "role.publisher": ("发布员", "publisher"),
    "role.system_admin": ("系统管理员", "system administrator"),
    "role.security_admin": ("安全管理员", "security administrator"),
    "role.audit_admin": ("审计管理员", "audit administrator"),
    "end.stays": ("也可以另开一个窗口用命令试：", "Or by commands, in another window:"),
    "end.address": ("市局入口", "the hub"),
    "end.folder": ("数据目录", "data folder"),
    "end.try_show": ("看那一户的全部修改经过", "the household's whole history"),
    "end.try_edit": ("在北山街道改它的电话，再同步", "change its phone at Beishan, then sync"),
    "end.try_status": ("看西湖区电脑的状况", "how things stand at Xihu District"),
    "end.stop": ("按 Ctrl-C 结束，临时数据随之清除。", "Ctrl-C ends it and removes the temporary data."),
    "end.stop_kept": ("按 Ctrl-C 结束，数据留在原处。", "Ctrl-C ends it; the data stays."),
    "end.bye": ("已结束，服务器已停。", "Ended; the hub is stopped."),

    # When something goes wrong
    "fail.step": ("演示停在第 {n} 步（{title}）。", "The demo stopped at step {n} ({title})."),
    "fail.expected": ("应当：{text}", "expected: {text}"),
    "fail.got": ("实际：{text}", "what came: {text}"),
    "fail.command": ("命令：{text}", "command: {text}"),
    "fail.exit": ("退出码 {text}", "exit {text}"),
    "fail.message": ("程序的话：", "the program's message:"),
    "fail.nothing_left": ("已停止启动过的全部程序。", "Everything that was started has been stopped."),
    "fail.programs": ("缺少程序：{text}。请先运行 ./run build", "missing: {text}. Run first: ./run build"),
    "fail.folder": ("目录 {text} 里已有东西，请换一个空目录", "the folder {text} is not empty; name another"),
    "fail.interrupted": ("演示被中断，已停止启动过的全部程序。", "The demo was interrupted; all it started has been stopped."),
    "expect.complete": ("一次同步就收齐", "one sync brings everything"),
    "expect.receipt": ("{unit}的修改有回执", "{unit} has an answer to its edit"),
    "expect.equal": ("{what}是 {expected}", "{what} is {expected}"),
    "expect.refused": ("用过的登记码被拒绝", "a used code is refused"),
    "expect.first": ("灾情最先到市局", "the disaster arrives first"),
    "expect.kept": ("两个值都留着", "both values are kept"),
    "expect.listed": ("被盖过的值列在清单里", "the overwritten value is listed"),
    "expect.digest": ("{unit}与市局的数据完全一样", "{unit} holds what the hub holds"),
    "expect.small": ("没有改动时只有一个来回，不超过 600 字节", "no change: one round trip, at most 600 bytes"),
    "expect.rows": ("有 10 行目标、13 个区县的排名", "10 rows of targets, 13 counties ranked"),
    "expect.sample": ("区县排名标为示例数据", "the ranking is marked as sample data"),
}

LANGUAGES = ("zh", "en")


class Words:
    def __init__(self, lang):
        self.lang = lang
        self.index = LANGUAGES.index(lang)

    def __call__(self, key, **values):
        return TEXTS[key][self.index].format(**values)
