/** What is collected: the catalogue at a glance, and one item of it with every field. */
import type { ReactNode } from 'react'
import { certaintyWords, opennessWords } from '../ui/words.ts'
import { Facts, Zh } from './parts.tsx'
import type { CatalogueItemProps, CatalogueProps } from './props.ts'
import type { Site } from './site.ts'

type Field = CatalogueItemProps['fields'][number]
type List = CatalogueItemProps['lists'][number]

export const itemPath = (id: string): string => `/catalogue/${encodeURIComponent(id)}`

export function CataloguePage({ site, props }: { site: Site; props: CatalogueProps }) {
  const { t } = site
  const count = props.groups.reduce((sum, group) => sum + group.items.length, 0)
  return (
    <div className="wide stack">
      <div className="reading-width">
        <h1>{t('公共信用信息目录', 'Catalogue of public credit information')}</h1>
        <p className="lead">
          {t(
            `平台只收目录内的信息，目录外的不收。下面是 ${site.day(props.day)} 有效的 ${count} 个目录项，按全国公共信用信息基础目录排列。`,
            `What is in the catalogue is collected, and nothing else. These are the ${count} items in force on ${site.day(props.day)}, in the order of the national catalogue.`,
          )}
        </p>
        <p className="hint">
          {t(
            '每一项都写明字段、填写要求、依据和公示期，并附空白报送模板（表格）与 JSON Schema，供报送单位取用。',
            'Each item states its fields, what they take, its basis and how long it is shown, with a blank sheet and a JSON Schema for those who report it.',
          )}
        </p>
      </div>
      {props.groups.map((group) => (
        <section key={group.number} className="section" aria-labelledby={`head-${group.number}`}>
          <h2 id={`head-${group.number}`}>
            {group.number > 0 && <span className="count">{group.number}</span>} {site.heading(group)}
          </h2>
          <ul className="found">
            {group.items.map((item) => (
              <li key={item.id} className="card">
                <h3>
                  <a href={site.href(itemPath(item.id))}>{site.heading(item)}</a>
                </h3>
                {item.conduct && <p>{t(item.conduct)}</p>}
                <ul className="tags">
                  <li>{t(opennessWords(item.openness))}</li>
                  {item.nature ? <li>{t(item.nature)}</li> : item.isAdverse && <li>{t('失信信息', 'adverse')}</li>}
                  {item.reportWithinWorkingDays && (
                    <li>
                      {t(
                        `${item.reportWithinWorkingDays} 个工作日内报送`,
                        `reported within ${item.reportWithinWorkingDays} working days`,
                      )}
                    </li>
                  )}
                  <li>{t(`${item.fields} 个字段`, `${item.fields} fields`)}</li>
                  <li>{t(`版本 ${item.version}`, `version ${item.version}`)}</li>
                </ul>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <aside className="reading">
        <h2>{t('不收什么', 'What is not collected')}</h2>
        <p>
          {t(
            '不收自然人的信息。信访、拆迁、闯红灯、欠缴物业费之类没有法律法规依据的事项，任何单位报送都会被退回。',
            'Nothing about natural persons. Matters that no law lets be a credit record, such as petitions, demolition, jaywalking or unpaid property fees, are refused from whomever they come.',
          )}
        </p>
      </aside>
    </div>
  )
}

export function CatalogueItemPage({ site, props }: { site: Site; props: CatalogueItemProps }) {
  const { t } = site
  const kept = props.fields.filter((field) => field.group !== 'dropped')
  const dropped = props.fields.filter((field) => field.group === 'dropped')
  return (
    <div className="wide stack catalogue-item">
      <div className="reading-width">
        <p className="back">
          <a href={site.href('/catalogue')}>{t('公共信用信息目录', 'Catalogue')}</a>
          {props.category && props.category.zh !== '' && (
            <span className="hint">{` · ${props.category.number} ${t(props.category)}`}</span>
          )}
        </p>
        <h1>{site.heading(props)}</h1>
        <p className="hint">
          <code>{props.id}</code>
          {t(` · 版本 ${props.version}，`, ` · version ${props.version}, `)}
          {force(site, props.from, props.until)}
        </p>
      </div>
      {!props.isInForce && (
        <div className="notice" role="note">
          <h2>{t('这不是现行版本', 'This version is not in force')}</h2>
          <p>
            <a href={site.href(itemPath(props.id))}>{t('查看现行版本', 'See the one in force')}</a>
          </p>
        </div>
      )}
      <nav className="contents" aria-label={t('本页目录', 'On this page')}>
        <ul>
          {sections(props).map(([id, zh, en]) => (
            <li key={id}>
              <a href={`#${id}`}>{t(zh, en)}</a>
            </li>
          ))}
        </ul>
      </nav>
      <About site={site} props={props} />
      {props.isInForce && <Downloads site={site} props={props} />}
      <section aria-labelledby="fields">
        <h2 id="fields">{t(`字段（${kept.length}）`, `Fields (${kept.length})`)}</h2>
        <p className="reading-width hint">
          {t(
            '格式的写法依 DB15/T 1102-2024：C..200 最多 200 个字符，C18 正好 18 个，N..18,6 最多 18 位数字、其中小数 6 位，方括号内是代码表。标“键”的字段合起来确定同一条记录。',
            'Formats follow DB15/T 1102-2024: C..200 is at most 200 characters, C18 exactly 18, N..18,6 at most 18 digits of which 6 decimals; a code list stands in brackets. Fields marked "key" together make a record one and the same.',
          )}
        </p>
        <Fields site={site} fields={kept} item={props} />
      </section>
      {dropped.length > 0 && (
        <section aria-labelledby="dropped">
          <h2 id="dropped">{t('不收的列', 'Columns that are dropped')}</h2>
          <p className="reading-width">
            {t(
              '报送标准中的下列字段涉及个人，读取时即丢弃，不保存、不展示；模板中没有这些列。',
              'These fields of the reporting standard are about persons. They are dropped while reading, kept nowhere and shown to nobody; the blank sheet has no such columns.',
            )}
          </p>
          <ul className="dropped">
            {dropped.map((field) => (
              <li key={field.id} id={field.id}>
                <Zh site={site}>{field.zh}</Zh> <code>{field.id}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      {props.lists.length > 0 && (
        <section aria-labelledby="lists">
          <h2 id="lists">{t('代码表', 'Code lists')}</h2>
          <div className="lists">
            {props.lists.map((list) => (
              <CodeListTable key={list.id} site={site} list={list} />
            ))}
          </div>
        </section>
      )}
      <section aria-labelledby="versions">
        <h2 id="versions">{t('版本', 'Versions')}</h2>
        <ul className="plain">
          {props.versions.map((version) => (
            <li key={version.version}>
              <a href={site.href(itemPath(props.id), { version: version.isInForce ? undefined : version.version })}>
                {version.version}
              </a>
              {` · ${force(site, version.from, version.until)}`}
              {version.isInForce && t('（现行）', ' (in force)')}
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

function sections(props: CatalogueItemProps): [id: string, zh: string, en: string][] {
  const all: [boolean, string, string, string][] = [
    [true, 'about', '基本情况', 'About'],
    [props.isInForce, 'downloads', '模板与下载', 'Blank sheets'],
    [true, 'fields', '字段', 'Fields'],
    [props.lists.length > 0, 'lists', '代码表', 'Code lists'],
    [true, 'versions', '版本', 'Versions'],
  ]
  return all.flatMap(([is, id, zh, en]) => (is ? [[id, zh, en]] : []))
}

function force(site: Site, from: string, until: string | undefined): string {
  return until
    ? site.t(`${site.day(from)}起，${site.day(until)}前`, `from ${site.day(from)}, before ${site.day(until)}`)
    : site.t(`${site.day(from)}起`, `from ${site.day(from)}`)
}

/** What old stock may lack, and what comes of it. */
function Historic({ site, of }: { site: Site; of: NonNullable<CatalogueItemProps['historic']> }) {
  const { t } = site
  const names = (fields: typeof of.needs) =>
    t(fields.map((one) => one.zh).join('、'), fields.map((one) => one.en).join(', '))
  const day = site.day(of.before)
  return (
    <>
      {t(
        `报送时注明为历史数据的，${day}以前的决定可以缺少：${names(of.mayLack)}。仍须有：${names(of.needs)}。缺少的记录标为“历史数据·要素不全”，只供国家机关查阅，不公示，不作为任何措施的依据；补齐后再次报送即完整。`,
        `Where a file is sent as historic data, a decision before ${day} may lack ${names(of.mayLack)}. It still needs ${names(of.needs)}. Such a record is marked as incomplete historic data: for authorities only, not shown to the public, and no measure rests on it; stated again with the rest it is whole.`,
      )}{' '}
      <span className="hint">
        <Zh site={site}>{of.basis}</Zh>
        {t('（', ' (')}
        {t(certaintyWords(of.certainty))}
        {t('）', ')')}
      </span>
    </>
  )
}

function About({ site, props }: { site: Site; props: CatalogueItemProps }) {
  const { t } = site
  const said = new Map(props.entity.map((one) => [one.id, one]))
  const word = (id: string): [ReactNode, ReactNode] => {
    const one = said.get(id)
    return [one && site.heading(one.name), one && site.heading(one.value)]
  }
  const named = (id: string) => props.fields.find((field) => field.id === id)
  const days = props.reportWithinWorkingDays
  return (
    <section aria-labelledby="about">
      <h2 id="about">{t('基本情况', 'About')}</h2>
      <div className="card item">
        <Facts
          rows={[
            [t('信息事项', 'Matter'), site.heading(props)],
            said.has('nature')
              ? word('nature')
              : [t('信息性质', 'Nature'), props.isAdverse ? t('失信信息', 'adverse') : t('非失信信息', 'not adverse')],
            word('conduct'),
            word('providers'),
            word('channel'),
            [t('披露方式', 'Disclosure'), t(opennessWords(props.openness))],
            word('sharing'),
            word('validity'),
            [
              t('公示期', 'Shown for'),
              props.periods.length > 0 && (
                <ul key="periods" className="plain">
                  {props.periods.map((line) => (
                    <li key={line.id}>
                      {site.heading(line.what)}{' '}
                      <span className="hint">
                        <Zh site={site}>{line.article}</Zh>
                        {t('（', ' (')}
                        {t(certaintyWords(line.certainty))}
                        {t('）', ')')}
                      </span>
                    </li>
                  ))}
                </ul>
              ),
            ],
            [
              t('公示的前提', 'Shown only with'),
              props.needed.length > 0 &&
                t(
                  `${props.needed.map((part) => part.zh).join('、')}；缺一项的，只供政务留存，不公示，不作为任何措施的依据`,
                  `${props.needed.map((part) => part.en).join(', ')}; lacking one it is kept for authorities, not shown, and no measure rests on it`,
                ),
            ],
            [
              t('历史数据口径', 'Historic profile'),
              props.historic && <Historic key="historic" site={site} of={props.historic} />,
            ],
            said.has('retention')
              ? word('retention')
              : [
                  t('保存期限', 'Kept for'),
                  props.retentionYears && t(`${props.retentionYears} 年`, `${props.retentionYears} years`),
                ],
            word('updates'),
            [
              t('报送时限', 'To be reported'),
              days && (
                <span key="days">
                  {t(`决定之日起 ${days} 个工作日内`, `within ${days} working days of the decision`)}
                  {props.reportBasis && (
                    <span className="hint">
                      {' '}
                      <Zh site={site}>{props.reportBasis}</Zh>
                    </span>
                  )}
                </span>
              ),
            ],
            [
              t('依据', 'Basis'),
              <span key="basis">
                <Zh site={site}>{props.basis}</Zh>
                {props.localRegulation && <Zh site={site}>{`；${props.localRegulation}`}</Zh>}
                <span className="hint">
                  {t('（', ' (')}
                  {t(certaintyWords(props.certainty))}
                  {t('）', ')')}
                </span>
              </span>,
            ],
            [
              t('数据标准', 'Data standard'),
              <Zh key="standard" site={site}>
                {props.standardVersion}
              </Zh>,
            ],
            [
              t('主键', 'Key'),
              props.key
                .map((id) => (site.language === 'zh' ? named(id)?.zh : named(id)?.en) ?? id)
                .join(t(' + ', ' + ')),
            ],
            [
              t('主管部门自己的系统', 'Published by its authority at'),
              props.ownSystem && (
                <span key="own">
                  {t(props.ownSystem)} <span className="hint">{props.ownSystem.address}</span>
                </span>
              ),
            ],
          ]}
        />
      </div>
    </section>
  )
}

function Downloads({ site, props }: { site: Site; props: CatalogueItemProps }) {
  const { t } = site
  const base = `/v1/catalogue/${encodeURIComponent(props.id)}`
  const files: [href: string, zh: string, en: string, zhHint: string, enHint: string][] = [
    [
      `${base}/template?format=xlsx`,
      '模板（XLSX）',
      'Blank sheet (XLSX)',
      '带下拉选项和填写说明',
      'with drop-downs and notes on each column',
    ],
    [`${base}/template?format=csv`, '模板（CSV，UTF-8）', 'Blank sheet (CSV, UTF-8)', '一行列名', 'one line of names'],
    [
      `${base}/template?format=csv&encoding=gb18030`,
      '模板（CSV，GB18030）',
      'Blank sheet (CSV, GB18030)',
      '供旧的表格软件',
      'for older programs',
    ],
    [
      `${base}/schema`,
      'JSON Schema',
      'JSON Schema',
      '2020-12，供程序校验一行数据',
      '2020-12, for programs that check a row',
    ],
    [base, '本页数据（JSON）', 'This page as JSON', '接口', 'interface'],
  ]
  return (
    <section className="for-screen" aria-labelledby="downloads">
      <h2 id="downloads">{t('模板与下载', 'Blank sheets and downloads')}</h2>
      <ul className="downloads">
        {files.map(([href, zh, en, zhHint, enHint]) => (
          <li key={href}>
            <a href={href}>{t(zh, en)}</a>
            <span className="hint">{t(zhHint, enHint)}</span>
          </li>
        ))}
      </ul>
      <p className="reading-width hint">
        {t(
          '填好后原样报送即可。列的顺序可以变，多余的列不留存；带 * 的列必填。',
          'Filled in, it is submitted as it is. Columns may stand in any order, others are not kept; those with a star must be filled in.',
        )}
      </p>
    </section>
  )
}

function Fields({ site, fields, item }: { site: Site; fields: Field[]; item: CatalogueItemProps }) {
  const { t } = site
  const { openness, standardVersion } = item
  const heads = [
    t('字段', 'Field'),
    t('填写', 'Need'),
    t('格式', 'Format'),
    t('可填内容', 'What is taken'),
    t('去向', 'Shown to'),
    t('依据', 'Basis'),
  ]
  return (
    <table className="fields">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.id} id={field.id}>
            <th scope="row">
              <Zh site={site}>{field.zh}</Zh>
              {site.language === 'en' && <span className="under">{field.en}</span>}
              <span className="under hint">
                <code>{field.id}</code>
                {field.isKey && ` · ${t('键', 'key')}`}
              </span>
            </th>
            <td data-label={heads[1]} className={field.need === 'may' ? undefined : 'needed'}>
              {field.isReported ? t(field.needName) : t('自动填写', 'filled in by the platform')}
            </td>
            <td data-label={heads[2]}>
              <code>{field.notation.replace(/ \[.*$/, '')}</code>
              <span className="under hint">
                {t(field.typeName)}
                {field.list && (
                  <>
                    {' · '}
                    <a href={`#list-${field.list}`}>{t('代码表', 'list')}</a>
                  </>
                )}
              </span>
            </td>
            <td data-label={heads[3]}>
              {field.accepted && t(field.accepted)}
              {field.example && (
                <span className="under hint">
                  {t('例：', 'Example: ')}
                  <Zh site={site}>{field.example}</Zh>
                </span>
              )}
              {field.aliases.length > 0 && (
                <span className="under hint">
                  {t('列名也可写作：', 'Also named ')}
                  <Zh site={site}>{field.aliases.join('、')}</Zh>
                </span>
              )}
            </td>
            <td data-label={heads[4]}>
              {field.group === 'government' || openness === 'government'
                ? t('政务共享', 'authorities')
                : openness === 'authorised'
                  ? t('授权查询', 'with authorisation')
                  : t('公示', 'the public')}
            </td>
            <td data-label={heads[5]}>
              <Zh site={site}>{field.article ?? standardVersion}</Zh>
              <span className="under hint">{t(certaintyWords(field.certainty))}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function CodeListTable({ site, list }: { site: Site; list: List }) {
  const { t } = site
  const id = `list-${list.id}`
  return (
    <section className="card" aria-labelledby={id}>
      <h3 id={id}>{site.heading(list)}</h3>
      <p className="hint">
        <code>{list.id}</code>
        {` · ${t('版本', 'version')} ${list.version} · `}
        <Zh site={site}>{list.basis}</Zh>
        {t('（', ' (')}
        {t(certaintyWords(list.certainty))}
        {t('）', ')')}
      </p>
      <ul className="values">
        {list.values.map((value) => (
          <li key={value.code}>
            <Zh site={site}>{value.zh}</Zh>
            {site.language === 'en' && <span>{` ${value.en}`}</span>}
            {value.isRefused && <strong>{t(' 不予归集', ' not collected')}</strong>}
            {value.aliases.length > 0 && (
              <span className="hint">
                {t(' 也可写作 ', ' also ')}
                <Zh site={site}>{value.aliases.join('、')}</Zh>
              </span>
            )}
          </li>
        ))}
        {list.isOpen && <li className="hint">{t('其他可写“其他:具体内容”', 'Another one as 其他:...')}</li>}
      </ul>
    </section>
  )
}
