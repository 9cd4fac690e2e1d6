import { certaintyWords } from '../ui/words.ts'
import { itemPath } from './catalogue.tsx'
import { Zh } from './parts.tsx'
import type { PublicityRegime, RuleLine, RulesPart, RulesProps, Says } from './props.ts'
import type { Site } from './site.ts'

const partNames: Record<RulesPart, Says> = {
  publicity: { zh: '公示多久', en: 'How long it is shown' },
  measures: { zh: '惩戒措施', en: 'Measures' },
  lists: { zh: '严重失信主体名单', en: 'Lists of serious offenders' },
  deadlines: { zh: '办理期限', en: 'Deadlines' },
  uses: { zh: '应用事项与用途', en: 'Matters and purposes' },
}
const parts = Object.keys(partNames) as RulesPart[]

export const rulesPath = (part: RulesPart): string => (part === 'publicity' ? '/rules' : `/rules/${part}`)

export function rulesTitle(site: Site, { part, words }: RulesProps): string {
  const { t } = site
  if (words !== '') return t(`规则中的“${words}”`, `"${words}" in the rules`)
  return part === 'publicity' ? t('现行规则', 'Rules in force') : `${t(partNames[part])} · ${t('规则', 'Rules')}`
}

export function Rules({ site, props }: { site: Site; props: RulesProps }) {
  const { t } = site
  const { day, today, part, words } = props
  const isToday = day === today
  const kept = { day: isToday ? undefined : day }
  return (
    <div className="wide stack rules">
      <div className="reading-width">
        <h1>
          {words === ''
            ? isToday
              ? t('现行规则', 'Rules in force')
              : t(`${site.day(day)}的规则`, `The rules of ${site.day(day)}`)
            : rulesTitle(site, props)}
        </h1>
        <p className="lead">
          {t(
            `平台收什么、公示多久，不由程序决定，由法规决定。下面是 ${site.day(day)} 有效的规则，每一行都写明出处。`,
            `What is collected and how long it is shown is decided by law, not by software. These are the rules in force on ${site.day(day)}, each with its source.`,
          )}
        </p>
      </div>
      <search>
        <form className="search rules-search" action="/rules" method="get">
          <div className="filter-fields">
            <div>
              <label htmlFor="words">{t('规则里的词', 'Words in the rules')}</label>
              <input id="words" name="q" type="search" defaultValue={words} maxLength={60} autoComplete="off" />
            </div>
            <div>
              <label htmlFor="day">{t('哪一天的规则', 'As of which day')}</label>
              <input id="day" name="day" type="date" defaultValue={day} />
            </div>
            <div className="go">
              {site.language === 'en' && <input type="hidden" name="lang" value="en" />}
              <button type="submit">{t('查找', 'Find')}</button>
            </div>
          </div>
        </form>
      </search>
      {!isToday && (
        <div className="notice" role="note">
          <h2>
            {day < today
              ? t('这不是今天的规则', 'These are not the rules of today')
              : t('这些规则到那一天才有效', 'These rules are those of a coming day')}
          </h2>
          <p>
            <a href={site.href(rulesPath(part), words === '' ? {} : { q: words })}>
              {t('看今天的规则', 'See the rules of today')}
            </a>
          </p>
        </div>
      )}
      <nav className="contents" aria-label={t('规则的各部分', 'Parts of the rules')}>
        <ul>
          {parts.map((one) => (
            <li key={one}>
              <a
                href={site.href(rulesPath(one), kept)}
                aria-current={words === '' && one === part ? 'page' : undefined}
              >
                {t(partNames[one])}
              </a>
            </li>
          ))}
          <li>
            <a href={site.href('/catalogue')}>{t('收哪些信息', 'What is collected')}</a>
          </li>
        </ul>
      </nav>
      {props.found ? (
        <Found site={site} props={props} />
      ) : part === 'publicity' ? (
        <Publicity site={site} props={props} />
      ) : (
        <Part site={site} props={props} />
      )}
      {words === '' && part === 'publicity' && <Packs site={site} props={props} />}
    </div>
  )
}

