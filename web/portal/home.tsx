import { legalDay } from '../ui/dates.ts'
import { Balance } from '../ui/mark.tsx'
import { kindWords } from '../ui/words.ts'
import { SearchForm, Zh } from './parts.tsx'
import type { HomeProps } from './props.ts'
import type { Site } from './site.ts'
import { organisationPath } from './site.ts'

export function Home({ site, props }: { site: Site; props: HomeProps }) {
  const { t } = site
  return (
    <>
      <div className="hero">
        <Balance />
        <div className="wide">
          <h1>{t('查一家单位的公共信用档案', 'Look up the public credit file of an organisation')}</h1>
          <p className="lead">
            {t(
              '登记注册、行政许可、行政处罚：由哪个部门、依据哪份文书、公示到哪一天，一页看清。免费，不用登录。',
              'Registration, permits, penalties: which authority stated it, in which document, and until which day it is shown. Free, without an account.',
            )}
          </p>
          <SearchForm site={site} isLarge />
          {props.examples && props.examples.length > 0 && (
            <p className="examples">
              {t('例如：', 'For example: ')}
              {props.examples.map((example) => (
                <a key={example.code} href={site.href(organisationPath(example.code))}>
                  <Zh site={site}>{example.name}</Zh>
                </a>
              ))}
            </p>
          )}
        </div>
      </div>

      <div className="wide stack">
        <Figures site={site} />

        <section aria-labelledby="shown">
          <h2 id="shown">{t('这里公示什么', 'What is shown here')}</h2>
          <ul className="columns">
            <li>
              <h3>{t('登记注册', 'Registration')}</h3>
              <p>
                {t(
                  '单位的名称、代码、类别、状态，现在的和曾用的。登记存续，公示就在。',
                  'Name, code, kind and state of an organisation, now and before. Shown as long as the registration stands.',
                )}
              </p>
            </li>
            <li>
              <h3>{t('行政许可', 'Permits')}</h3>
              <p>
                {t(
                  '准许做什么、凭哪份文书、有效到何时。许可到期，公示结束。',
                  'What is permitted, by which document, and until when. When the permit ends, so does its publication.',
                )}
              </p>
            </li>
            <li>
              <h3>{t('行政处罚', 'Penalties')}</h3>
              <p>
                {t(
                  '只收普通程序作出的决定，轻微的原则上不公示，其余从决定之日起公示，到期自动停止。',
                  'Only decisions under ordinary procedure. Minor ones are as a rule not shown; the others are shown from the day of the decision and end by themselves.',
                )}
              </p>
            </li>
          </ul>
          <p>
            <a href={site.href('/rules')}>
              {t(
                '每类信息收什么、公示多久，见现行规则',
                'What is collected and how long it is shown: the rules in force',
              )}
            </a>
          </p>
        </section>

        <div className="pair">
          <section className="card" aria-labelledby="wrong">
            <h2 id="wrong">{t('信息有误，可以提出异议', 'Something is wrong: object')}</h2>
            <p>
              {t(
                '记录张冠李戴、内容有误、公示超期，都可以向平台或作出决定的部门提出。查实即改，并说明结果。',
                'A record that belongs to someone else, is wrong or is shown too long can be contested with this platform or with the authority that decided. What proves wrong is corrected, and you are told.',
              )}
            </p>
            <p>
              <a href={site.href('/guides/objection')}>{t('怎样提出异议', 'How to object')}</a>
            </p>
          </section>
          <section className="card" aria-labelledby="corrected">
            <h2 id="corrected">{t('已经改正，可以申请修复', 'It has been put right: ask for repair')}</h2>
            <p>
              {t(
                '履行了义务、过了最短公示期、作出信用承诺，就可以向作出决定的部门申请提前停止公示。本平台不收费，也不设培训等门槛。',
                'Once the duty is performed, the shortest period is over and a commitment is made, the authority that decided can be asked to end publication early. This platform takes no fee and asks for no training.',
              )}
            </p>
            <p>
              <a href={site.href('/guides/repair')}>{t('怎样申请修复', 'How to ask for repair')}</a>
            </p>
          </section>
        </div>

        {props.kinds.length > 0 && (
          <section aria-labelledby="kinds">
            <h2 id="kinds">{t('哪些单位有档案', 'Which organisations have a file')}</h2>
            <ul className="kinds">
              {props.kinds.map(({ kind, count }) => (
                <li key={kind}>
                  <span>{t(kindWords(kind))}</span>
                  <span className="count">{site.number(count)}</span>
                </li>
              ))}
            </ul>
            <p className="hint">
              {t(
                '个体工商户只能凭完整的 18 位代码查询，经营者的姓名一律隐去。',
                'A sole proprietor is found by the full 18-character code only; the name of the owner is always masked.',
              )}
            </p>
          </section>
        )}

        <section className="principle" aria-labelledby="persons">
          <h2 id="persons">{t('个人没有信用档案', 'Persons have no file')}</h2>
          <p>
            {t(
              '信衡只记录单位，不为任何自然人建档、评分、列名单。这不是一个开关：送来的个人数据会被拒收，不留存。信用惩戒落到个人，会波及就业、出行和生计，一条错误的记录就足以伤人；公共信用的职责在于看清单位是否守法履约，用不着给人打分。',
              'Xinheng records organisations. It keeps no file, no score and no list on any natural person, and that is not a setting: data about persons is refused and not kept. A measure that falls on a person reaches their work, travel and living, and one wrong record is enough to do harm. To see whether an organisation keeps the law and its word, nobody has to be scored.',
            )}
          </p>
          <p>
            <a href={site.href('/about#persons')}>{t('平台不做什么', 'What this platform does not do')}</a>
          </p>
        </section>
      </div>
    </>
  )
}

function Figures({ site }: { site: Site }) {
  const { t, data } = site
  const latest = data.sources
    .map((s) => s.lastData)
    .filter((d) => d !== undefined)
    .sort()
    .at(-1)
  const figures: [string, string | undefined][] = [
    [t('单位', 'Organisations'), data.organisations === undefined ? undefined : site.number(data.organisations)],
    [t('记录', 'Records'), data.records === undefined ? undefined : site.number(data.records)],
    [t('信源单位', 'Sources'), data.sources.length > 0 ? site.number(data.sources.length) : undefined],
    [t('最近一次报送', 'Last data received'), latest && site.day(legalDay(latest))],
  ]
  const known = figures.filter(([, value]) => value !== undefined)
  if (known.length === 0) return null
  return (
    <dl className="figures" aria-label={t('数据概况', 'The data at a glance')}>
      {known.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
