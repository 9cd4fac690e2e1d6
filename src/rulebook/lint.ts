/**
 * What no rule book may hold, whoever wrote it. These limits stand in code and not
 * in a pack, so that a pack cannot lift them: no measure without an article, none
 * against a person, nothing that a grade or an alert sets going, no record of what
 * the law does not let be recorded.
 */
import { type Day, isDay } from '../codes/day.ts'
import type { Finding } from '../terms/finding.ts'
import type { Dated, List, PublicityLine, RuleBook, Trigger } from './book.ts'
import type { Item } from './catalogue.ts'
import { mayBeLeftOut, neededFields } from './complete.ts'
import { readWindowFields } from './publicity.ts'

export function finding(check: string, place: string, zh: string, en: string, value?: string): Finding {
  return { check, severity: 'error', field: place, value, says: { zh, en } }
}

/** What `lintRules` says, by id. `docs/checks.md` lists it. */
export const lintChecks: Record<string, [zh: string, en: string]> = {
  'article-missing': ['没有写明条款', 'names no article'],
  'person-target': ['对象只能是组织，不能是自然人', 'may only be aimed at organisations, never at a person'],
  contagion: ['不得连带关联企业', 'may not reach related organisations'],
  'versions-overlap': ['生效期间重叠', 'is in force twice on one day'],
  'versions-gap': ['版本之间有空档', 'leaves days between two versions'],
  'day-wrong': ['生效日期有误', 'has days that are none, or an end before its beginning'],
  'code-unknown': ['引用了不存在的代码', 'refers to something that is not in the book'],
  'item-outside-catalogue': [
    '不在全国公共信用信息基础目录之内，也没有地方性法规依据',
    'is outside the national catalogue and names no local regulation',
  ],
  'item-forbidden': ['属于不得作为信用记录的事项', 'is of those that may not be a credit record'],
  'item-about-persons': ['是关于自然人的信息', 'is about natural persons'],
  'person-field-kept': ['个人信息字段必须不予保存', 'is a field about a person and must be dropped'],
  'person-field-used': [
    '个人信息字段不得用作主键、识别号码或者任何其他用途',
    'builds a key, a number or another part on a field about a person',
  ],
  'person-numbers-missing': [
    '相对人本人的证件号码栏须列为识别自然人的栏目',
    "does not name the column of the counterpart's own identity number, by which persons are refused",
  ],
  'detail-not-authorised': [
    '社保、公用事业、纳税明细只能经授权查询，不得作为公开的失信记录',
    'is detail of social insurance, utilities or tax: by authorisation only, never an adverse record',
  ],
  'measure-not-run': [
    '本平台不执行这一项措施（全国清单第2至6、13、14项）',
    'is a measure that this platform does not run',
  ],
  'incentive-incomplete': [
    '激励措施须写明公布的文件、提供单位和截止日期',
    'needs a published document, an offering body and an end date',
  ],
  'depends-on-grade': ['不得以评分、等级、预警或者关注为条件', 'may not depend on a score, grade, alert or watch'],
  'trigger-unknown': ['触发条件只能是名单或者记录', 'may be triggered only by a list entry or a record'],
  'trigger-missing': ['没有触发条件', 'says nothing that triggers it'],
  'matter-about-persons': [
    '核查事项和查询目的只能涉及组织，不得涉及任职、职称、升学、户籍、个人信贷、出境、福利等',
    'concerns persons: appointment, title, schooling, household, personal credit, exit, welfare or the like',
  ],
  'parts-wrong': ['引用了目录项中没有的字段', 'names a field that the item has not'],
  'threshold-order': ['较大数额高于巨额', 'has a larger fine above a very large one'],
  'period-too-long': [
    '公示期超过五年上限，或者行政处罚没有截止日',
    'is shown for longer than the five years that any law allows, or a penalty without end',
  ],
  'code-needed': ['代码表缺少平台据以把关的取值', 'lacks a value by which this platform refuses rows or sets windows'],
  'assertion-limit': [
    '限值不合理：比例须在 0 与 1 之间，倍数须大于 1',
    'has a limit that makes no sense: a share lies between 0 and 1, a number of times above 1',
  ],
  'profile-waives': [
    '历史数据口径不得免除识别主体和文书、保护权利或者决定公示长短的要素',
    'lets a record lack what tells whose it is and by which document, what protects its subject, or how long it is shown',
  ],
  'profile-idle': [
    '历史数据口径没有免除任何要素，或者该目录项没有决定日期',
    'lets nothing be missing, or is of an item without a day of decision',
  ],
  'repair-gate': [
    '修复不得以缴费、报告、培训、考试、第三方服务为条件',
    'makes a fee, a report, a training, an examination or a bought service a condition of a repair',
  ],
  'list-of-courts': [
    '人民法院认定的名单不能在本平台认定',
    'is determined by courts, and cannot be by a procedure of this platform',
  ],
  'list-here-incomplete': [
    '在本平台认定的名单须写明列入情形及其条款、认定层级、认定部门和期限',
    'is determined here and lacks criteria with an article, the level, the bodies that may, or its term',
  ],
  'period-order': ['最短公示期长于最长公示期', 'has a minimum above its maximum'],
}

