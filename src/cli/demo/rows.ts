/**
 * Rows as departments send them: mostly right, and with every mistake that real
 * files have. What the maker meant stands beside each row, for tests to compare
 * with what became of it; the files themselves do not tell.
 */
import { addDays, type Day, daysBetween } from '../../codes/day.ts'
import { usccAlphabet } from '../../codes/uscc.ts'
import { type Offence, offences, type PermitKind, permits } from './acts.ts'
import { type ActField, creditCentre, type Department, demoCode, departments, serviceHall } from './departments.ts'
import type { Organisation } from './organisations.ts'
import { type Random, randomOf } from './random.ts'
import { brandFirst, brandSecond, mentionedGiven, places, strangerGiven, surnameOnes, trades } from './words.ts'

/** What a real file gets wrong, and the verdict that it must meet. */
export const mistakes = {
  'wide-digits': 'corrected',
  'blank-in-code': 'corrected',
  'small-letters': 'corrected',
  'day-in-characters': 'corrected',
  'odd-brackets': 'corrected',
  'amount-with-unit': 'corrected',
  'number-in-code-column': 'corrected',
  'person-in-text': 'corrected',
  'former-name': 'accepted-with-warnings',
  'unknown-organisation': 'accepted-with-warnings',
  'class-missing': 'accepted-with-warnings',
  'remedy-missing': 'accepted-with-warnings',
  'older-number-only': 'accepted-with-warnings',
  'formula-like': 'accepted-with-warnings',
  correction: 'accepted-with-warnings',
  twice: 'duplicate',
  'sent-again': 'duplicate',
  'check-character': 'waiting',
  'swapped-code': 'waiting',
  'other-name': 'waiting',
  'name-only': 'waiting',
  'unequal-twice': 'waiting',
  person: 'refused',
  'person-as-organisation': 'refused',
  'simple-procedure': 'refused',
  'future-day': 'refused',
  'field-empty': 'refused',
  'negative-amount': 'refused',
} as const

export type Mistake = keyof typeof mistakes

export type Cells = { [field: string]: string }

export type DemoRow = {
  cells: Cells
  mistake?: Mistake
  /** Code of the organisation that the row is truly about; none for a person. */
  meant?: string
}

/** In how many of 1,000 rows. What cannot happen to a row does not. */
const rates: Partial<Record<Mistake, number>> = {
  'wide-digits': 6,
  'blank-in-code': 4,
  'small-letters': 3,
  'day-in-characters': 4,
  'odd-brackets': 9,
  'amount-with-unit': 6,
  'number-in-code-column': 3,
  'person-in-text': 5,
  'unknown-organisation': 6,
  'older-number-only': 4,
  'formula-like': 2,
  twice: 5,
  'check-character': 5,
  'swapped-code': 4,
  'other-name': 4,
  'name-only': 2,
  'unequal-twice': 3,
  person: 4,
  'person-as-organisation': 3,
  'simple-procedure': 9,
  'future-day': 2,
  'field-empty': 3,
  'negative-amount': 1,
  'class-missing': 55,
}
const mistakeNames = Object.keys(rates) as Mistake[]

/** Areas that no table has: of those whose row it is, and of those who are only spoken of. */
export const strangersArea = '119999'
export const mentionedArea = '119998'

