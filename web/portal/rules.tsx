import { certaintyWords } from '../ui/words.ts'
import { itemPath } from './catalogue.tsx'
import { Zh } from './parts.tsx'
import type { PublicityRegime, RulesProps } from './props.ts'
import type { Site } from './site.ts'

export function Rules({ site, props }: { site: Site; props: RulesProps }) {
  const { t } = site
  return (
    <div className="wide stack">
      <div className="reading-width">
        <h1>{t('现行规则', 'Rules in force')}</h1>
        <p className="lead">
          {t(
            `平台收什么、公示多久，不由程序决定，由法规决定。下面是 ${site.day(props.day)} 有效的规则，每一行都写明出处。`,
            `What is collected and how long it is shown is decided by law, not by software. These are the rules in force on ${site.day(props.day)}, each with its source.`,
          )}
        </p>
      </div>
      <nav className="contents" aria-label={t('本页目录', 'On this page')}>
        <ul>
          <li>
            <a href="#publicity">{t('公示多久', 'How long it is shown')}</a>
          </li>
          <li>
            <a href="#catalogue">{t('收哪些信息', 'What is collected')}</a>
          </li>
          <li>
            <a href="#packs">{t('规则簿与摘要', 'Packs and digests')}</a>
          </li>
        </ul>
      </nav>

      <section aria-labelledby="publicity">
        <h2 id="publicity">{t('公示多久', 'How long it is shown')}</h2>
        <p className="reading-width">
          {t(
            '公示期从作出决定之日算起，首日不计入，到期当日 24 时自动停止，不需要申请。法律、行政法规另有规定的，从其规定。',
            'The period runs from the day of the decision, that day not counted, and ends by itself at 24:00 of its last day; nobody has to ask. Where a law or administrative regulation says otherwise, it prevails.',
          )}
        </p>
        {props.transition && <p className="reading-width">{t(props.transition)}</p>}
        {props.regimes.map((regime) => (
          <Regime key={regime.id} site={site} regime={regime} />
        ))}
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
        <p className="more">
          <a href={site.href('/catalogue')}>{t('查看目录', 'See the catalogue')}</a>
        </p>
      </section>

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
    </div>
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
            <p className="hint">
              <Zh site={site}>{line.article}</Zh>
              {t('（', ' (')}
              {t(certaintyWords(line.certainty))}
              {t('）', ')')}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