const targetWords =
  /自然人|个人|公民|法定代表人|负责人|责任人员|董事|监事|高级管理人员|高管|股东|实际控制人|合伙人|从业人员|经营者本人|natural person|individual|legal representative|responsible person|person in charge|principal|director|shareholder|controller|executive|partner/i
const contagionWords =
  /关联企业|关联公司|母公司|子公司|同一地址|同一法定代表人|担保人|affiliate|parent compan|subsidiar|same address|guarantor/i
const gradeWords =
  /评分|得分|分值|信用分|积分|信用等级|评级|评价结果|综合评价|预警|关注名单|重点关注|观察名单|\bscor(?:e|es|ed|ing)\b|\bgrades?\b|\bratings?\b|\brank(?:ing|ed)?\b|\balerts?\b|\bwatch(?:es|list|ed)?\b/i
const forbiddenWords =
  /信访|上访|拆迁|征地|闯红灯|养犬|遛狗|物业费|物业管理费|物业服务费|垃圾分类|献血|广场舞|petition|demolition|jaywalk|dog.?keeping|dogs?\b|property.{0,12}fee|blood donation/i
const detailWords =
  /社会保险|社保|公积金|水费|电费|燃气费|水电气|供暖费|热费|公用事业|纳税(?!人)|缴税|税款|税收明细|social (?:insurance|security)|utilit|water (?:bill|fee)|electricity|gas (?:bill|fee)|tax (?:detail|payment|return)|housing fund/i
const personFieldWords =
  /法定代表人|身份证|证件号|证件类型|姓名|负责人|从业人员|联系人|手机|联系电话|实际控制人|股东|董事|legal representative|identity (?:card|document|number)|person in charge|telephone/i
const personMatterWords =
  /任免|任职|任用|录用|录取|招录|聘用|招聘|求职|晋升|提拔|政审|职称|职级|评聘|入学|升学|复学|学籍|招生|入职|户籍|落户|户口|个人信用|个人征信|个人贷款|个人信贷|消费信贷|住房贷款|出境|出国|出入境|护照|签证|低保|救助|福利|养老金|保障房|公租房|婚姻|appointment|recruit|hiring|promotion|professional title|school|enrol|student|household|hukou|personal (?:credit|loan)|consumer (?:credit|loan)|\bexit\b|passport|visa\b|welfare|benefits?\b|pension|public housing|marriage/i

const gateWords =
  /收费|费用|付费|缴费|有偿|培训|学习班|考试|考核合格|信用报告|第三方|服务机构|\bfees?\b|\bpay(?:ment|s)?\b|\bcharges?\b|training|course|\bexam|credit report|third.part|agenc(?:y|ies)/i

const runByThisPlatform = [1, 7, 8, 9, 10, 11, 12]
const namesArticle = /第[零〇一二三四五六七八九十百千0-9]+条|\bart(?:icle|\.)\s*\d+/i