function Publicity({ site, props }: { site: Site; props: RulesProps }) {
  const { t } = site
  return (
    <>
      <section aria-labelledby="publicity">
        <h2 id="publicity">{t(partNames.publicity)}</h2>
        <p className="reading-width">
          {t(
            '公示期从作出决定之日起算，首日不计入，到期当日 24 时自动停止，不需要申请。法律、行政法规另有规定的，从其规定。',
            'The period runs from the day of the decision, that day not counted, and ends by itself at 24:00 of its last day; nobody has to ask. Where a law or administrative regulation says otherwise, it prevails.',
          )}
        </p>
        {props.transition && <p className="reading-width">{t(props.transition)}</p>}
        {props.regimes.length === 0 && (
          <p className="hint">{t('那一天还没有这里收录的规则。', 'No rules of that day are kept here.')}</p>
        )}
        {props.regimes.map((regime) => (
          <Regime key={regime.id} site={site} regime={regime} />
        ))}
      </section>

      <section aria-labelledby="changes">
        <h2 id="changes">{t('将要发生的变化', 'What is going to change')}</h2>
        {props.changes.length === 0 ? (
          <p className="hint">
            {t('规则簿中没有以后生效或者失效的规则。', 'No rule in the book begins or ends after that day.')}
          </p>
        ) : (
          <ul className="kinds">
            {props.changes.map((change) => (
              <li key={`${change.day} ${change.what.zh} ${change.begins}`}>
                <span>{site.heading(change.what)}</span>
                <span className="count">
                  {change.begins
                    ? t(`${site.day(change.day)}起有效`, `from ${site.day(change.day)}`)
                    : t(`${site.day(change.day)}起失效`, `ends on ${site.day(change.day)}`)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>

      <section aria-labelledby="catalogue">
        <h2 id="catalogue">{t('收哪些信息', 'What is collected')}</h2>
        <p className="reading-width">
          {t(
            '目录之外的信息不收。每一项的字段、填写要求、依据、公示期和报送模板见目录：',
            'Nothing outside the catalogue is taken. Fields, what they take, basis, periods and blank sheets stand with each item:',
          )}
        </p>
        <ul className="kinds">
          {props.items.map((item) => (
            <li key={item.id}>
              <a href={site.href(itemPath(item.id))}>{site.heading(item)}</a>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

function Part({ site, props }: { site: Site; props: RulesProps }) {
  const { t } = site
  const { part, lines } = props
  const says: Record<RulesPart, Says> = {
    publicity: { zh: '', en: '' },
    measures: {
      zh: '只有列入清单的措施可以采取，并且只能由写明的机关、因写明的事由采取。平台只告知，不替机关作决定。',
      en: 'Only measures of the national list may be taken, by the authority and for the reason named here. The platform tells; it decides nothing.',
    },
    lists: {
      zh: '设列名单须有法律、行政法规或者国家文件的依据。平台只从认定机关的渠道接收，只有认定机关能够移出。',
      en: 'A list needs a basis in law or in a national document. Entries are taken through the authority that determines them, and only that authority ends them.',
    },
    deadlines: {
      zh: '工作日按国务院公布的放假安排计算。',
      en: 'Working days follow the calendar that the State Council publishes.',
    },
    uses: {
      zh: '查阅未公示的信息，必须为清单内的事项和用途，并留下案号。清单之外的一律拒绝。',
      en: 'What is not public is read for a matter and purpose of this list, with a case number. All else is refused.',
    },
  }
  return (
    <section aria-labelledby={part}>
      <h2 id={part}>
        {t(partNames[part])} <span className="count">{lines.length}</span>
      </h2>
      <p className="reading-width">{t(says[part])}</p>
      {lines.length === 0 ? (
        <p className="hint">{t('那一天没有这一类规则。', 'There is no such rule on that day.')}</p>
      ) : (
        <ul className="rule-lines">
          {lines.map((line) => (
            <Line key={line.id} site={site} line={line} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Found({ site, props }: { site: Site; props: RulesProps }) {
  const { t } = site
  const found = props.found ?? []
  if (found.length === 0) {
    return (
      <div className="notice">
        <h2>{t('没有找到', 'Nothing was found')}</h2>
        <p>
          {t(
            '换一个词，或者少写一个词：规则的名称、条文号、机关名称都可以查找。',
            'Try another word, or one less: names of rules, numbers of articles and authorities can be found.',
          )}
        </p>
      </div>
    )
  }
  return (
    <section aria-labelledby="found">
      <h2 id="found">
        {t('找到的规则', 'Rules that were found')} <span className="count">{found.length}</span>
      </h2>
      <ul className="rule-lines">
        {found.map(({ part, line }) => (
          <Line
            key={line.id}
            site={site}
            line={line}
            href={`${site.href(rulesPath(part), { day: props.day === props.today ? undefined : props.day })}#${line.id}`}
          />
        ))}
      </ul>
    </section>
  )
}

function Line({ site, line, href }: { site: Site; line: RuleLine; href?: string }) {
  const { t } = site
  return (
    <li id={href === undefined ? line.id : undefined}>
      <p className="what">
        {href === undefined ? site.heading(line.what) : <a href={href}>{site.heading(line.what)}</a>}
      </p>
      <dl className="rule-facts">
        {line.facts
          .filter(([, value]) => value.zh !== '')
          .map(([term, value]) => (
            <div key={term.zh}>
              <dt>{site.heading(term)}</dt>
              <dd>{site.heading(value)}</dd>
            </div>
          ))}
      </dl>
      <Basis site={site} article={line.article} certainty={t(certaintyWords(line.certainty))} />
    </li>
  )
}

function Basis({ site, article, certainty }: { site: Site; article: string; certainty: string }) {
  return (
    <p className="hint">
      <Zh site={site}>{article}</Zh>
      {site.t(`（${certainty}）`, ` (${certainty})`)}
    </p>
  )
}

function Packs({ site, props }: { site: Site; props: RulesProps }) {
  const { t } = site
  return (
    <section aria-labelledby="packs">
      <h2 id="packs">{t('规则簿与摘要', 'Packs and digests')}</h2>
      <p className="reading-width">
        {t(
          '规则以文件形式随平台发布。摘要（SHA-256）写在每一页的页脚：规则动过一个字，摘要就会变。',
          'The rules are files that come with the platform. Their digest (SHA-256) stands at the foot of every page: it changes with a single character.',
        )}
      </p>
      {site.data.rulesDigest && (
        <p className="reading-width">
          {t('整本：', 'All together: ')}
          <span className="digest">{site.data.rulesDigest}</span>
        </p>
      )}
      <details>
        <summary>{t(`全部 ${props.packs.length} 份规则文件`, `All ${props.packs.length} packs`)}</summary>
        <ul className="packs">
          {props.packs.map((pack) => (
            <li key={pack.name}>
              <span>{pack.name}</span> <span className="digest">{pack.digest.slice(0, 16)}</span>
            </li>
          ))}
        </ul>
      </details>
    </section>
  )
}

function Regime({ site, regime }: { site: Site; regime: PublicityRegime }) {
  const { t } = site
  const id = `regime-${regime.id}`
  return (
    <section className="regime" aria-labelledby={id}>
      <h3 id={id}>{site.heading(regime.name)}</h3>
      <p className="hint">
        {regime.isStanding
          ? t('不论何时作出', 'Whenever it was decided')
          : regime.until
            ? t(
                `${site.day(regime.from)}起、${site.day(regime.until)}前作出的决定`,
                `Decisions from ${site.day(regime.from)}, before ${site.day(regime.until)}`,
              )
            : t(`${site.day(regime.from)}起作出的决定`, `Decisions from ${site.day(regime.from)}`)}
        {t('。依据：', '. Basis: ')}
        <Zh site={site}>{t(regime.basis)}</Zh>
      </p>
      <ul className="rule-lines">
        {regime.lines.map((line) => (
          <li key={line.id} id={line.anchor}>
            <p className="what">{site.heading(line.what)}</p>
            <p className="period">{site.heading(line.period)}</p>
            <Basis site={site} article={line.article} certainty={t(certaintyWords(line.certainty))} />
          </li>
        ))}
      </ul>
    </section>
  )
}