/** An identity number of right form whose bearer would be born in 2099: nobody has it. */
export function inventedIdentityNumber(chance: Random, area = strangersArea): string {
  const first17 = `${area}2099${String(chance.between(1, 12)).padStart(2, '0')}${String(chance.between(1, 28)).padStart(2, '0')}${String(chance.between(1, 999)).padStart(3, '0')}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((all, weight, i) => all + weight * Number(first17[i]), 0)
  return first17 + '10X98765432'[sum % 11]
}

/** A mobile number of a series that no operator has. */
const inventedMobile = (chance: Random): string => `15400${String(chance.below(1_000_000)).padStart(6, '0')}`

export const inventedPerson = (chance: Random): string => chance.pick(surnameOnes) + chance.pick(strangerGiven)

// ------------------------------------------------------------ registrations --

export function registrationRow(one: Organisation, department: Department, today: Day): DemoRow {
  return {
    meant: one.code,
    cells: {
      DJ_MC: one.name,
      DJ_SHXYM: one.code,
      DJ_CYM: one.formerNames.join('；'),
      DJ_LX: one.type,
      DJ_FDDBR: one.representative,
      DJ_CLRQ: one.foundedOn,
      DJ_HZRQ: one.foundedOn,
      DJ_ZXRQ: one.status === '注销' || one.status === '撤销' ? (one.endedOn ?? '') : '',
      DJ_ZCZB: one.capital ?? '',
      DJ_ZBBZ: one.capital ? '人民币' : '',
      DJ_JYFW: one.scope,
      DJ_ZS: one.address,
      DJ_ZSQH: one.place.code,
      DJ_HY: one.industry,
      DJ_DJJG: department.name,
      DJ_DJJGDM: department.code,
      DJ_ZT: one.status,
      DJ_GSZC: one.registrationNumber ?? '',
      DJ_ZZJG: one.organisationCode ?? '',
      DJ_ZGDW: one.supervisor ?? '',
      DJ_SJLY: department.name,
      DJ_SJLYDM: department.code,
      DJ_GXRQ: addDays(today, -5),
    },
  }
}

/** Registries are careful: few mistakes, and none that loses an organisation. */
export function registrationRows(
  all: readonly Organisation[],
  department: Department,
  today: Day,
  seed: string,
): DemoRow[] {
  const chance = randomOf(seed, `registration ${department.code}`)
  const rows: DemoRow[] = []
  for (const one of all) {
    const row = registrationRow(one, department, today)
    if (chance.chance(0.008)) spoil(row, chance.pick(['wide-digits', 'small-letters'] as const), 'DJ_SHXYM')
    rows.push(row)
    if (chance.chance(0.003)) rows.push({ ...row, mistake: 'twice' })
    if (chance.chance(0.002)) {
      const wrong: DemoRow = {
        meant: one.code,
        mistake: 'check-character',
        cells: { ...registrationRow(one, department, today).cells, DJ_SHXYM: withWrongCheck(one.code) },
      }
      rows.push(wrong)
    }
  }
  return rows
}

/** Organisations that took another name: the registry sends them again. */
export function renamedRows(all: readonly Organisation[], department: Department, today: Day): DemoRow[] {
  return all.flatMap((one): DemoRow[] => {
    if (one.laterName === undefined) return []
    const row = registrationRow(one, department, today)
    const cells = {
      ...row.cells,
      DJ_MC: one.laterName,
      DJ_CYM: [one.name, ...one.formerNames].join('；'),
      DJ_HZRQ: addDays(today, -10),
      DJ_GXRQ: addDays(today, -2),
    }
    return [{ cells, meant: one.code, mistake: 'correction' }]
  })
}

// ------------------------------------------------------- permits, penalties --

export type ActItem = 'permit' | 'penalty'

type Draft = { about: Organisation; decidedOn: Day; act: PermitKind | Offence }

/** Fields of an item that rows and mistakes speak of. */
const fieldsOf = {
  permit: {
    name: 'XK_XDR_MC',
    category: 'XK_XDR_LB',
    code: 'XK_XDR_SHXYM',
    number: 'XK_XDR_GSZC',
    document: 'XK_WSH',
    day: 'XK_JDRQ',
    person: 'XK_XDR_ZJHM',
    personKind: 'XK_XDR_ZJLX',
    text: 'BZ',
    needed: 'XK_NR',
    amount: '',
  },
  penalty: {
    name: 'CF_XDR_MC',
    category: 'CF_XDR_LB',
    code: 'CF_XDR_SHXYM',
    number: 'CF_XDR_GSZC',
    document: 'CF_WSH',
    day: 'CF_JDRQ',
    person: 'CF_XDR_ZJHM',
    personKind: 'CF_XDR_ZJLX',
    text: 'CF_SY',
    needed: 'CF_YJ',
    amount: 'CF_NR_FK',
  },
} as const

/** All rows of one department and item, the oldest decisions first. */
export function actRows(
  item: ActItem,
  department: Department,
  organisations: readonly Organisation[],
  count: number,
  today: Day,
  seed: string,
): DemoRow[] {
  const chance = randomOf(seed, `${item} ${department.code}`)
  const able = organisations.filter((one) => !isBody(one) && actsFor(item, department, one).length > 0)
  if (able.length === 0) return []
  const pool = chance.shuffled(able)
  const drafts: Draft[] = []
  for (let i = 0; i < count; i++) {
    // Penalties fall on few, and on some of them often.
    const about = item === 'penalty' ? pool[Math.floor(chance.next() ** 1.5 * pool.length)]! : chance.pick(pool)
    const span = daysBetween(about.foundedOn, latestDay(about, today))
    const back = Math.floor(chance.next() ** 1.5 * Math.min(span, item === 'penalty' ? 1150 : 2100))
    const decidedOn = addDays(latestDay(about, today), -back)
    drafts.push({ about, decidedOn, act: chance.pick(actsFor(item, department, about)) })
  }
  drafts.sort((a, b) =>
    a.decidedOn < b.decidedOn ? -1 : a.decidedOn > b.decidedOn ? 1 : a.about.code < b.about.code ? -1 : 1,
  )

  const numbers = new Map<string, number>()
  const rows: DemoRow[] = []
  for (const draft of drafts) {
    const year = draft.decidedOn.slice(0, 4)
    const number = (numbers.get(year) ?? 0) + 1
    numbers.set(year, number)
    const row: DemoRow =
      item === 'permit'
        ? permitRow(draft, draft.act as PermitKind, department, year, number, today)
        : penaltyRow(draft, draft.act as Offence, department, year, number, chance)
    rows.push(row)
    const { about } = draft
    if (about.laterName !== undefined && chance.chance(0.3)) setName(row, item, about.name, 'former-name')
    else if (about.formerNames.length > 0 && chance.chance(0.2))
      setName(row, item, about.formerNames[0]!, 'former-name')
    else {
      const mistake = mistakeFor(chance)
      if (mistake) rows.push(...make(mistake, row, item, about, pool, today, chance))
    }
  }
  return rows
}

/** The bodies that report and look are organisations too, but the demonstration is not about them. */
const bodies = new Set([...departments, creditCentre, serviceHall].map(({ code }) => code))
const isBody = ({ code }: Organisation): boolean => bodies.has(code)

function mistakeFor(chance: Random): Mistake | undefined {
  let left = chance.next() * 1000
  for (const name of mistakeNames) {
    left -= rates[name]!
    if (left < 0) return name
  }
  return undefined
}

function latestDay(one: Organisation, today: Day): Day {
  const latest = addDays(today, -4)
  return one.endedOn === undefined || one.endedOn > latest ? latest : one.endedOn
}

function actsFor(item: ActItem, department: Department, one: Organisation): readonly (PermitKind | Offence)[] {
  const key = `${item} ${department.code} ${one.pair} ${one.fields.join()} ${one.place.code}`
  let acts = known.get(key)
  if (!acts) {
    acts = []
    if (one.place.code.startsWith(department.registersIn) || department.registersIn === '99') {
      for (const field of department.fields) {
        if (field !== 'registry' && !one.fields.includes(field)) continue
        if (field === 'registry' && !department.registers.includes(one.pair)) continue
        const list: readonly (PermitKind | Offence)[] = (item === 'permit' ? permits : offences)[
          field satisfies ActField
        ]
        acts.push(...list.filter((act) => act.only === undefined || act.only === one.pair))
      }
    }
    known.set(key, acts)
  }
  return acts
}
const known = new Map<string, (PermitKind | Offence)[]>()

const nameNow = (one: Organisation): string => one.laterName ?? one.name
const categoryOf = (one: Organisation): string => (one.pair === '92' ? '个体工商户' : '法人及非法人组织')

function permitRow(
  { about, decidedOn }: Draft,
  act: PermitKind,
  department: Department,
  year: string,
  number: number,
  today: Day,
): DemoRow {
  const until = act.years === 'without-end' ? '2099-12-31' : addDays(decidedOn, Math.round(act.years * 365.25) - 1)
  return {
    meant: about.code,
    cells: {
      XK_XDR_MC: nameNow(about),
      XK_XDR_LB: categoryOf(about),
      XK_XDR_SHXYM: about.code,
      XK_XDR_GSZC: '',
      XK_FRDB: about.representative,
      XK_XKWS: act.title,
      XK_WSH: `${department.mark}许〔${year}〕${number}号`,
      XK_XKLB: act.kind,
      XK_XKZS: act.certificate,
      XK_XKBH: `${act.mark}99${year}${String(number).padStart(7, '0')}`,
      XK_NR: act.content,
      XK_JDRQ: decidedOn,
      XK_YXQZ: decidedOn,
      XK_YXQZI: until,
      XK_XKJG: department.name,
      XK_XKJGDM: department.code,
      XK_ZT: until < today ? '无效' : '有效',
      XK_LYDW: department.name,
      XK_LYDWDM: department.code,
      BZ: '',
    },
  }
}

function penaltyRow(
  { about, decidedOn }: Draft,
  act: Offence,
  department: Department,
  year: string,
  number: number,
  chance: Random,
): DemoRow {
  const fine = act.fine && chance.chance(0.95) ? amountIn(act.fine, chance) : undefined
  const kinds = fine === undefined ? act.kinds.filter((kind) => kind !== '罚款') : act.kinds
  // Where the fine was left out and nothing else is imposed, a warning is.
  const imposed = kinds.length > 0 ? kinds : ['警告']
  const gains = act.gains && imposed.includes('没收违法所得') ? amountIn(act.gains, chance) : undefined
  const says = imposed.map((kind) =>
    kind === '罚款' ? `处罚款人民币${fine}万元` : kind === '没收违法所得' ? `没收违法所得${gains}万元` : `给予${kind}`,
  )
  return {
    meant: about.code,
    cells: {
      CF_XDR_MC: nameNow(about),
      CF_XDR_LB: categoryOf(about),
      CF_XDR_SHXYM: about.code,
      CF_XDR_GSZC: '',
      CF_FRDB: about.representative,
      CF_WSH: `${department.mark}罚〔${year}〕${number}号`,
      CF_WFXW: act.conduct,
      CF_SY: `经查，该单位${act.conduct}。${act.facts}`,
      CF_YJ: act.article,
      CF_CFLB: imposed.join('；'),
      CF_NR: `${says.join('；')}。`,
      CF_NR_FK: fine ?? '',
      CF_NR_WFFF: gains ?? '',
      CF_JDRQ: decidedOn,
      CF_CFJG: department.name,
      CF_CFJGDM: department.code,
      CF_SJLY: department.name,
      CF_SJLYDM: department.code,
      CF_CFCX: '普通程序',
      CF_SXYZCD: imposed.length === 1 && imposed[0] === '警告' ? '轻微' : act.class,
      CF_YZCDRD: department.name,
      CF_XFGZRQ: decidedOn,
      BZ: '',
    },
  }
}

function amountIn([from, to]: readonly [number, number], chance: Random): string {
  const hundredths = chance.between(Math.round(from * 100), Math.round(to * 100))
  return String(hundredths / 100)
}

// ----------------------------------------------------------------- mistakes --

function setName(row: DemoRow, item: ActItem, name: string, mistake: Mistake): void {
  row.cells[fieldsOf[item].name] = name
  row.mistake = mistake
}

const wide = (text: string): string => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))

function spoil(row: DemoRow, mistake: 'wide-digits' | 'blank-in-code' | 'small-letters', field: string): void {
  const code = row.cells[field]!
  const spoilt = {
    'wide-digits': wide(code),
    'blank-in-code': `${code.slice(0, 8)} ${code.slice(8)}`,
    'small-letters': code.toLowerCase(),
  }
  row.cells[field] = spoilt[mistake]
  row.mistake = mistake
}

/** The last character wrong, as a slip of the hand makes it. */
function withWrongCheck(code: string): string {
  const at = usccAlphabet.indexOf(code.charAt(17))
  return code.slice(0, 17) + usccAlphabet[(at + 7) % 31]
}

const digitsInCharacters = '〇一二三四五六七八九'
function dayInCharacters(day: Day): string {
  const [year, month, date] = day.split('-') as [string, string, string]
  const number = (n: number) =>
    n < 10
      ? digitsInCharacters[n]!
      : `${n < 20 ? '' : digitsInCharacters[Math.floor(n / 10)]}十${n % 10 ? digitsInCharacters[n % 10] : ''}`
  return `${[...year].map((d) => digitsInCharacters[Number(d)]).join('')}年${number(Number(month))}月${number(Number(date))}日`
}

/** Changes the row, or leaves it as it is where the mistake cannot happen to it; gives what stands beside it. */
function make(
  mistake: Mistake,
  row: DemoRow,
  item: ActItem,
  about: Organisation,
  pool: readonly Organisation[],
  today: Day,
  chance: Random,
): DemoRow[] {
  const f = fieldsOf[item]
  const { cells } = row
  const set = (field: string, value: string): DemoRow[] => {
    cells[field] = value
    row.mistake = mistake
    return []
  }
  switch (mistake) {
    case 'wide-digits':
    case 'blank-in-code':
    case 'small-letters':
      spoil(row, mistake, f.code)
      return []
    case 'day-in-characters':
      return set(f.day, dayInCharacters(cells[f.day]!))
    case 'odd-brackets':
      return set(
        f.document,
        cells[f.document]!.replace('〔', chance.pick(['[', '（', '【'])).replace('〕', chance.pick([']', '）', '】'])),
      )
    case 'amount-with-unit':
      return item === 'penalty' && cells[f.amount] ? set(f.amount, `${cells[f.amount]}万元`) : []
    case 'number-in-code-column':
      return about.registrationNumber ? set(f.code, about.registrationNumber) : []
    case 'older-number-only':
      if (!about.registrationNumber) return []
      cells[f.number] = about.registrationNumber
      return set(f.code, '')
    case 'person-in-text':
      return set(
        f.text,
        `${cells[f.text]}当事人${chance.pick(surnameOnes)}${chance.pick(mentionedGiven)}，联系电话${inventedMobile(chance)}，身份证号${inventedIdentityNumber(chance, mentionedArea)}。`,
      )
    case 'formula-like':
      return set('BZ', '=见附件目录')
    case 'class-missing':
      if (item !== 'penalty') return []
      cells.CF_YZCDRD = ''
      return set('CF_SXYZCD', '')
    case 'unknown-organisation': {
      const place = chance.pick(places)
      // Four characters of brand: no registered name has that.
      const four = [
        chance.pick(brandSecond),
        chance.pick(brandFirst),
        chance.pick(brandSecond),
        chance.pick(brandFirst),
      ].join('')
      cells[f.name] = `${place.city}${four}${chance.pick(trades).word}有限公司`
      cells[f.category] = '法人及非法人组织'
      cells[f.code] = demoCode('91', place.code, 500_000 + chance.below(800_000))
      row.meant = cells[f.code]
      row.mistake = mistake
      return []
    }
    case 'check-character':
      return set(f.code, withWrongCheck(about.code))
    case 'swapped-code': {
      const other = chance.pick(pool)
      const theirs = [other.name, other.laterName, ...other.formerNames]
      return other.code === about.code || theirs.includes(cells[f.name]!) ? [] : set(f.code, other.code)
    }
    case 'other-name':
      return set(f.name, cells[f.name]!.replace(/^(示范省)?(.{3})/, '$1$2新'))
    case 'name-only':
      return set(f.code, '')
    case 'future-day':
      return set(f.day, addDays(today, chance.between(30, 300)))
    case 'field-empty':
      return set(f.needed, '')
    case 'negative-amount':
      return item === 'penalty' && cells[f.amount] ? set(f.amount, `-${cells[f.amount]}`) : []
    case 'simple-procedure':
      return item === 'penalty' ? set('CF_CFCX', '简易程序') : []
    case 'twice':
      return [{ cells: { ...cells }, meant: row.meant, mistake }]
    case 'unequal-twice': {
      const other = { ...cells }
      if (item === 'penalty') other.CF_SY = `${other.CF_SY}另查明，违法行为已于检查当日停止。`
      else other.XK_NR = `${other.XK_NR}；变更`
      row.mistake = mistake
      return [{ cells: other, meant: row.meant, mistake }]
    }
    case 'person':
    case 'person-as-organisation': {
      // Of a person there is nothing but what must not be kept.
      cells[f.name] = inventedPerson(chance)
      const number = inventedIdentityNumber(chance)
      cells[f.category] = mistake === 'person' ? '自然人' : '法人及非法人组织'
      cells[f.code] = mistake === 'person' ? '' : number
      cells[f.personKind] = '身份证'
      cells[f.person] = number
      if (item === 'penalty') {
        cells.CF_FRDB = ''
        cells.CF_SY = cells.CF_SY!.replace('该单位', cells[f.name]!)
      } else cells.XK_FRDB = ''
      delete row.meant
      row.mistake = mistake
      return []
    }
    default:
      return []
  }
}

// ------------------------------------------------------------- later files --

/** What a department sends once more: some rows as they were, some put right. */
export function laterRows(item: ActItem, sent: readonly DemoRow[], department: Department, seed: string): DemoRow[] {
  const chance = randomOf(seed, `later ${item} ${department.code}`)
  const sound = sent.filter((row) => row.mistake === undefined)
  const wanted = Math.max(1, Math.round(sent.length * 0.012))
  return chance
    .shuffled(sound)
    .slice(0, wanted)
    .map((row): DemoRow => {
      const cells = { ...row.cells }
      if (chance.chance(0.4)) return { cells, meant: row.meant, mistake: 'sent-again' }
      if (item === 'penalty') cells.CF_SY = `${cells.CF_SY}（本条为更正后的内容）`
      else cells.BZ = '更正：补充许可内容'
      return { cells, meant: row.meant, mistake: 'correction' }
    })
}