/** Everything wrong with a book. Nothing returned means nothing wrong. */
export function lintRules(book: RuleBook): Finding[] {
  const findings: Finding[] = []
  const say = (check: string, place: string, value?: string) => {
    const [zh, en] = lintChecks[check]!
    findings.push(finding(check, place, zh, en, value))
  }

  lintDays(book, say)
  lintNeededCodes(book, say)
  lintItems(book, say)
  lintPublicity(book, say)
  lintLists(book, say)
  lintMeasures(book, say)
  lintIncentives(book, say)
  lintMatters(book, say)
  lintRepairs(book, say)
  lintThresholds(book, say)
  lintAssertions(book, say)
  return findings
}

type Say = (check: string, place: string, value?: string) => void

function lintDays(book: RuleBook, say: Say): void {
  const byId = <V extends Dated & { id: string }>(shelf: readonly V[]) => Map.groupBy(shelf, (one) => one.id)
  const shelves: [string, Map<string, Dated[]>, boolean][] = [
    ['catalogue', byId(book.items), true],
    ['code-list', byId(book.codeLists), true],
    ['classes', byId(book.classes), true],
    // One regime after the other: no decision falls between two, or under both. Of the rules for what is not
    // adverse the newest that has a line for the item decides, so a deployer's stand beside the national ones.
    ['publicity', Map.groupBy(book.publicity, (rules) => (rules.serves ? rules.id : 'regimes')), true],
    ['list', byId(book.lists), false],
    ['measures', byId(book.measures), false],
    ['incentives', byId(book.incentives), false],
    ['purposes', byId(book.purposes), false],
    ['matters', byId(book.matters), false],
    [
      'deadlines',
      Map.groupBy(book.deadlines, ({ id, region = '', authorities = [] }) => [id, region, ...authorities].join('/')),
      false,
    ],
    ['repair', byId(book.repairs), true],
    ['assertions', byId(book.assertions), false],
    ['reporting', byId(book.reporting), false],
    ['choices', byId(book.choices), false],
    ['regions', Map.groupBy(book.regions, (region) => region.code), false],
    ['thresholds', Map.groupBy(book.thresholds, (line) => `${line.region}/${line.sector ?? 'all'}`), false],
  ]
  for (const [kind, groups, isGapless] of shelves) {
    for (const [id, versions] of groups) lintVersions(`${kind}/${id}`, versions, isGapless, say)
  }
}

function lintVersions(place: string, versions: readonly Dated[], isGapless: boolean, say: Say): void {
  for (const { from, until } of versions) {
    if (!isDay(from) || (until !== undefined && (!isDay(until) || until <= from))) {
      say('day-wrong', place, `${from}..${until ?? ''}`)
    }
  }
  const sorted = [...versions].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
  let reached: Day | undefined = sorted[0]?.until
  for (const version of sorted.slice(1)) {
    if (reached === undefined || version.from < reached) say('versions-overlap', place, version.from)
    else if (isGapless && version.from > reached) say('versions-gap', place, `${reached}..${version.from}`)
    reached = version.until
  }
}

/** Values that the code itself decides by: a list without them would let through what is to be refused. */
const neededCodes: Record<string, string[]> = {
  'counterpart-category': ['organisation', 'sole-proprietor', 'natural-person'],
  'penalty-procedure': ['simple', 'ordinary'],
  severity: ['minor', 'general', 'serious'],
}

function lintNeededCodes(book: RuleBook, say: Say): void {
  for (const list of book.codeLists) {
    for (const code of neededCodes[list.id] ?? []) {
      if (!list.values.some((value) => value.code === code)) say('code-needed', `code-list/${list.id}`, code)
    }
  }
}

