/** Guides in plain words, with the law beside. */
import { Zh } from './parts.tsx'
import type { GuideBlock, GuideProps, GuidesProps } from './props.ts'
import type { Site } from './site.ts'

export const guidePath = (id: string): string => `/guides/${id}`

export function Guides({ site, props }: { site: Site; props: GuidesProps }) {
  const { t } = site
  return (
    <div className="wide stack">
      <div className="reading-width">
        <h1>{t('指南', 'Guides')}</h1>
        <p className="lead">{t('用平常的话说明，旁边附上依据。', 'In plain words, with the law beside.')}</p>
      </div>
      {props.groups.map((group) => (
        <section key={group.title.zh} className="section" aria-label={t(group.title)}>
          <h2>{t(group.title)}</h2>
          <ul className="list-cards">
            {group.guides.map((guide) => (
              <li key={guide.id} className="card">
                <h3>
                  <a href={site.href(guidePath(guide.id))}>{t(guide.title)}</a>
                </h3>
                <p className="hint">{t(guide.lead)}</p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

export function GuidePage({ site, props }: { site: Site; props: GuideProps }) {
  const { t } = site
  const { guide } = props
  return (
    <div className="wide stack prose guide">
      <p className="back">
        <a href={site.href('/guides')}>{t('指南', 'Guides')}</a>
      </p>
      <h1>{t(guide.title)}</h1>
      <p className="lead">{t(guide.lead)}</p>
      {guide.sections.map((section) => (
        <section key={section.id} aria-labelledby={section.id}>
          <h2 id={section.id}>{t(section.title)}</h2>
          {section.blocks.map((block, i) => (
            <Block key={String(i)} site={site} block={block} />
          ))}
        </section>
      ))}
      <p className="hint">
        {t(
          `天数和公示期取自 ${site.day(props.day)} 有效的规则簿。`,
          `Days and periods are those of the rule book in force on ${site.day(props.day)}.`,
        )}
      </p>
      <nav className="contents" aria-label={t('其他指南', 'Other guides')}>
        <ul>
          {props.others.map((other) => (
            <li key={other.id}>
              <a href={site.href(guidePath(other.id))}>{t(other.title)}</a>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  )
}

function Block({ site, block }: { site: Site; block: GuideBlock }) {
  const { t } = site
  switch (block.kind) {
    case 'text':
      return <p>{t(block.says)}</p>
    case 'list': {
      const items = block.items.map((item) => <li key={item.zh}>{t(item)}</li>)
      return block.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
    case 'law':
      return (
        <p className="law">
          <span>{t('依据', 'Law')}</span> <Zh site={site}>{block.article}</Zh>
          {block.says && `${t('：', ': ')}${t(block.says)}`}
        </p>
      )
    case 'links':
      return (
        <p className="examples">
          {block.links.map(({ href, says }) => (
            // What is no page of the portal has no language.
            <a key={href} href={/^\/(v1|console)\b/.test(href) ? href : site.href(href)}>
              {t(says)}
            </a>
          ))}
        </p>
      )
    case 'table':
      return (
        <div className="card sheet">
          <table className="listed">
            <caption>{t(block.caption)}</caption>
            <thead>
              <tr>
                {block.head.map((head) => (
                  <th key={head.zh} scope="col">
                    {t(head)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map(([first, ...rest]) => (
                <tr key={`${first!.zh} ${rest[0]?.zh}`}>
                  <th scope="row">{t(first!)}</th>
                  {rest.map((cell, i) => (
                    <td key={block.head[i + 1]!.zh} data-label={t(block.head[i + 1]!)}>
                      <span>{t(cell)}</span>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )
  }
}