function lintItems(book: RuleBook, say: Say): void {
  for (const item of book.items) {
    const place = `catalogue/${item.id}`
    const name = `${item.id} ${item.zh} ${item.en}`
    const isNational = item.category !== undefined && item.category >= 1 && item.category <= 13
    if (!isNational && !item.localRegulation?.trim()) say('item-outside-catalogue', place, String(item.category ?? ''))
    if (item.category === 4 || /自然人|个人|natural person|individual/i.test(name)) say('item-about-persons', place)
    if (forbiddenWords.test(name)) say('item-forbidden', place, item.zh)
    if (detailWords.test(name) && (item.isAdverse || item.openness !== 'authorised')) {
      say('detail-not-authorised', place, item.zh)
    }
    const fields = new Set(item.fields.map((field) => field.id))
    if (fields.size < item.fields.length) say('parts-wrong', place, 'fields')
    const { identifiers, personNumbers = [], ...parts } = item.parts
    for (const id of [...Object.values(parts), ...Object.keys(identifiers), ...personNumbers, ...item.key]) {
      if (!fields.has(id)) say('parts-wrong', place, id)
    }
    for (const part of item.shownOnlyWith ?? []) if (item.parts[part] === undefined) say('parts-wrong', place, part)
    lintHistoric(book, item, say)
    const { notOpenWhen } = item
    const closing = notOpenWhen && codesOfField(book, item, notOpenWhen.field)
    for (const code of notOpenWhen?.is ?? []) if (!closing!.has(code)) say('code-unknown', place, code)
    const states = codesOfField(book, item, item.parts.state)
    for (const state of item.endedStates ?? []) if (!states.has(state)) say('code-unknown', place, state)
    for (const { mustIf } of item.fields) {
      const codes = mustIf && codesOfField(book, item, mustIf.field)
      for (const code of mustIf?.is ?? []) if (!codes!.has(code)) say('code-unknown', `${place}/${mustIf!.field}`, code)
    }
    const persons = new Set(item.fields.filter((field) => field.person !== undefined).map((field) => field.id))
    for (const id of [...Object.values(parts), ...Object.keys(identifiers), ...item.key]) {
      if (persons.has(id)) say('person-field-used', place, id)
    }
    for (const field of item.fields) {
      const isOwnNumber = field.person === 'identity' && /号码|证号|number/.test(`${field.zh} ${field.en}`)
      const isOfRepresentative = /法定代表人|负责人|representative/.test(`${field.zh} ${field.en}`)
      if (isOwnNumber && !isOfRepresentative && !personNumbers.includes(field.id)) {
        say('person-numbers-missing', place, field.id)
      }
    }
    for (const field of item.fields) {
      const label = [field.zh, field.en, ...field.aliases].join(' ')
      const isRepresentative =
        item.id === 'registration' &&
        field.person === 'representative' &&
        /法定代表人|负责人|representative/.test(label)
      const isPersonal = field.person !== undefined || personFieldWords.test(label)
      if (isPersonal && !isRepresentative && field.group !== 'dropped') say('person-field-kept', `${place}/${field.id}`)
      if (forbiddenWords.test(label)) say('item-forbidden', `${place}/${field.id}`, field.zh)
      if (detailWords.test(label) && item.isAdverse) say('detail-not-authorised', `${place}/${field.id}`, field.zh)
      const needsList = field.type === 'choice' || field.type === 'choices'
      if (needsList ? !book.codeLists.some((list) => list.id === field.list) : field.list !== undefined) {
        say('code-unknown', `${place}/${field.id}`, field.list)
      }
    }
  }
}

function lintHistoric(book: RuleBook, item: Item, say: Say): void {
  const historic = item.profiles?.historic
  if (historic === undefined) return
  const place = `catalogue/${item.id}/historic`
  if (!isDay(historic.before)) say('day-wrong', place, historic.before)
  const known = new Set(neededFields(item).map((field) => field.id))
  for (const id of historic.needs) if (!known.has(id)) say('parts-wrong', place, id)
  const left = mayBeLeftOut(item, historic)
  if (left.length === 0 || item.parts.decidedOn === undefined) say('profile-idle', place)
  const always = neverLeftOut(book, item)
  for (const { id } of left) if (always.has(id)) say('profile-waives', place, id)
}

/**
 * What no record can be without, however old: by which its subject, its document and
 * its day are known; by which a person is told from an organisation (rights 1, 2); who
 * decided, and of what is adverse on which basis (rights 7, 10); and by which it is told
 * how long it is shown, so that nobody is shown longer for what is missing.
 */
function neverLeftOut(book: RuleBook, item: Item): Set<string | undefined> {
  const { name, code, category, document, decidedOn, authority, legalBasis, list } = item.parts
  const { class: klass, procedure, validUntil, year, endedOn, state } = item.parts
  const { exact, present } = readWindowFields(book, item)
  return new Set([
    ...[name, code, category, document, decidedOn, authority, list, ...item.key],
    ...(item.isAdverse ? [legalBasis] : []),
    ...[klass, procedure, validUntil, year, endedOn, state, ...exact, ...present],
  ])
}

/** Local laws end disclosure five years after the act (Shandong art. 38, Henan art. 19, Shanghai art. 35). */
const longestMonths = 60

function lintPublicity(book: RuleBook, say: Say): void {
  // A stored window names the version that decided: no two may have one name.
  const versions = new Set<string>()
  for (const { id, version } of book.publicity) {
    if (versions.has(version)) say('versions-overlap', `publicity/${id}`, version)
    versions.add(version)
  }
  for (const rules of book.publicity) {
    for (const line of rules.lines) {
      const { when, show, shared, ifNeeded } = line
      const place = `publicity/${rules.id}/${line.id}`
      const items = book.items.filter((item) => item.id === when.item)
      if (items.length === 0) say('code-unknown', place, when.item)
      for (const item of items) {
        const kinds = codesOfField(book, item, item.parts.kinds)
        for (const kind of when.onlyKinds ?? []) if (!kinds.has(kind)) say('code-unknown', place, kind)
        for (const [field, stated] of Object.entries(when.fields ?? {})) {
          const codes = codesOfField(book, item, field)
          for (const code of stated) if (!codes.has(code)) say('code-unknown', place, `${field} ${code}`)
        }
      }
      if (typeof show === 'object' && 'maximumMonths' in show && (show.minimumMonths ?? 0) > show.maximumMonths) {
        say('period-order', place)
      }
      const isAdverse = items.some((item) => item.isAdverse)
      const months = Math.max(...[show, shared, ifNeeded].map(monthsOf))
      // A list entry may be shown until its authority removes it; nothing else that is adverse without an end.
      const isEndless =
        isAdverse && (rules.serves === 'standing' || (isStanding(show) && !items.every((item) => item.parts.list)))
      if (isEndless || (isAdverse && isStanding(shared)) || months > longestMonths) {
        say('period-too-long', place, isEndless ? 'while-it-stands' : String(months))
      }
    }
  }
  const kinds = codesOf(book, 'penalty-kind')
  for (const rules of book.classes) {
    for (const line of rules.lines) if (!kinds.has(line.kind)) say('code-unknown', `classes/${rules.id}`, line.kind)
  }
}

const isStanding = (show: unknown): boolean => show === 'while-it-stands' || show === 'until-its-term'

function monthsOf(show: PublicityLine['show'] | PublicityLine['ifNeeded'] | PublicityLine['shared']): number {
  return typeof show === 'object' && 'maximumMonths' in show ? show.maximumMonths : 0
}

function lintLists(book: RuleBook, say: Say): void {
  for (const list of book.lists) {
    const place = `list/${list.id}`
    const regulation = list.localRegulation?.trim() ? [list.localRegulation] : []
    if (![...list.articles, ...regulation].some((article) => namesArticle.test(article))) say('article-missing', place)
    if (list.target !== 'organisation') say('person-target', place, list.target)
    lintWords(place, `${list.condition ?? ''} ${list.listing.zh} ${list.listing.en}`, say)
    if (gradeWords.test(`${list.id} ${list.zh} ${list.en}`)) say('depends-on-grade', place, list.zh)
    lintTriggers(book, place, list.triggeredBy ?? [], say)
    lintDetermination(book, list, say)
  }
}

/** A list whose entries are determined here: by what, by whom, for how long. */
function lintDetermination(book: RuleBook, list: List, say: Say): void {
  const place = `list/${list.id}`
  const { criteria = [], term, earlyExit, soleProprietors } = list
  if (list.procedure === 'here') {
    if (list.onlyThrough === 'court') say('list-of-courts', place)
    const lacks = [
      ...(criteria.length === 0 ? ['criteria'] : []),
      ...(list.level === undefined ? ['level'] : []),
      ...(list.channel.length === 0 ? ['channel'] : []),
      ...(term === undefined ? ['term'] : []),
    ]
    for (const lacking of lacks) say('list-here-incomplete', place, lacking)
  }
  if (new Set(criteria.map(({ id }) => id)).size < criteria.length) say('versions-overlap', place, 'criteria')
  for (const criterion of criteria) {
    if (!namesArticle.test(criterion.article)) say('article-missing', `${place}/${criterion.id}`)
    lintWords(`${place}/${criterion.id}`, `${criterion.zh} ${criterion.en}`, say)
    for (const { item, kinds = [] } of criterion.restsOn ?? []) {
      // What rests on anything but a concluded adverse decision rests on nothing (rights 7).
      if (!book.items.some((one) => one.id === item && one.isAdverse)) say('trigger-unknown', place, item)
      const known = codesOf(book, 'penalty-kind')
      for (const kind of kinds) if (!known.has(kind)) say('code-unknown', place, kind)
    }
  }
  if (soleProprietors !== undefined && !namesArticle.test(soleProprietors.article)) say('article-missing', place)
  if (term === undefined) return
  const most = 'months' in term ? term.months : term.mostMonths
  if ('mostMonths' in term && term.leastMonths > term.mostMonths) say('period-order', place)
  if (most > 60) say('period-too-long', place, String(most))
  if (earlyExit !== undefined && earlyExit.afterMonths >= most) say('period-order', `${place}/earlyExit`)
}

function lintMeasures(book: RuleBook, say: Say): void {
  for (const measure of book.measures) {
    const place = `measures/${measure.id}`
    if (!measure.articles.some((article) => namesArticle.test(article))) say('article-missing', place)
    if (measure.target !== 'organisation') say('person-target', place, measure.target)
    if (!runByThisPlatform.includes(measure.number)) say('measure-not-run', place, String(measure.number))
    if (measure.triggeredBy?.length) lintTriggers(book, place, measure.triggeredBy, say)
    else say('trigger-missing', place)
    lintWords(place, `${measure.id} ${measure.zh} ${measure.en} ${measure.condition ?? ''}`, say)
    for (const matter of measure.matters) if (!hasId(book.matters, matter)) say('code-unknown', place, matter)
  }
}

function lintIncentives(book: RuleBook, say: Say): void {
  for (const incentive of book.incentives) {
    const place = `incentives/${incentive.id}`
    if (!incentive.document?.trim() || !incentive.offeredBy || incentive.until === undefined) {
      say('incentive-incomplete', place)
    }
    if (incentive.target !== 'organisation') say('person-target', place, incentive.target)
    lintTriggers(book, place, incentive.eligibility ?? [], say)
    lintWords(place, `${incentive.id} ${incentive.zh} ${incentive.en} ${incentive.condition ?? ''}`, say)
    for (const matter of incentive.matters) if (!hasId(book.matters, matter)) say('code-unknown', place, matter)
  }
}

/** A repair is free: nothing that is bought, attended or passed stands between an organisation and it. */
function lintRepairs(book: RuleBook, say: Say): void {
  for (const rules of book.repairs) {
    const place = `repair/${rules.id}/${rules.version}`
    for (const said of [
      rules.window,
      ...(rules.windowOf ?? []),
      ...(rules.pledge ? [rules.pledge] : []),
      ...rules.conditions,
      ...rules.papers,
      ...rules.lines,
    ]) {
      if (gateWords.test(`${said.zh} ${said.en}`)) say('repair-gate', place, said.zh)
    }
    const items = [
      ...rules.lines.map(({ when }) => when.item),
      ...[...rules.conditions, ...rules.papers].flatMap((one) => one.items ?? []),
    ]
    for (const id of items) if (!book.items.some((item) => item.id === id)) say('code-unknown', place, id)
    for (const { when } of rules.lines) {
      for (const id of when.lists ?? []) if (!book.lists.some((list) => list.id === id)) say('code-unknown', place, id)
    }
  }
}

function lintMatters(book: RuleBook, say: Say): void {
  for (const purpose of book.purposes) lintConcern(`purposes/${purpose.id}`, purpose, say)
  for (const matter of book.matters) {
    const place = `matters/${matter.id}`
    lintConcern(place, matter, say)
    for (const purpose of matter.purposes) if (!hasId(book.purposes, purpose)) say('code-unknown', place, purpose)
  }
}

function lintConcern(place: string, one: { id: string; zh: string; en: string; concerns: string }, say: Say): void {
  const name = `${one.id.replaceAll('-', ' ')} ${one.zh} ${one.en}`
  if (one.concerns !== 'organisation') say('matter-about-persons', place, one.concerns)
  else if (personMatterWords.test(name)) say('matter-about-persons', place, one.zh)
}

function lintThresholds(book: RuleBook, say: Say): void {
  for (const line of book.thresholds) {
    const place = `thresholds/${line.id}`
    if (!hasRegion(book, line.region)) say('code-unknown', place, line.region)
    if (Number(line.largerFrom) > Number(line.veryLargeFrom)) say('threshold-order', place)
  }
  for (const region of book.regions) {
    if (region.parent && !hasRegion(book, region.parent)) say('code-unknown', `regions/${region.code}`, region.parent)
  }
}

/** Words that would bring in by the text what the fields do not let in. */
function lintWords(place: string, text: string, say: Say): void {
  const person = targetWords.exec(text)
  if (person) say('person-target', place, person[0])
  const related = contagionWords.exec(text)
  if (related) say('contagion', place, related[0])
  const grade = gradeWords.exec(text)
  if (grade) say('depends-on-grade', place, grade[0])
}

const triggerKeys = ['list', 'item', 'kinds', 'classes', 'under', 'withinMonths']

function lintTriggers(book: RuleBook, place: string, triggers: readonly Trigger[], say: Say): void {
  for (const trigger of triggers) {
    for (const key of Object.keys(trigger)) {
      if (triggerKeys.includes(key)) continue
      say(gradeWords.test(key.replaceAll(/[-_]/g, ' ')) ? 'depends-on-grade' : 'trigger-unknown', place, key)
    }
    const { list, item, kinds } = trigger
    if ((list === undefined) === (item === undefined)) say('trigger-unknown', place, JSON.stringify(trigger))
    for (const name of [list, item]) {
      if (typeof name === 'string' && gradeWords.test(name.replaceAll(/[-_]/g, ' ')))
        say('depends-on-grade', place, name)
    }
    if (list !== undefined && !hasId(book.lists, list)) say('code-unknown', place, list)
    if (item !== undefined && !hasItem(book, item)) say('code-unknown', place, item)
    const known = codesOf(book, 'penalty-kind')
    for (const kind of kinds ?? []) if (!known.has(kind)) say('code-unknown', place, kind)
  }
}

const hasId = (shelf: readonly { id: string }[], id: string): boolean => shelf.some((one) => one.id === id)
const hasItem = (book: RuleBook, id: string): boolean => hasId(book.items, id)

function codesOf(book: RuleBook, list: string): Set<string> {
  return new Set(book.codeLists.filter((one) => one.id === list).flatMap((one) => one.values.map((v) => v.code)))
}

function codesOfField(book: RuleBook, item: Item, id: string | undefined): Set<string> {
  const list = item.fields.find((field) => field.id === id)?.list
  return list === undefined ? new Set() : codesOf(book, list)
}

/** In a pack of regions, or in the national table that stands beside the packs. */
function hasRegion(book: RuleBook, code: string): boolean {
  if (book.regions.some((region) => region.code === code)) return true
  return book.packs.some((pack) => pack.name.includes('regions/') && pack.text.includes(`\n${code},`))
}

function lintAssertions(book: RuleBook, say: Say): void {
  for (const line of book.assertions) {
    const place = `assertions/${line.id}`
    for (const item of line.items ?? []) if (!hasItem(book, item)) say('code-unknown', place, item)
    const isTimes = line.kind === 'volume-above' || line.kind === 'volume-below'
    if (isTimes ? line.limit <= 1 : line.limit < 0 || line.limit > 1) say('assertion-limit', place, String(line.limit))
    if (line.kind === 'field-empty' && (line.leastUsual ?? 1) <= line.limit) {
      say('assertion-limit', place, String(line.leastUsual))
    }
  }
  for (const line of book.reporting) {
    for (const item of line.items ?? []) if (!hasItem(book, item)) say('code-unknown', `reporting/${line.id}`, item)
  }
}
